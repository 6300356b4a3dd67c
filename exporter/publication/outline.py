"""The outline of a book: what stands in it, in which order, and how deep."""

from __future__ import annotations

import glob
from collections.abc import Iterable
from fnmatch import fnmatchcase

import msgspec

from exporter.config import Book
from exporter.config.settings import Part
from exporter.diagnostics import Report
from exporter.model.edition import ChapterKind
from exporter.normalize.index import Index
from exporter.publication.names import natural


class Item(msgspec.Struct, frozen=True):
    """A line of an outline.

    `note` is its vault path, empty for what has no text of its own: a part, or a chapter that is
    only announced. `title` is what the outline calls it, empty for the note's own title. `level`
    is 1 for a chapter at the top, 2 for one within that.
    Matter that is no note has a `text` in Markdown, or is `made` by a template of the theme
    (`imprint.md`) or from the chapters (`publication.matter`); its `role` says what it is.
    """

    kind: ChapterKind = "chapter"
    note: str = ""
    title: str = ""
    level: int = 1
    role: str = ""
    text: str = ""
    made: str = ""


def outline(book: Book, index: Index, report: Report) -> tuple[Item, ...]:
    """The outline of a book: as listed, with globs in natural order, else its folder's notes."""
    notes = sorted(index.entries, key=natural)
    folder = book.folder.strip("/") + "/" if book.folder.strip("/") else ""
    if not book.chapters:
        return tuple(Item(note=note) for note in notes if note.startswith(folder))
    found: list[Item] = []
    for listed in book.chapters:
        if isinstance(listed, Part):
            found.append(Item("part", title=listed.part))
        for pattern in listed.chapters if isinstance(listed, Part) else (listed,):
            matching = _matching(pattern, folder, notes)
            if not matching:
                report.add(
                    "book/missing-chapter",
                    f"“{book.title}”: no note is called {pattern}",
                    about=pattern,
                )
            taken = {item.note for item in found}
            found += [Item(note=note) for note in matching if note not in taken]
    return tuple(found)


def _matching(pattern: str, folder: str, notes: Iterable[str]) -> list[str]:
    path, escaped = folder + pattern, glob.escape(folder) + pattern
    return [note for note in notes if note == path or fnmatchcase(note, escaped)]
