"""One bibliography for the notes of a book: each is read as if it cited what all of them do.

Numbers of works and letters behind years hold for all works that citeproc is told of. So each note
has the whole book's works in its list, in the order of the style, and the lists are the same.
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
from exporter.model.nodes import Blocks, Citation, Division, Node
from exporter.model.walk import collect, plain_text, rewrite
from exporter.render.references import REFERENCES
from exporter.source.bibliography import Citing, Library
from exporter.source.works import ALL, named

STYLE = "citation-style"
# What a style with this variable shows depends on the works that were cited before
COUNTS = b"citation-number"


class Shared(NamedTuple):
    """What the notes of a book cite, and in which style.

    `keys` are those of all citations in the order of the book, `unnamed` says that the whole
    bibliography is listed.
    """

    libraries: tuple[Library, ...] = ()
    keys: tuple[str, ...] = ()
    unnamed: bool = False
    style: str = ""
    lang: str = ""


def read_together(
    documents: Mapping[str, Document],
    citing_of: Callable[[str], Citing],
    again: Callable[[str, Shared], Document],
    lang: str,
    reports: Reports,
) -> dict[str, Document]:
    """The documents of a book by their paths, those that cite read `again` with what all cite.

    Each was read for itself, with the findings that this has. `lang` is the language of the list.
    """
    citing = {
        path: citing_of(path)
        for path, document in documents.items()
        if "nocite" in document.metadata.extra or collect(document.blocks, Citation)
    }
    book = _shared([(documents[path], found) for path, found in citing.items()], lang)
    whole: Blocks = ()
    result = dict(documents)
    for path, found in citing.items():
        _check_style(found, book, reports[path])
        with suppress(NoteError):  # it was read once: its time is up only with the works of others
            result[path] = again(path, book)
        result[path], whole = _with_one_list(result[path], whole, reports[path])
    return result


def _shared(cited: Iterable[tuple[Document, Citing]], lang: str) -> Shared:
    """What notes share, from each as it was read for itself; the first that cites has the style."""
    libraries: dict[str, Library] = {}
    keys: dict[str, None] = {}
    listed: dict[str, None] = {}
    unnamed = False
    style: str | None = None
    for document, citing in cited:
        style = str(citing.meta.get(STYLE, "")) if style is None else style
        libraries |= {each.digest: each for each in citing.libraries}
        keys |= dict.fromkeys(k for each in collect(document.blocks, Citation) for k in each.keys)
        nocite = str(citing.meta.get("nocite", ""))
        listed |= dict.fromkeys(named(nocite))
        unnamed = unnamed or f"@{ALL}" in nocite
    return Shared(tuple(libraries.values()), tuple(keys | listed), unnamed, style or "", lang)


def as_shared(citing: Citing, book: Shared) -> Citing:
    """What a note cites from as a part of a book: its own works go before those of others."""
    own = {library.digest for library in citing.libraries}
    others = (library for library in book.libraries if library.digest not in own)
    meta = {
        key: value
        for key, value in citing.meta.items()
        if key not in ("reference-section-title", "suppress-bibliography", STYLE)
    }
    if book.style:
        meta[STYLE] = book.style
    cited = ", ".join(f"@{{{key}}}" for key in book.keys)
    # not for every style: one of notes would take a first citation for a second
    counted = cited if COUNTS in _source(book.style) else ""
    everything = f"@{ALL}" if book.unnamed else ""
    meta |= {
        "lang": book.lang,
        "nocite": ", ".join(filter(None, ("" if counted else cited, everything))),
    }
    if counted:
        meta["before"] = counted
    return Citing((*citing.libraries, *others), meta, citing.files)


def _source(style: str) -> bytes:
    return b64decode(style.partition(",")[2])


def _check_style(citing: Citing, book: Shared, report: Report) -> None:
    """Tell of a note that names another style than its book has."""
    if str(citing.meta.get(STYLE, "")) != book.style:
        report.add(
            "citations/other-style",
            "the book's one bibliography is in the style of its first note that cites",
            hint="name one style for all: csl in exporter.toml, below [build]",
            about="csl",
        )


def _with_one_list(document: Document, whole: Blocks, report: Report) -> tuple[Document, Blocks]:
    """The document with its list of works in memory once for all, and that list.

    Tells of a document whose list is another than those before.
    """
    lists = [each for each in collect(document.blocks, Division) if _is_list(each)]
    own = max(lists, key=lambda each: len(each.blocks), default=None)
    if own is None or not whole:
        return document, own.blocks if own else whole
    known = set(map(_text, whole))
    if any(_text(work) not in known for work in own.blocks):
        report.add(
            "citations/apart",
            "it cites works that other notes of the book know otherwise, or not at all",
            hint="have one bibliography for the book: in exporter.toml, below [build]",
            line=1,
        )
        return document, whole

    def one(node: Division) -> Division:
        if _is_list(node) and node.blocks == whole:
            return msgspec.structs.replace(node, blocks=whole)
        return node

    blocks = rewrite(document.blocks, one, frozenset({Division}))
    return msgspec.structs.replace(document, blocks=blocks), whole


def _text(work: Node) -> str:
    return plain_text((work,))


def _is_list(node: Division) -> bool:
    return REFERENCES in node.attributes.classes
