"""The same notes through `exporter build` and through a loop of `pandoc` commands.

Both are measured in one run on one machine, so the ratio between them means something where the
seconds do not. No time is a limit: nothing fails for being slow.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pypandoc

from exporter.store import FOLDER

CONTENT = Path(__file__).parents[1] / "content"
FORMATS = ("html", "epub", "pdf")
# bytes of a made note, about what a note of a published garden has
LENGTH = 9_000
# neither side is to wait for a server: exporter never asks one, Pandoc would
REMOTE_IMAGE = re.compile(r"!\[[^\]]*\]\(<?https?:[^)]*\)|<img[^>]*https?:[^>]*>")
FRONT_MATTER = re.compile(r"\A---.*?^---\s*$\n?", re.DOTALL | re.MULTILINE)
# what our default dialect reads with, as far as Pandoc has it by name
FROM = "commonmark_x+wikilinks_title_after_pipe+autolink_bare_uris"


class Cost(NamedTuple):
    """Seconds of wall-clock time and of all processors, and how many files came of it."""

    seconds: float
    processor: float
    files: int


def main() -> None:
    arguments = _arguments()
    formats = [name for name in arguments.to.split(",") if name]
    with tempfile.TemporaryDirectory(prefix="exporter-bench-") as folder:
        vault = Path(folder, "notes")
        if arguments.notes:
            _copy(arguments.notes, vault, arguments.count)
        else:
            _make(vault, arguments.count)
        notes = sorted(vault.rglob("*.md"))
        length = sum(note.stat().st_size for note in notes)
        print(
            f"{len(notes)} notes, {length / 1000:.0f} KB; {os.cpu_count()} processors; "
            f"pandoc {pypandoc.get_pandoc_version()}"
        )
        print(f"{'':8}{'pandoc loop':>24}{'exporter build':>24}{'ratio':>8}{'processor':>11}")
        for name in formats:
            loop = _measured(_pandoc_loop(name, notes, vault, Path(folder, "pandoc")))
            ours = _measured(_exporter(name, vault, Path(folder, "exporter")))
            print(_row(name, loop, ours, len(notes)), flush=True)
    print("ratio: the loop's time for one of ours; processor: the same of the time on all of them")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=Path, metavar="DIR", help="notes to take, with their files")
    parser.add_argument("--count", type=int, default=60, metavar="N", help="how many, 60")
    parser.add_argument("--to", default=",".join(FORMATS), help="html,epub,pdf")
    return parser.parse_args()


def _make(vault: Path, count: int) -> None:
    """Notes from the sample project: its notes with their sections taken in another order each."""
    shutil.copytree(CONTENT, vault, ignore=shutil.ignore_patterns("*.md", "*.toml", "*.py"))
    sources = sorted(path for path in CONTENT.rglob("*.md") if path.parent != CONTENT)
    for number in range(count):
        source = sources[number % len(sources)]
        sections = _sections(source.read_text("utf-8"))
        start = number // len(sources) * 2 % len(sections)
        text = "\n".join(sections[start:] + sections[:start])
        # a note ends where a paragraph does
        cut = text.find("\n\n", LENGTH)
        text = f'---\ntitle: "{source.stem} {number}"\n---\n\n{text[: cut if cut > 0 else None]}\n'
        target = vault / source.parent.relative_to(CONTENT) / f"note {number:02}.md"
        target.write_text(REMOTE_IMAGE.sub("", text), "utf-8")


def _sections(text: str) -> list[str]:
    return re.split(r"^(?=##? )", FRONT_MATTER.sub("", text), flags=re.MULTILINE)


def _copy(source: Path, vault: Path, count: int) -> None:
    """The first notes of a folder that have some text, and every other file of it."""
    shutil.copytree(source, vault, ignore=shutil.ignore_patterns(".*", "exporter.toml"))
    for number, note in enumerate(sorted(vault.rglob("*.md"), key=_after_the_empty)):
        if number >= count:
            note.unlink()
        else:
            text = note.read_text("utf-8", "replace")
            note.write_text(REMOTE_IMAGE.sub("", text), "utf-8")


def _after_the_empty(note: Path) -> tuple[bool, str]:
    return len(FRONT_MATTER.sub("", note.read_text("utf-8", "replace")).strip()) < 500, str(note)


def _pandoc_loop(name: str, notes: Sequence[Path], vault: Path, out: Path) -> Iterator[Path]:
    """What a shell loop does: one process for each note."""
    options = {
        "html": ["--standalone", "--embed-resources", "--mathml"],
        "epub": ["--mathml"],
        "pdf": ["--mathml", f"--pdf-engine={Path(sys.executable).with_name('weasyprint')}"],
    }[name]
    pandoc = pypandoc.get_pandoc_path()
    out.mkdir(exist_ok=True)
    for number, note in enumerate(notes):
        target = out / f"{number}.{name}"
        subprocess.run(
            [pandoc, f"--from={FROM}", *options, str(note), "-o", str(target)],
            cwd=note.parent,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        yield target


def _exporter(name: str, vault: Path, out: Path) -> Iterator[Path]:
    """What a user does: one command for the folder, with its own choice of processes."""
    # nothing that an earlier build has kept
    shutil.rmtree(vault / FOLDER, ignore_errors=True)
    command = [sys.executable, "-m", "exporter.cli", "build", str(vault)]
    subprocess.run(
        [*command, "--to", name, "--out", str(out), "--quiet"],
        stderr=subprocess.DEVNULL,
        check=False,
    )
    yield from out.rglob(f"*.{name}")


def _measured(work: Iterator[Path]) -> Cost:
    began, spent = time.perf_counter(), _processor_time()
    files = sum(file.is_file() for file in work)
    return Cost(time.perf_counter() - began, _processor_time() - spent, files)


def _processor_time() -> float:
    """Seconds on all processors of the children that have ended, and of theirs."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _row(name: str, loop: Cost, ours: Cost, notes: int) -> str:
    return (
        f"{name:8}{_cost(loop, notes):>24}{_cost(ours, notes):>24}"
        f"{loop.seconds / ours.seconds:>8.1f}{loop.processor / ours.processor:>11.1f}"
    )


def _cost(cost: Cost, notes: int) -> str:
    files = "" if cost.files == notes else f" ({cost.files} files)"
    return f"{cost.seconds / notes * 1000:.0f} ms a note{files}"


if __name__ == "__main__":
    main()
