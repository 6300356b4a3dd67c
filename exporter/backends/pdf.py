"""PDF: the print page laid out by WeasyPrint, tagged for PDF/UA-1."""

from __future__ import annotations

from functools import partial
from hashlib import blake2b
from typing import Any

from exporter.backends.pdf_cover import Page, print_cover
from exporter.backends.pdf_index import emptied, indexes, name_pages_once, pages_of
from exporter.backends.pdf_metadata import describe
from exporter.backends.pdf_page import address, lay_out, no_collection, parsed, warnings_told
from exporter.backends.pdf_tags import keep_whole_links, mend_tags
from exporter.diagnostics import Reports
from exporter.errors import RenderError
from exporter.model.edition import Artifact, Edition, File
from exporter.model.nodes import Image, Media
from exporter.render.chapters import contents, for_template, opening, renderer
from exporter.render.labels import labels
from exporter.render.links import Addresses
from exporter.render.node_templates import themed
from exporter.render.pages import facts
from exporter.render.print import PRINT, PRINT_CHAPTER_NOTES, chapter_notes, long_notes
from exporter.render.templates import Theme

STYLESHEETS = ("theme.css", "print/print.css", "print/code.css")
DRAFT = "print/draft.css"


def render(edition: Edition, theme: Theme, reports: Reports) -> Artifact:
    """The edition as a PDF. Raises RenderError where WeasyPrint can't lay it out."""
    identifier = blake2b(f"{edition.name}\0{edition.modified}".encode(), digest_size=16).digest()
    with warnings_told(reports.whole), no_collection():
        try:
            root = parsed(_markup(edition, theme, reports))
            styles = (*STYLESHEETS, DRAFT) if edition.proof else STYLESHEETS
            laid_out = partial(lay_out, root, edition.assets, theme, styles, identifier)
            for entries in indexes(root):
                with emptied(entries):
                    pages = pages_of(laid_out())
                name_pages_once(entries, pages)
            document = laid_out()
            keep_whole_links(document)
            describe(document, edition)
            data = document.write_pdf(
                finisher=mend_tags, pdf_variant="pdf/ua-1", pdf_identifier=identifier
            )
        except (RecursionError, MemoryError, ValueError) as error:
            raise RenderError(
                f"{edition.name} can't be laid out ({type(error).__name__})",
                "look for very deep lists or a very large table",
            ) from error
        files = [File(".pdf", data)]
        if edition.cover_sheet:
            page = _bound(document, edition)
            files.append(
                print_cover(edition, edition.cover_sheet, page, theme, reports.whole, identifier)
            )
    return Artifact(tuple(files), pages=len(document.pages))


def _bound(document: Any, edition: Edition) -> Page:
    """The pages that are bound: all but the leaf with the cover."""
    last = document.pages[-1]
    covers = 2 if edition.metadata.cover in edition.assets else 0
    width, height = (side / 96 * 25.4 for side in (last.width, last.height))
    return Page(width, height, max(len(document.pages) - covers, 1))


def _markup(edition: Edition, theme: Theme, reports: Reports) -> str:
    addresses = Addresses(edition)

    def src(image: Image | Media) -> str | None:
        return address(image.source, edition.assets)

    dialect, notes = (
        (PRINT_CHAPTER_NOTES, chapter_notes) if edition.notes == "chapter" else (PRINT, long_notes)
    )
    renderers = [
        renderer(edition, chapter, themed(dialect, theme), addresses, src, reports)
        for chapter in edition.chapters
    ]
    # roman page numbers up to the first chapter, arabic ones from there
    first = opening(edition)
    return theme.render(
        "print/document.html",
        edition=facts(edition),
        labels=labels(edition.metadata.lang),
        cover=address(edition.metadata.cover, edition.assets),
        chapters=[
            for_template(chapter, render, addresses, notes)
            | {"opens": number < first, "first": number == first}
            for number, (chapter, render) in enumerate(
                zip(edition.chapters, renderers, strict=True)
            )
        ],
        contents=contents(edition, addresses, renderers),
    )
