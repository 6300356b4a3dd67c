"""A note in another format, made when somebody looks at it: the pages of a PDF, the parts of an
EPUB, the two texts of an e-mail.

A process of its own makes them: no page of the site waits for a PDF.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import msgspec

from exporter.config import Settings
from exporter.executors import TaskFailure
from exporter.executors.processes import Worker
from exporter.run import Summary, build
from exporter.serving import epub_parts, mail_parts, pdf_pages
from exporter.serving.parts import Part
from exporter.serving.session import FAULT, Problem
from exporter.serving.strip import OWN, findings, tag_of, told
from exporter.serving.workshop import Workshop

# Seconds for one of them
TIMEOUT = 120.0

# What is looked at of each, and a part of it by its name
FORMATS = {
    "pdf": (pdf_pages.shown, pdf_pages.part),
    "epub": (epub_parts.shown, epub_parts.part),
    "email": (mail_parts.shown, mail_parts.part),
}


class View(NamedTuple):
    """A note as it was made in a format, as the first of its files; none where there never was one.

    `found` are the findings about it, `problem` says why there is nothing newer.
    """

    file: Path | None = None
    found: Sequence[Mapping[str, Any]] = ()
    problem: Problem | None = None


class _Order(NamedTuple):
    """What a worker is to make: a note, in a format, in a folder."""

    settings: Settings
    note: str
    format: str
    folder: str


class Views:
    """A folder of what is made to be looked at; it goes when the server goes. All is done in the
    `workshop`: PDFium wants one thread."""

    def __init__(self, out: Path) -> None:
        self._folder = TemporaryDirectory(prefix="exporter-views-", ignore_cleanup_errors=True)
        self._out = out
        self._worker = Worker()
        self.workshop = Workshop()
        self._made: dict[tuple[str, str], View] = {}

    def close(self) -> None:
        self._worker.close()
        self._folder.cleanup()

    def make(self, settings: Settings, note: str, name: str) -> dict[str, Any]:
        """A note in one of FORMATS, made anew where it changed: what the page around it is told.

        In the workshop. Raises nothing.
        """
        view = self._build(settings, note, name)
        if view.file is None:  # the last good one stays
            view = view._replace(file=self._made.get((name, key_of(note)), view).file)
        self._made[name, key_of(note)] = view
        known = {"found": view.found, "problem": told(view.problem)}
        if view.file is None:
            return known
        shown, _part = FORMATS[name]
        base = f"{OWN}part/{name}/{key_of(note)}/"
        return {**known, **shown(view.file, base), "version": tag_of(view.file.read_bytes())}

    def part(self, name: str, key: str, path: str) -> Part | None:
        """A part of what was made; None where there is none. In the workshop."""
        view = self._made.get((name, key), View())
        _shown, part = FORMATS[name]
        return part(view.file, path) if view.file else None

    def _build(self, settings: Settings, note: str, name: str) -> View:
        order = _Order(_without(settings, self._out), note, name, self._folder.name)
        summary = self._worker.do(_made, order, TIMEOUT)
        if isinstance(summary, TaskFailure):
            hint = FAULT if summary.trace else summary.hint
            return View(problem=Problem(summary.message, hint))
        return _view(summary, note)


def _made(order: _Order) -> Summary:
    note = Path(order.settings.root, order.note)
    return build(order.settings, [note], formats=(order.format,), out=Path(order.folder))


def key_of(note: str) -> str:
    """What stands for a note in addresses."""
    return blake2b(note.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()


def _view(summary: Summary, note: str) -> View:
    found = findings(each for each in summary.diagnostics if each.note == note)
    for outcome in summary.outcomes:
        if outcome.source == note and outcome.status == "failed":
            return View(None, found, Problem(outcome.message, outcome.hint))
        if outcome.source == note:
            return View(Path(outcome.path), found)
    return View(None, found, Problem("nothing is made of this note", "it has no text"))


def _without(settings: Settings, out: Path) -> Settings:
    """The settings with the usual out folder as no part of the vault."""
    root = Path(settings.root)
    if root not in out.parents:
        return settings
    exclude = (*settings.build.exclude, f"/{out.relative_to(root).as_posix()}/")
    build = msgspec.structs.replace(settings.build, exclude=exclude)
    return msgspec.structs.replace(settings, build=build)
