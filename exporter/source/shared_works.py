"""One bibliography for the notes of a book: each is read as if it cited what all of them do.

Numbers of works and letters behind years hold for all works that citeproc is told of. So each note
is read with the whole book's, and without a list; the list is made once.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import NamedTuple

import msgspec

from exporter.diagnostics import Report, Reports
from exporter.errors import NoteError
from exporter.model.document import Document
from exporter.model.nodes import Blocks, Citation
from exporter.model.walk import collect
from exporter.source.bibliography import Citing, Library
from exporter.source.lift import lift
from exporter.source.pandoc import Reader
from exporter.source.works import ALL, Works, named, request, together

STYLE = "citation-style"
# What a style with this variable shows depends on the works that were cited before
COUNTS = b"citation-number"


class Shared(NamedTuple):
    """What the notes of a book cite, and in which style.

    `keys` are those of all citations in the order of the book; `meta` is citeproc's.
    """

    libraries: tuple[Library, ...]
    keys: tuple[str, ...]
    meta: Mapping[str, str | bool]


class Notes(NamedTuple):
    """The notes of a book as they are read: what one cites from, and how it is read again.

    `shown` are the paths of all that it is made of, also of what is embedded.
    """

    documents: Mapping[str, Document]
    shown: tuple[str, ...]
    citing_of: Callable[[str], Citing]
    again: Callable[[str, Shared], Document]


def read_together(
    notes: Notes, reader: Reader, dialect: str, lang: str, reports: Reports
) -> dict[str, Document]:
    """The documents of a book by their paths, those that cite read `again` with what all cite, and
    the list of works at the end of the first of them.

    Each was read for itself, with the findings that this has. `lang` is the language of the list.
    """
    citing = {
        path: notes.citing_of(path)
        for path, document in notes.documents.items()
        if "nocite" in document.metadata.extra or collect(document.blocks, Citation)
    }
    result = dict(notes.documents)
    if not citing:
        return result
    book = _shared([(result[path], found) for path, found in citing.items()], lang)
    book = _with_embedded(book, notes, reader)
    for path, found in citing.items():
        _check_style(found, book, reports[path])
        _check_works(found, book, result[path], reader, reports[path])
        with suppress(NoteError):  # it could be read by itself, and stays so
            result[path] = notes.again(path, book)
    first = result[next(iter(citing))]
    blocks = (*first.blocks, *_list(book, reader, dialect))
    result[first.path] = msgspec.structs.replace(first, blocks=blocks)
    return result


def _shared(cited: Iterable[tuple[Document, Citing]], lang: str) -> Shared:
    """What notes share, from each as it was read for itself; the first that cites has the style."""
    libraries: dict[str, Library] = {}
    keys: dict[str, None] = {}
    listed: dict[str, None] = {}
    everything = ""
    style: str | None = None
    for document, citing in cited:
        style = str(citing.meta.get(STYLE, "")) if style is None else style
        libraries |= {each.digest: each for each in citing.libraries}
        keys |= dict.fromkeys(k for each in collect(document.blocks, Citation) for k in each.keys)
        nocite = str(citing.meta.get("nocite", ""))
        listed |= dict.fromkeys(named(nocite))
        if f"@{ALL}" in nocite:
            everything = f"@{ALL}"
    named_keys = tuple(keys | listed)
    shown = ", ".join(f"@{{{key}}}" for key in named_keys)
    meta: dict[str, str | bool] = {"lang": lang}
    if style:
        meta[STYLE] = style
    if style and COUNTS in b64decode(style.partition(",")[2]):
        # not for every style: one of notes would take a first citation for a second
        meta |= {"before": shown, "nocite": everything}
    else:
        meta |= {"nocite": ", ".join(filter(None, (shown, everything)))}
    return Shared(tuple(libraries.values()), named_keys, meta)


def _check_style(citing: Citing, book: Shared, report: Report) -> None:
    """Tell of a note that names another style than its book has."""
    if citing.meta.get(STYLE, "") != book.meta.get(STYLE, ""):
        report.add(
            "citations/other-style",
            "the book's one bibliography is in the style of its first note that cites",
            hint="name one style for all: csl in exporter.toml, below [build]",
            about="csl",
        )


def as_shared(citing: Citing, book: Shared) -> Citing:
    """What a note cites from as a part of a book, without a list of its own."""
    known = {library.digest for library in book.libraries}
    others = (library for library in citing.libraries if library.digest not in known)
    own = {
        key: value
        for key, value in citing.meta.items()
        if key not in ("reference-section-title", "suppress-bibliography", STYLE)
    }
    meta = {**own, **book.meta, "unlisted": True}
    return Citing((*book.libraries, *others), meta, citing.files)


def _with_embedded(book: Shared, notes: Notes, reader: Reader) -> Shared:
    """With the bibliographies of embedded notes, where these alone have a work."""
    works = _works(book.libraries, reader)
    if works and all(key in works.first for key in book.keys):
        return book
    embedded = (path for path in notes.shown if path not in notes.documents)
    libraries = [each for path in embedded for each in notes.citing_of(path).libraries]
    more = {each.digest: each for each in (*book.libraries, *libraries)}
    return book._replace(libraries=tuple(more.values()))


def _check_works(
    citing: Citing, book: Shared, document: Document, reader: Reader, report: Report
) -> None:
    """Tell of a note whose own bibliography has another work under a key than the book has."""
    if len(book.libraries) < len(citing.libraries) + 1:
        return
    own, shared = _works(citing.libraries, reader), _works(book.libraries, reader)
    cited = dict.fromkeys(key for each in collect(document.blocks, Citation) for key in each.keys)
    for key in cited:
        if own and shared and key in own.by_key and own.by_key[key] != shared.by_key[key]:
            report.add(
                "citations/apart",
                f"“{key}” is another work in a note before; that one is cited here, too",
                hint="have one bibliography for the book: in exporter.toml, below [build]",
                about=f"@{key}",
            )


def _list(book: Shared, reader: Reader, dialect: str) -> Blocks:
    """The list of all works that a book cites; none where it can't be made."""
    works = _works(book.libraries, reader)
    if works is None:
        return ()
    reading = reader.read("", dialect, citing=request(works, "", book.meta))
    return lift(reading, "", dialect, Report(""))


def _works(libraries: Iterable[Library], reader: Reader) -> Works | None:
    found: list[Works] = []
    for library in libraries:
        with suppress(NoteError):  # it was told where it was read first
            found.append(reader.works(library))
    return together(found) if found else None
