"""What one would write instead of `exporter build`: a loop of `pandoc` commands, the same commands
under `make`, and for PDF one process that keeps WeasyPrint and lays out Pandoc's pages.

Pandoc gets the dialect that we read with, makes self-contained pages as we do, and WeasyPrint for
the PDF. It makes no mail: its stand-in is the page that one would hand to a mailing service.
"""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import pypandoc

from benchmarks.cost import Cost, measured
from benchmarks.figures import Row, row

LOOP, MAKE, WARM = "pandoc loop", "pandoc, make -j2", "warm WeasyPrint loop"
# what our default dialect reads with, as far as Pandoc has it by name; it reads front matter, too
FROM = "commonmark_x+wikilinks_title_after_pipe+autolink_bare_uris"
OPTIONS = {
    "html": ("--standalone", "--embed-resources", "--mathml"),
    "epub": ("--mathml",),
    "email": ("--standalone", "--mathml"),
    "pdf": ("--mathml", f"--pdf-engine={Path(sys.executable).with_name('weasyprint')}"),
}
SUFFIXES = {"email": "html"}


def pandoc_loop(notes: Sequence[Path], name: str, work: Path) -> Row:
    """A shell's loop, written out: one process for each note."""
    lines = [f"{command}\n" for _, command in _commands(notes, name, _emptied(work))]
    script = work / "loop.sh"
    script.write_text("".join(lines), "utf-8")
    return _row(LOOP, name, notes, measured(["sh", str(script)], work), work)


def pandoc_make(notes: Sequence[Path], name: str, work: Path) -> Row:
    """The same commands, two at once."""
    commands = list(_commands(notes, name, _emptied(work)))
    rules = [f"all: {' '.join(target for target, _ in commands)}\n"]
    rules += [f"{target}:\n\t-@{line.replace('$', '$$')}\n" for target, line in commands]
    (work / "Makefile").write_text("".join(rules), "utf-8")
    cost = measured(["make", "--jobs=2", "--keep-going", "--silent"], work)
    return _row(MAKE, name, notes, cost, work, jobs=2)


def weasyprint_loop(notes: Sequence[Path], work: Path) -> Row:
    """One process with WeasyPrint in memory; `pandoc` is called for each note's page."""
    _emptied(work)
    (work / "notes").write_text("\0".join(map(str, notes)), "utf-8")
    cost = measured([sys.executable, "-m", "benchmarks.warm_weasyprint", str(work)], work)
    return _row(WARM, "pdf", notes, cost, work)


def _commands(notes: Sequence[Path], name: str, work: Path) -> list[tuple[str, str]]:
    """The file that each note becomes, and the line of a shell that makes it."""
    pandoc = [pypandoc.get_pandoc_path(), "--from", FROM, *OPTIONS[name]]
    found: list[tuple[str, str]] = []
    for number, note in enumerate(notes):
        target = f"{number}.{SUFFIXES.get(name, name)}"
        command = shlex.join([*pandoc, note.name, "-o", str(work / target)])
        found.append((target, f"cd {shlex.quote(str(note.parent))} && {command}"))
    return found


def _emptied(work: Path) -> Path:
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    return work


def _row(way: str, name: str, notes: Sequence[Path], cost: Cost, work: Path, jobs: int = 1) -> Row:
    made = sum(file.suffix == f".{SUFFIXES.get(name, name)}" for file in work.iterdir())
    return row(way, name, len(notes), [cost], jobs=jobs, made=made)
