"""One PDF of the same chapters by `exporter`, by Pandoc with WeasyPrint and with Typst, and by
Vivliostyle: what each costs, and what each lost.

Each is a command as its users give it, and all have pages of the same size. Typst and Vivliostyle
are installed below `.tools/engines`; Vivliostyle needs a Chromium.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pypandoc

from benchmarks.cost import Cost, measured
from benchmarks.pdf_facts import Facts, facts
from benchmarks.vaults import CONTENT, FRONT_MATTER, REMOTE
from exporter.source.pandoc import DIALECTS

TOOLS = Path(__file__).parents[1] / ".tools/engines"
TYPST, VIVLIOSTYLE = "typst==0.15.2", "@vivliostyle/cli@11.0.0"
PANDOC = pypandoc.get_pandoc_path()
COUNTED = ("headings", "links", "tables", "figures")
# Typst makes nothing of a document with a link to a place that is not in it
NO_DANGLING_LINKS = """
function Pandoc(doc)
  local ids = {}
  local function note(element) ids[element.identifier] = true end
  doc:walk { Header = note, Div = note, Span = note, CodeBlock = note, Table = note, Figure = note }
  return doc:walk { Link = function(link)
    if link.target:sub(1, 1) == '#' and not ids[link.target:sub(2)] then return link.content end
  end }
end
"""


class Made(NamedTuple):
    name: str
    cost: Cost
    facts: Facts | None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notes", type=Path, nargs="?", default=CONTENT, metavar="DIR")
    parser.add_argument("--count", type=int, default=16, metavar="N", help="chapters, 16")
    parser.add_argument("--times", type=int, default=2, metavar="N", help="runs of each, 2")
    arguments = parser.parse_args()
    with TemporaryDirectory(prefix="exporter-bench-") as folder:
        root = Path(folder)
        chapters = _chapters(arguments.notes, root / "notes", arguments.count)
        sources = [root / "notes" / chapter for chapter in chapters]
        made = []
        for name, prepare in ENGINES.items():
            work = root / name
            shutil.copytree(root / "notes", work)
            commands, file = prepare(work, chapters)
            cost = min(_costs(commands, work, arguments.times))
            made.append(Made(name, cost, facts(file, sources) if file.exists() else None))
        print("\n".join(_report(chapters, _counted(sources, root / "notes"), made)))


def _chapters(source: Path, target: Path, count: int) -> list[str]:
    """So many notes at even distances of those that have some text, and every other file."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(".*", "*.md", "*.toml"))
    notes = [note for note in sorted(source.rglob("*.md")) if note.stat().st_size > 4000]
    for note in notes[:: max(1, len(notes) // count)][:count]:
        place = target / note.relative_to(source)
        text = FRONT_MATTER.sub("", note.read_text("utf-8"))
        place.write_text(REMOTE.sub("", text), "utf-8")
    return [str(note.relative_to(target)) for note in sorted(target.rglob("*.md"))]


def _costs(commands: list[Sequence[str]], folder: Path, times: int) -> Iterator[Cost]:
    for _ in range(times):
        shutil.rmtree(folder / ".exporter", ignore_errors=True)
        steps = [measured(command, folder) for command in commands]
        yield Cost(
            sum(step.seconds for step in steps),
            max(step.memory for step in steps),
            sum(step.processor for step in steps),
        )


Engine = Callable[[Path, Sequence[str]], tuple[list[Sequence[str]], Path]]


def _exporter(folder: Path, chapters: Sequence[str]) -> tuple[list[Sequence[str]], Path]:
    (folder / "exporter.toml").write_text(
        f'[pdf]\npaper = "A5"\n\n[[book]]\ntitle = "Book"\nchapters = {json.dumps(chapters)}\n'
    )
    command = [sys.executable, "-m", "exporter.cli", "build", str(folder), "--to", "pdf"]
    return [[*command, "--force", "--quiet", "--out", "made"]], folder / "made/Book.pdf"


def _weasyprint(folder: Path, chapters: Sequence[str]) -> tuple[list[Sequence[str]], Path]:
    (folder / "a5.css").write_text("@page { size: A5 }")
    engine = Path(sys.executable).with_name("weasyprint")
    command = [*_pandoc(chapters), "--mathml", "--css=a5.css", f"--pdf-engine={engine}"]
    return [[*command, "--output=made.pdf"]], folder / "made.pdf"


def _tagged(folder: Path, chapters: Sequence[str]) -> tuple[list[Sequence[str]], Path]:
    (command,), made = _weasyprint(folder, chapters)
    return [[*command, "--pdf-engine-opt=--pdf-variant=pdf/ua-1"]], made


def _typst(folder: Path, chapters: Sequence[str]) -> tuple[list[Sequence[str]], Path]:
    python = TOOLS / "typst/bin/python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", TOOLS / "typst"], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", TYPST], check=True)
    (folder / "links.lua").write_text(NO_DANGLING_LINKS)
    written = [*_pandoc(chapters), "--variable=papersize=a5", "--lua-filter=links.lua"]
    compiled = "import typst; typst.compile('made.typ', output='made.pdf')"
    return [[*written, "--output=made.typ"], [str(python), "-c", compiled]], folder / "made.pdf"


def _vivliostyle(folder: Path, chapters: Sequence[str]) -> tuple[list[Sequence[str]], Path]:
    program = TOOLS / "node_modules/.bin/vivliostyle"
    if not program.exists():
        npm = ["npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", str(TOOLS)]
        quiet = os.environ | {"PUPPETEER_SKIP_DOWNLOAD": "1"}
        subprocess.run([*npm, VIVLIOSTYLE], check=True, env=quiet)
    settings = {"title": "Book", "language": "en", "size": "A5", "entry": chapters, "toc": True}
    (folder / "vivliostyle.config.json").write_text(json.dumps(settings | {"output": "made.pdf"}))
    command = [str(program), "build", "--config", "vivliostyle.config.json"]
    browser = shutil.which("chromium") or "chromium"
    return [[*command, "--executable-browser", browser]], folder / "made.pdf"


def _pandoc(chapters: Sequence[str]) -> list[str]:
    dialect = f"--from={DIALECTS['obsidian']}+rebase_relative_paths"
    return [PANDOC, dialect, "--standalone", "--toc", "--metadata=title=Book", *chapters]


ENGINES: Mapping[str, Engine] = {
    "exporter": _exporter,
    "Pandoc, WeasyPrint": _weasyprint,
    "the same with `--pdf-variant=pdf/ua-1`": _tagged,
    "Pandoc, Typst": _typst,
    "Vivliostyle": _vivliostyle,
}


def _counted(sources: Sequence[Path], folder: Path) -> Counter[str]:
    """What the chapters have, as Pandoc reads them."""
    command = [PANDOC, f"--from={DIALECTS['obsidian']}", "--to=json", *map(str, sources)]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True)
    names = {"Header": "headings", "Link": "links", "Table": "tables", "Image": "figures"}
    return Counter(names.get(each, "") for each in _kinds(json.loads(done.stdout)["blocks"]))


