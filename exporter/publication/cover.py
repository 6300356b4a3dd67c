"""The cover of a book: the picture that it names, if that can be used, else one drawn from its
title."""

from __future__ import annotations

from pathlib import Path

import msgspec

from exporter.config import Book, PrintCover
from exporter.config.lengths import length, paper_size
from exporter.diagnostics import Report
from exporter.model.document import Identifier, Metadata
from exporter.model.edition import Asset, CoverSheet, Edition
from exporter.model.identifiers import identifier
from exporter.normalize.index import Lookups
from exporter.rendering.cover import HEIGHT, WIDTH, drawn
from exporter.rendering.images import SVG, measured
from exporter.rendering.templates import Theme

# The formats that show a cover
COVERED = frozenset({"epub", "pdf"})
# A name that no file has
DRAWN = "drawn:cover.svg"
# Pixels: stores refuse less than 1000 or 1400, and a page of print looks coarse
LOWEST = 800


def cover_of(book: Book, index: Lookups, source: str, report: Report) -> str:
    """The vault path of the picture that is a book's cover; empty where it has none to be used.

    A relative path is taken from the book's folder, else from the note `source`.
    """
    named = book.cover if isinstance(book.cover, str) else ""
    if not named:
        return ""
    folder = book.folder.strip("/")
    path = index.asset(named, f"{folder}/" if folder else source).path
    size, problem = None, _no_file(named, index)
    if path:
        media_type, size, problem = measured(Path(index.root, path))
        size = None if media_type == SVG else size
    if problem:
        report.add(
            "book/cover",
            f"the cover “{named}” {problem}; one is drawn from the title",
            hint="name a JPEG, PNG or SVG of the vault, or write cover = true",
            about=named,
        )
        return ""
    if size and size[1] < LOWEST:
        report.add(
            "book/cover-size",
            f"the cover “{named}” is {size[0]} × {size[1]} pixels",
            hint="stores ask for 1600 × 2400 or more",
            about=named,
        )
    return path


def sheet_of(book: Book, metadata: Metadata, report: Report) -> CoverSheet | None:
    """The printed cover that a book asks for; its sizes can be read, since it was checked."""
    wanted = book.print_cover
    if wanted is None:
        return None
    return CoverSheet(
        trim=paper_size(wanted.trim) or (0, 0),
        leaf=length(wanted.paper) or 0,
        spine=length(wanted.spine) or 0,
        pages=wanted.pages,
        bleed=length(wanted.bleed) or 0,
        blurb=wanted.blurb or book.description,
        price=wanted.price,
        isbn=_isbn(wanted, metadata, report),
    )


def _isbn(wanted: PrintCover, metadata: Metadata, report: Report) -> str:
    """The ISBN that becomes a barcode: that of the printed book, else the first of all."""
    if isinstance(wanted.barcode, str):
        numbers: tuple[Identifier, ...] = (identifier(wanted.barcode, "isbn", report),)
    else:
        numbers = metadata.identifiers if wanted.barcode else ()
    return next((number.value for number in numbers if number.scheme == "isbn"), "")


def _no_file(named: str, index: Lookups) -> str:
    if "://" in named:
        return "lies on the web, and nothing is fetched"
    if Path(index.root, named).is_dir():
        return "is a folder"
    if index.entry(named):
        return "is a note"
    return "is not in the vault"


def with_cover(edition: Edition, theme: Theme, report: Report) -> Edition:
    """The edition with a drawn cover, where it asks for one. Raises UsageError where the theme's
    templates are wrong."""
    if not edition.draws_cover or edition.metadata.cover:
        return edition
    try:
        svg, missing = drawn(edition, theme)
    except OSError as error:
        reason = str(error).partition("\n")[0]
        _tell(report, f"no cover can be drawn: {reason}", "`exporter doctor` says what is missing")
        return edition
    if missing:
        characters = " ".join(missing)
        title = edition.metadata.title
        _tell(report, f"no font can draw {characters} on the cover of “{title}”", about=title)
    asset = Asset(DRAWN, "", SVG, WIDTH, HEIGHT, data=svg.encode())
    return msgspec.structs.replace(
        edition,
        metadata=msgspec.structs.replace(edition.metadata, cover=DRAWN),
        assets={DRAWN: asset, **edition.assets},
    )


def _tell(report: Report, message: str, hint: str = "", about: str = "") -> None:
    """Tell of a drawn cover, once for all formats that have it."""
    if all(told.message != message for told in report.diagnostics):
        line = 0 if about and about in report.source else 1
        report.add("book/cover", message, hint=hint, about=about, line=line)
