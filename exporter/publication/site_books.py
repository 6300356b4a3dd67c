"""A book as linked pages: its title page at an address, and each of its chapters below that, in a
site or in a folder of its own."""

from __future__ import annotations

import posixpath

from exporter.config import Book
from exporter.normalize.identifiers import Taken
from exporter.normalize.index import Lookups
from exporter.publication.chapters import ids_of
from exporter.publication.listed import folder_of
from exporter.publication.outline import Item
from exporter.publication.sequence import EARLY
from exporter.publication.site import (
    FRONTS,
    LOST,
    PAGE,
    file_of,
    folders,
    free,
    joined,
    part_of,
    shortened,
)

# The title page of a book that is no part of a site
FIRST = file_of("")


def book_address(book: Book, names: Taken) -> str:
    """Where the title page of a book lies; its name is added to the `names` that are taken."""
    return free(joined((part_of(book.slug or book.title), FIRST)), names)


def chapter_addresses(
    base: str, book: Book, items: tuple[Item, ...], index: Lookups
) -> dict[str, str]:
    """Where each line of the outline of a book at `base` lies, by its id: notes as in the book's
    folder. What stands before the contents is on the title page; a part without a text is on
    none."""
    folder, names = folder_of(book), Taken(("", base.rstrip("/").casefold()))
    if not base:
        names |= {FIRST.removesuffix(PAGE), LOST.removesuffix(PAGE)}
    lying: dict[str, str] = {}
    for name, item in zip(ids_of(items), items, strict=True):
        entry = index.entry(item.note)
        if (item.role or (entry.role if entry else "")) in EARLY:
            lying[name] = base
        elif item.note:
            stem, slug = posixpath.splitext(item.note)[0], entry.slug if entry else ""
            lying[name] = free(_at(base, _below(stem, slug, folder)), names)
        elif item.role or item.text or item.made:
            lying[name] = free(_at(base, [part_of(item.title or item.role)]), names)
    return lying


def chapter_files(book: Book, items: tuple[Item, ...], index: Lookups) -> dict[str, str]:
    """The same for a book in a folder of its own, as files: they can be opened from a disk."""
    lying = chapter_addresses("", book, items, index)
    return {name: _as_file(address) for name, address in lying.items()}


def _as_file(address: str) -> str:
    return f"{address.removesuffix('/').removesuffix(PAGE)}{PAGE}" if address else FIRST


def _at(base: str, parts: list[str]) -> str:
    """An address below the book's; at the top of a site, none of the site's own."""
    return shortened(base + folders(parts) if base else joined(parts))


def _below(stem: str, slug: str, folder: str) -> list[str]:
    """The parts of a chapter's address behind its book's: what lies elsewhere is at the top of
    it."""
    inside = stem.startswith(folder)
    parts = stem.removeprefix(folder).split("/") if inside else [posixpath.basename(stem)]
    if slug:
        parts[-1] = slug
    elif parts[-1].lower() in FRONTS and len(parts) > 1:
        del parts[-1]
    return [part_of(part) for part in parts]
