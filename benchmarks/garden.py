"""A garden of 925 notes in four formats: from nothing and after changes, with one process and with
two, beside what one would write instead.

The other ways take a note at a time, and so take as long for each however many there are: they get
every fourth note by size, and what they took is multiplied.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from benchmarks import vaults
from benchmarks.alternatives import OPTIONS, pandoc_loop, pandoc_make, weasyprint_loop
from benchmarks.exporter_build import Vault, again, from_nothing
from benchmarks.figures import Row

ALL = ",".join(OPTIONS)
# Of the notes, for the other ways
EVERY = 4
# What is built by itself, too
APART = ("html", "epub", "email", "pdf", "html,epub")
NOTHING, NOTE, TEMPLATE = "nothing changed", "one note changed", "one template changed"
TEMPLATES = Path(__file__).parents[1] / "templates"
STYLESHEET = "html/page.css"


def measure(work: Path, *, quick: bool) -> Iterator[Row]:
    """The rows as they are found; of a tenth of the notes where it is to be `quick`."""
    root = work / "garden"
    notes = sorted(vaults.garden(root, 93 if quick else 925), key=lambda note: note.stat().st_size)
    sample = vaults.evenly(notes, len(notes) // EVERY)
    _warm_up(work)
    for name in OPTIONS:
        yield pandoc_loop(sample, name, work / "other")
        yield pandoc_make(sample, name, work / "other")
    yield weasyprint_loop(sample, work / "other")
    vault = Vault(root, len(notes), work / "out")
    for formats in APART:
        yield from_nothing(vault, formats)
    theme = work / "theme"
    stylesheet = theme / STYLESHEET
    stylesheet.parent.mkdir(parents=True)
    shutil.copyfile(TEMPLATES / STYLESHEET, stylesheet)
    for jobs in (1, 2):
        vault = vault._replace(jobs=jobs, theme=theme)
        yield from_nothing(vault, ALL)
        yield again(vault, ALL, TEMPLATE, stylesheet, times=1)
        yield again(vault, ALL, NOTE, notes[len(notes) // 2])
        yield again(vault, ALL, NOTHING)


def _warm_up(work: Path) -> None:
    """Have both sides make a few notes, so that neither is the first to be read from the disk."""
    few = vaults.garden(work / "few", 5)
    pandoc_loop(few, "pdf", work / "other")
    from_nothing(Vault(work / "few", len(few), work / "out"), ALL)
