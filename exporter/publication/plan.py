"""What is published: the jobs of a build, each one edition in its formats."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from exporter.config import Book, Settings
from exporter.diagnostics import Report
from exporter.errors import UsageError
from exporter.normalize.index import Entry, Index
from exporter.publication.names import output_name, unique_name
from exporter.publication.outline import Item, outline
from exporter.publication.sequence import sequence


class Job(msgspec.Struct, frozen=True):
    """One edition to make: a note alone, or the book `book` of the settings.

    `source` is what reports call it, `name` where its artifacts go below the out folder.
    """

    kind: Literal["note", "book"]
    source: str
    name: str
    outline: tuple[Item, ...]
    formats: tuple[str, ...]
    book: Book | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes that it is made of, in their order."""
        return tuple(item.note for item in self.outline if item.note)


def settings_report(settings: Settings) -> Report:
    """Where findings about what a project's settings ask for go."""
    file = settings.config_file
    try:
        text = Path(file).read_text("utf-8") if file else ""
    except OSError:
        text = ""  # it was read a moment ago; the findings are worth having all the same
    return Report(Path(file).name, text)


def plan(
    settings: Settings,
    index: Index,
    paths: Sequence[Path],
    formats: tuple[str, ...],
    report: Report,
) -> tuple[Job, ...]:
    """The jobs for `paths` (notes or folders), for the whole project where there are none.

    Raises UsageError where a path holds nothing that can be published.
    """
    root = Path(index.root)
    wanted = [path.resolve() for path in paths]
    whole = not wanted or root in wanted
    taken: set[str] = set()
    jobs: list[Job] = []
    in_books: set[str] = set()
    hidden = held_back(settings, index)
    for book in settings.books:
        items = _items(book, settings, index, report)
        in_books.update(item.note for item in items)
        if items and (whole or (root / book.folder if book.folder else None) in wanted):
            name = unique_name(output_name(book.slug or book.title), taken)
            jobs.append(Job("book", book.title, name, items, _book_formats(formats), book))
    entries = (entry for entry in index.entries.values() if entry.path not in in_books)
    for entry in entries if whole else _below(index, root, wanted):
        if entry.path in hidden and root / entry.path not in wanted:
            _tell_held_back(entry, report)
            continue
        # a note that is named is made in every format that is asked for
        named = root / entry.path in wanted
        fitting = formats if named else _note_formats(entry, settings, formats)
        if fitting:
            name = unique_name(_note_name(entry), taken)
            jobs.append(Job("note", entry.path, name, (Item(note=entry.path),), fitting))
    if not jobs:
        raise UsageError(
            f"there is nothing to publish in {', '.join(map(str, paths)) or root}",
            "notes are files that end in .md; `exporter init DIR` makes a project to start from",
        )
    return tuple(jobs)


def held_back(settings: Settings, index: Index) -> frozenset[str]:
    """The notes that the project does not publish: drafts, those that say so, and in a project that
    publishes marked notes only, as the digital-garden plugin does, those without the mark.

    What a book takes is published with it.
    """
    marked = settings.build.publish == "marked"
    hidden = {
        entry.path
        for entry in index.entries.values()
        if entry.draft or entry.publish is False or (marked and entry.publish is None)
    }
    unheard = Report("")
    items = (item for b in settings.books for item in _items(b, settings, index, unheard))
    taken = {item.note for item in items}
    return frozenset(hidden - taken)


def _items(book: Book, settings: Settings, index: Index, report: Report) -> tuple[Item, ...]:
    """All that stands in a book; nothing where it has no chapter."""
    found = outline(book, index, report)
    lang = book.lang or settings.project.lang
    return sequence(book, found, lang, index, report) if found else ()


def _tell_held_back(entry: Entry, report: Report) -> None:
    why = "it is a draft" if entry.draft else "it says not to publish it"
    if entry.publish is None and not entry.draft:
        why = "it does not say `publish: true`"
    held = Report(entry.path)
    held.add("publish/held-back", f"{why}; it is made when it is named", line=1)
    report.diagnostics += held.diagnostics


def _below(index: Index, root: Path, wanted: Sequence[Path]) -> Iterable[Entry]:
    """The notes that the paths name, or that lie below them."""
    for entry in index.entries.values():
        file = root / entry.path
        if any(file == path or path in file.parents for path in wanted):
            yield entry


def _book_formats(formats: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in formats if name != "email")


def _note_formats(entry: Entry, settings: Settings, formats: tuple[str, ...]) -> tuple[str, ...]:
    """An issue of the newsletter is mail and a web page; other notes are mail only where the
    project has no folder for issues."""
    folder = settings.newsletter.folder.strip("/") if settings.newsletter else ""
    if not folder:
        return formats
    if entry.path.startswith(folder + "/"):
        return tuple(name for name in formats if name in ("email", "html", "json"))
    return tuple(name for name in formats if name != "email")


def _note_name(entry: Entry) -> str:
    folder = posixpath.dirname(entry.path)
    stem = entry.slug or posixpath.splitext(posixpath.basename(entry.path))[0]
    return output_name(*folder.split("/"), stem) if folder else output_name(stem)