def _kinds(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        yield tree.get("t", "")
    if isinstance(tree, dict | list):
        for child in tree.values() if isinstance(tree, dict) else tree:
            yield from _kinds(child)


def _report(chapters: Sequence[str], source: Counter[str], made: Sequence[Made]) -> Iterator[str]:
    yield f"{len(chapters)} chapters, {os.cpu_count()} processors"
    heads = [
        "",
        "time",
        "processor",
        "memory",
        "size",
        "pages",
        *COUNTED,
        "led",
        "dead",
        "bookmarks",
        "fonts",
    ]
    heads += ["UA-1", "words lost"]
    yield "| " + " | ".join(heads) + " |"
    yield "|---" + "|---:" * (len(heads) - 1) + "|"
    counts = [str(source[name]) for name in COUNTED]
    yield "| " + " | ".join(["the chapters", *[""] * 5, *counts, *[""] * 6]) + " |"
    for name, cost, found in made:
        row = [name, f"{cost.seconds:.1f} s", f"{cost.processor:.1f} s"]
        row.append(f"{cost.memory / 2**20:.0f} MiB")
        if found is None:
            row += ["nothing was made", *[""] * (len(heads) - 5)]
        else:
            row += [f"{found.size / 1000:.0f} KB", str(found.pages)]
            row += [str(found.tags.get(counted, 0)) for counted in COUNTED]
            row += [str(found.leading), str(found.dead), str(found.bookmarks)]
            row += [f"{found.loose} loose" if found.loose else "embedded"]
            row += [str(len(found.failures)), f"{len(found.lost)} of {found.words:,}"]
        yield "| " + " | ".join(row) + " |"
    for name, _, found in made:
        if found and (found.lost or found.failures):
            yield f"{name}: fails {', '.join(found.failures) or 'nothing'}"
            yield from (f"    {each}" for each in found.lost[:12])


if __name__ == "__main__":
    main()
