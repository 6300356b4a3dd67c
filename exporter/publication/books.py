"""The books of a project, and what stands in each."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import NamedTuple

from exporter.config import Book, Settings
from exporter.diagnostics import Diagnostic, Report, Reports
from exporter.normalize.index import Index
from exporter.publication.linked import Load, Shelf
from exporter.publication.outline import Item, outline
from exporter.publication.sequence import sequence


class Bound(NamedTuple):
    """A book and what stands in it.

    `manifest` is the file that describes it, empty for one of the project's own settings; `source`
    is the note that lists its chapters. `found` is what was found out about all that.
    """

    book: Book
    manifest: str
    items: tuple[Item, ...]
    source: str
    found: tuple[Diagnostic, ...]


def settings_report(settings: Settings, manifest: str = "") -> Report:
    """Where findings about what a project's settings ask for go, or about what a manifest does."""
    file = settings_file(settings, manifest)
    try:
        text = file.read_text("utf-8") if file.name else ""
    except (OSError, UnicodeDecodeError):
        text = ""  # it was read a moment ago; the findings are worth having all the same
    return Report(manifest or file.name, text)


def settings_file(settings: Settings, manifest: str = "") -> Path:
    """The file of a project's settings, or a manifest; the current folder where there is none."""
    return Path(settings.root, manifest) if manifest else Path(settings.config_file or ".")


def bind(settings: Settings, index: Index, load: Load, reports: Reports) -> tuple[Bound, ...]:
    """The books of a project and what stands in them: nothing in one whose manifest is wrong.

    `load` is asked for the notes that list chapters.
    """
    hidden = unpublished(settings, index)
    shelf = Shelf(index, load, hidden)
    books = [(book, "") for book in settings.books]
    books += [(book, path) for path, book in settings.manifests.items() if book]
    bound: list[Bound] = []
    for book, manifest in books:
        about = Reports(reports[manifest] if manifest else reports.whole)
        earlier = set(about.diagnostics)
        items, source = outline(book, shelf, about)
        if items:
            lang = book.lang or settings.project.lang
            items = sequence(book, items, lang, index, about.whole, hidden)
        found = tuple(each for each in about.diagnostics if each not in earlier)
        bound.append(Bound(book, manifest, items, source, found))
    for manifest in (path for path, book in settings.manifests.items() if book is None):
        folder = Book(folder=posixpath.dirname(manifest))
        bound.append(Bound(folder, manifest, (), "", tuple(reports[manifest].diagnostics)))
    return tuple(bound)


def unpublished(settings: Settings, index: Index) -> frozenset[str]:
    """The notes that the project does not publish: drafts, those that say so, and in a project that
    publishes marked notes only, as the digital-garden plugin does, those without the mark."""
    marked = settings.build.publish == "marked"
    return frozenset(
        entry.path
        for entry in index.entries.values()
        if entry.draft or entry.publish is False or (marked and entry.publish is None)
    )
