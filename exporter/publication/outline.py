"""The outline of a book: what stands in it, in which order, and how deep."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from exporter.config import Book
from exporter.diagnostics import Report, Reports
from exporter.model.edition import ChapterKind
from exporter.normalize.index import Index
from exporter.publication.folders import in_folder
from exporter.publication.linked import SUMMARY, Shelf, linked
from exporter.publication.listed import folder_of, listed, path_of
from exporter.publication.listing import Line


class Item(msgspec.Struct, frozen=True):
    """A line of an outline.

    `note` is its vault path, empty for what has no text of its own: a part, or a chapter that is
    only announced. `title` is what the outline calls it, empty for the note's own title. `level`
    is 1 for a chapter at the top, 2 for one within that. A `loose` chapter stands behind a part,
    and is not in it.
    Matter that is no note has a `text` in Markdown, or is `made` by a template of the theme
    (`imprint.md`) or from the chapters (`publication.matter`); its `role` says what it is.
    `terms` are the notes that a glossary is made of.
    """

    kind: ChapterKind = "chapter"
    note: str = ""
    title: str = ""
    level: int = 1
    role: str = ""
    text: str = ""
    made: str = ""
    terms: tuple[str, ...] = ()
    loose: bool = False


class Outline(NamedTuple):
    """What stands in a book; `source` is the note that says so, empty where it is no note."""

    items: tuple[Item, ...]
    source: str = ""


def outline(book: Book, shelf: Shelf, reports: Reports) -> Outline:
    """The outline of a book: as listed, as a note lists it, else its folder in order.

    What can't stand in it goes to the reports: the whole is about the settings of the book.
    """
    folder = folder_of(book)
    source = _ordering(book, folder, shelf.index)
    if source:
        lines = linked(source, shelf, reports)
    elif book.chapters:
        lines = listed(book, folder, shelf.index, reports.whole)
    else:
        lines = in_folder(folder, shelf.index.entries)
    items = _standing(lines, reports[source] if source else reports.whole)
    for item in items:
        _tell_draft(item, shelf.index, reports)
    if any(item.note for item in items):
        return Outline(items, source)
    reports.whole.add(
        "book/empty",
        f"“{book.title}” has no chapter: nothing is made of it",
        line=reports.whole.line_of(book.title) or 1,
    )
    return Outline((), source)


def _ordering(book: Book, folder: str, index: Index) -> str:
    """The note whose links are the chapters; empty where none is."""
    name = book.chapters or SUMMARY
    return path_of(name, (folder,), index) if isinstance(name, str) else ""


def _standing(lines: Sequence[Line], report: Report) -> tuple[Item, ...]:
    """The lines as items, without those that would be empty, and without gaps between their levels.

    A chapter without a note stands where chapters are nested below it.
    """
    kept: list[Item] = []
    empty: list[Item] = []
    for line in reversed(lines):
        item = Item(line.kind, line.target or "", line.title, line.level, loose=line.loose)
        behind = kept[-1] if kept else Item("back")
        in_part = behind.kind == "chapter" and not behind.loose
        below = behind.kind == "chapter" and behind.level > item.level
        if item.kind == "part" and not in_part:
            empty.append(item)
        if item.note or (in_part if item.kind == "part" else below):
            kept.append(item)
    for item in reversed(empty):
        report.add(
            "book/empty-part",
            f"the part “{item.title or item.note}” has no chapters",
            about=item.title or posixpath.basename(item.note),
        )
    level = 0
    standing: list[Item] = []
    for item in reversed(kept):
        level = min(item.level, level + 1) if item.kind == "chapter" else 0
        standing.append(msgspec.structs.replace(item, level=max(level, 1)))
    return tuple(standing)


def _tell_draft(item: Item, index: Index, reports: Reports) -> None:
    entry = index.entries.get(item.note)
    if entry and (entry.draft or entry.publish is False):
        why = "is a draft" if entry.draft else "says not to publish it"
        reports[item.note].add(
            "book/draft-chapter", f"it {why}; the book that takes it is made with it", line=1
        )
