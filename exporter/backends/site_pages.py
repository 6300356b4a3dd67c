"""Which page of a site holds what of an edition: a note is on one, a book on many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

import msgspec

from exporter.model.edition import Chapter, Edition
from exporter.model.walk import plain_text
from exporter.publication.sequence import EARLY

# What a title page shows beside itself and the contents
AROUND = ("dedication", "epigraph", "imprint")


class SitePage(NamedTuple):
    """A page at an address from the top of the site; `edition` is what its head tells of, and the
    first of its chapters is its own."""

    address: str
    edition: Edition
    chapters: tuple[Chapter, ...]


def site_pages(edition: Edition, base: str) -> list[SitePage]:
    """The pages of an edition at `base`, in reading order."""
    if edition.kind == "note":
        return [SitePage(base, edition, edition.chapters)]
    return [_title_page(edition, base), *_chapter_pages(edition, base)]


def has_page(chapter: Chapter) -> bool:
    """Whether a chapter of a book has a page: a title without a text has none, but for a note."""
    made = chapter.document.path.startswith("#")
    return chapter.role not in EARLY and (bool(chapter.document.blocks) or not made)


def _title_page(edition: Edition, base: str) -> SitePage:
    early = {chapter.role: chapter for chapter in edition.chapters if chapter.role in EARLY}
    around = [early[role] for role in AROUND if role in early]
    return SitePage(base, edition, (early["titlepage"], *around))


def _chapter_pages(edition: Edition, base: str) -> Iterator[SitePage]:
    for chapter in filter(has_page, edition.chapters):
        address = edition.lying[chapter.id]
        # its headings stand below its title, and no other
        alone = msgspec.structs.replace(chapter, level=1)
        yield SitePage(address, _by_itself(edition, alone, address, base), (alone,))


def _by_itself(edition: Edition, chapter: Chapter, address: str, base: str) -> Edition:
    """A chapter as a publication: what it doesn't say of itself, its book says."""
    own, book = chapter.document.metadata, edition.metadata
    metadata = msgspec.structs.replace(
        own,
        title=plain_text(chapter.title),
        authors=own.authors or book.authors,
        lang=own.lang or book.lang,
        dir=own.dir or ("" if own.lang else book.dir),
        rights=own.rights or book.rights,
        license=own.license or book.license,
        publisher=own.publisher or book.publisher,
    )
    return msgspec.structs.replace(
        edition,
        kind="note",
        metadata=metadata,
        chapters=(chapter,),
        url=edition.url + quote(address.removeprefix(base)) if edition.url else "",
    )
