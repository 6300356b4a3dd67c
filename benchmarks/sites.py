"""A site of the same notes by `exporter`, MkDocs, Pelican and Eleventy: cold, with nothing changed,
and with a sentence more in one note.

Each is a command as its users give it, with its own theme; what `exporter` makes beside pages
(search, backlinks, feeds, pictures in several widths) the others make none of, but for MkDocs'
search. Notes come without their front matter, in which each would see something else. The others
are installed below `.tools/sites`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.cost import Cost, measured
from benchmarks.vaults import CONTENT, FRONT_MATTER

TOOLS = Path(__file__).parents[1] / ".tools/sites"
PACKAGES = ("mkdocs==1.6.1", "pelican[markdown]==4.12.0")
ELEVENTY = "@11ty/eleventy@3.1.8"
# Notes may hold the marks of template languages, and are none
PLAIN = (
    'module.exports = { markdownTemplateEngine: false, dir: { input: "notes", output: "made" } };'
)
SENTENCE = "\n\nA sentence that was not there before.\n"


class Made(NamedTuple):
    """What a site cost in each of STATES, how many pages it has, and how many bytes."""

    name: str
    costs: Sequence[Cost]
    pages: int
    size: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notes", type=Path, nargs="?", default=CONTENT, metavar="DIR")
    parser.add_argument("--times", type=int, default=2, metavar="N", help="runs of each, 2")
    arguments = parser.parse_args()
    with TemporaryDirectory(prefix="exporter-bench-") as folder:
        notes = Path(folder, "notes")
        count = _bare(arguments.notes, notes)
        made = [
            _made(name, engine, notes, Path(folder, name), arguments.times)
            for name, engine in ENGINES.items()
        ]
    print(f"{count} notes, {os.cpu_count()} processors")
    print("\n".join(_report(made)))


def _bare(source: Path, target: Path) -> int:
    """The notes without their front matter, and every file beside them; how many there are."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(".*", "*.toml"))
    notes = list(target.rglob("*.md"))
    for note in notes:
        note.write_text(FRONT_MATTER.sub("", note.read_text("utf-8")), "utf-8")
    return len(notes)


Engine = Callable[[Path], tuple[Sequence[str], Path]]


def _made(name: str, engine: Engine, notes: Path, work: Path, times: int) -> Made:
    """The best of so many runs, each from nothing."""
    runs: list[tuple[Cost, ...]] = []
    out = work
    for _ in range(times):
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(notes, work / "notes")
        command, out = engine(work)
        cold, same = measured(command, work), measured(command, work)
        one = max((work / "notes").rglob("*.md"), key=lambda note: (note.stat().st_size, note))
        with one.open("a", encoding="utf-8") as file:
            file.write(SENTENCE)
        runs.append((cold, same, measured(command, work)))
    files = [file for file in out.rglob("*") if file.is_file()]
    pages = sum(file.suffix == ".html" for file in files)
    best = [min(run[state] for run in runs) for state in range(len(STATES))]
    return Made(name, best, pages, sum(file.stat().st_size for file in files))


def _exporter(work: Path) -> tuple[Sequence[str], Path]:
    (work / "notes/exporter.toml").write_text('[project]\nurl = "https://example.org/"\n')
    command = [sys.executable, "-m", "exporter.cli", "build", "notes", "--site", "--quiet"]
    return [*command, "--out", "made"], work / "made/site"


def _mkdocs(work: Path) -> tuple[Sequence[str], Path]:
    (work / "mkdocs.yml").write_text("site_name: Notes\ndocs_dir: notes\nsite_dir: made\n")
    return [str(_python_tool("mkdocs")), "build", "--quiet"], work / "made"


def _pelican(work: Path) -> tuple[Sequence[str], Path]:
    settings = {
        "PATH": "notes",
        "PAGE_PATHS": [""],
        "ARTICLE_PATHS": [],
        "FILENAME_METADATA": "(?P<title>.*)",
        "PATH_METADATA": r"(?P<slug>.*)\.md",
        "OUTPUT_PATH": "made",
        "SITENAME": "Notes",
        "SITEURL": "https://example.org",
        "TIMEZONE": "UTC",
    }
    lines = [f"{name} = {value!r}" for name, value in settings.items()]
    (work / "pelicanconf.py").write_text("\n".join(lines) + "\n")
    command = [str(_python_tool("pelican")), "--quiet", "--settings", "pelicanconf.py"]
    return command, work / "made"


def _eleventy(work: Path) -> tuple[Sequence[str], Path]:
    program = TOOLS / "node_modules/.bin/eleventy"
    if not program.exists():
        npm = ["npm", "install", "--silent", "--no-fund", "--no-audit", "--ignore-scripts"]
        subprocess.run([*npm, "--prefix", str(TOOLS), ELEVENTY], check=True)
    (work / ".eleventy.js").write_text(PLAIN)
    (work / "package.json").write_text(json.dumps({"name": "notes"}))
    return [str(program), "--quiet", "--incremental"], work / "made"


def _python_tool(name: str) -> Path:
    """The command of a generator, which has an environment to itself."""
    folder = TOOLS / "python/bin"
    if not (folder / name).exists():
        subprocess.run([sys.executable, "-m", "venv", TOOLS / "python"], check=True)
        pip = [str(folder / "python"), "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, *PACKAGES], check=True)
    return folder / name


STATES = ("cold", "nothing changed", "one note changed")
ENGINES: Mapping[str, Engine] = {
    "exporter": _exporter,
    "MkDocs": _mkdocs,
    "Pelican": _pelican,
    "Eleventy": _eleventy,
}


def _report(made: Sequence[Made]) -> Iterator[str]:
    heads = ["", *STATES, "memory", "processor, cold", "pages", "size"]
    yield "| " + " | ".join(heads) + " |"
    yield "|---" + "|---:" * (len(heads) - 1) + "|"
    for name, costs, pages, size in made:
        row = [name, *(f"{cost.seconds:.1f} s" for cost in costs)]
        row.append(f"{max(cost.memory for cost in costs) / 2**20:.0f} MiB")
        row.append(f"{costs[0].processor:.1f} s")
        yield "| " + " | ".join([*row, f"{pages:,}", f"{size / 1e6:.1f} MB"]) + " |"


if __name__ == "__main__":
    main()
