"""A book as linked web pages in a folder: its title page is `index.html`, each chapter has its own.

They are the pages that a book has in a site (`exporter.site`), without the site around them.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from functools import partial
from urllib.parse import quote, urlsplit

from exporter.backends.html_fonts import fonts_of
from exporter.backends.site_leaves import leaves
from exporter.diagnostics import Reports
from exporter.model.edition import Artifact, Edition, File
from exporter.publication.site_books import FIRST
from exporter.rendering.catalogue import rights
from exporter.rendering.leaf import Leaf
from exporter.rendering.pages import direction, facts
from exporter.rendering.templates import Theme
from exporter.site.pages import book_pages
from exporter.site.rendering import rendered
from exporter.site.search import Text, index, words
from exporter.site.structure import structure
from exporter.site.style import Dress, style
from exporter.site.whole import Whole


def chapters(edition: Edition, theme: Theme, reports: Reports) -> Artifact:
    """The pages of a book, what they show, and the index of its words."""
    outside = partial(_beside, edition.name)
    made, shown = leaves(edition, FIRST, outside, theme, reports, in_site=False)
    lang = edition.metadata.lang or "en"
    texts = (Text(card, words(leaf)) for _, leaf, card in made)
    indexed = index(texts, lang, reports.whole)
    by_note = {card.note: leaf for _, leaf, card in made}
    fonts = [_fonts(edition, theme, by_note.values())] if edition.web.fonts else ()
    dress, parts = style(theme, edition.metadata.title, fonts, draft=edition.proof is not None)
    book = _whole(edition, dress, has_search=bool(indexed))
    pages = [
        File(page.address, rendered(page, book, by_note[page.note], theme))
        for page in book_pages(structure([card for _, _, card in made]))
    ]
    files = (*pages, *parts, *shown, *indexed)
    return Artifact(tuple(File(f"/{file.suffix}", file.data) for file in files))


def _beside(book: str, here: str, name: str) -> str:
    """The way from a page of the book to a page beside it."""
    return quote(posixpath.relpath(f"{name}.html", posixpath.dirname(f"{book}/{here}")))


def _fonts(edition: Edition, theme: Theme, leaves: Iterable[Leaf]) -> str:
    texts = (f"{leaf.chapter['title']}{leaf.chapter['body']}" for leaf in leaves)
    notes = (str(leaf.chapter["footnotes"]) for leaf in leaves)
    told = "".join(map(str, facts(edition).values()))
    return fonts_of(theme, "".join((told, *texts, *notes)))


def _whole(edition: Edition, dress: Dress, *, has_search: bool) -> Whole:
    metadata = edition.metadata
    return Whole(
        title=metadata.title,
        lang=metadata.lang or "en",
        dir=direction(edition),
        url=edition.url,
        path=urlsplit(edition.url).path,
        rights=rights(metadata),
        dress=dress,
        authors=tuple(person.name for person in metadata.authors),
        home=FIRST,
        has_lists=False,
        has_search=has_search,
    )
