"""PDF: the print page laid out by WeasyPrint, tagged for PDF/UA-1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from hashlib import blake2b
from typing import Any

from exporter.backends.means import ALONE, Means
from exporter.backends.pdf_characters import tell_lacking, with_drawn_words
from exporter.backends.pdf_cover import Page, print_cover
from exporter.backends.pdf_floats import settled
from exporter.backends.pdf_index import emptied, indexes, name_pages_once, pages_of
from exporter.backends.pdf_long import Setting, long_pdf
from exporter.backends.pdf_metadata import describe
from exporter.backends.pdf_page import address, lay_out, parsed, warnings_told
from exporter.backends.pdf_paper import above, paper_rules, running_authors
from exporter.backends.pdf_pictures import wishes_of
from exporter.backends.pdf_press import finisher, intent, page_rules, prepare
from exporter.backends.pdf_starts import Starts, places_of_pages, starts_of
from exporter.backends.pdf_stylesheets import beside, stylesheets
from exporter.backends.pdf_tags import prepare_tags
from exporter.backends.pdf_top_figures import float_figures
from exporter.diagnostics import Reports
from exporter.errors import RenderError
from exporter.model.edition import Artifact, Edition, File
from exporter.model.nodes import Image, Media
from exporter.rendering.chapters import contents, for_template, opening, renderer
from exporter.rendering.characters import fonts_of, with_stand_ins
from exporter.rendering.drop_caps import with_drop_caps
from exporter.rendering.labels import labels
from exporter.rendering.links import Addresses
from exporter.rendering.node_templates import themed
from exporter.rendering.page_places import placed, unplaced
from exporter.rendering.pages import facts
from exporter.rendering.print import chapter_notes, dialect, long_notes
from exporter.rendering.templates import Theme

# Characters of markup from which on a book is laid out by chapter: some 200 pages
LONG = 500_000


def render(edition: Edition, theme: Theme, reports: Reports, means: Means = ALONE) -> Artifact:
    """The edition as a PDF. Raises RenderError where WeasyPrint can't lay it out."""
    identifier = blake2b(f"{edition.name}\0{edition.modified}".encode(), digest_size=16).digest()
    styles = stylesheets(edition)
    try:
        data, pages, starts = _laid_out(edition, theme, styles, identifier, reports, means)
    except (RecursionError, MemoryError, ValueError) as error:
        raise RenderError(
            f"{edition.name} can't be laid out ({type(error).__name__})",
            "look for very deep lists or a very large table",
        ) from error
    files = [File(".pdf", data)]
    if edition.cover_sheet:
        page = _bound(pages, edition)
        files.append(
            print_cover(edition, edition.cover_sheet, page, theme, reports.whole, identifier)
        )
    return Artifact(tuple(files), pages=len(pages), places=places_of_pages(pages, starts))


def _laid_out(
    edition: Edition,
    theme: Theme,
    styles: tuple[str, ...],
    identifier: bytes,
    reports: Reports,
    means: Means,
) -> tuple[bytes, Sequence[Any], Sequence[Starts]]:
    """The PDF, WeasyPrint's pages, and what begins on each."""
    fonts = fonts_of(theme)
    edition = with_drawn_words(edition, fonts)
    parts, typesetting = _parts(edition, theme, reports), edition.typesetting
    tell_lacking(edition, [each["body"] for each in parts["chapters"]], fonts, reports)
    rules = paper_rules(edition, theme) + page_rules(typesetting, theme)
    length = sum(len(chapter["body"]) for chapter in parts["chapters"])
    # a chapter alone does not know which of its margins is the outer one, what page it ends on, nor
    # what is above it
    floats = beside(edition) or typesetting.figures == "top"
    apart = not floats and typesetting.style != "article"
    if length >= LONG and apart:
        setting = Setting(styles, rules, edition.assets, theme, typesetting)
        pieces = [with_stand_ins(piece, fonts) for piece in _pieces(parts, theme)]
        made = long_pdf(edition, pieces, setting, reports.whole, means)
        if made:
            return made
    with warnings_told(reports.whole):
        root = parsed(with_stand_ins(theme.render("print/document.html", **parts), fonts))
        if typesetting.figures == "top":
            float_figures(root)
        wishes = wishes_of(typesetting)
        laid_out = partial(lay_out, root, edition.assets, theme, styles, identifier, rules, wishes)
        for entries in indexes(root):
            with emptied(entries):
                pages = pages_of(laid_out())
            name_pages_once(entries, pages)
        document = settled(root, laid_out) if floats else laid_out()
        starts = list(starts_of(page._page_box for page in document.pages))
        prepare_tags(document)
        describe(document, edition)
        prepare(document, typesetting.black)
        data = document.write_pdf(
            finisher=finisher(edition),
            pdf_variant="pdf/ua-1",
            pdf_identifier=identifier,
            output_intent=intent(typesetting.black),
        )
        return data, document.pages, starts


def _bound(pages: Sequence[Any], edition: Edition) -> Page:
    """The pages that are bound: all but the leaf with the cover."""
    covers = 2 if _cover(edition) else 0
    width, height = (side / 96 * 25.4 for side in (pages[-1].width, pages[-1].height))
    return Page(width, height, max(len(pages) - covers, 1))


def _cover(edition: Edition) -> str | None:
    """The picture that is the first page."""
    return address(edition.metadata.cover, edition.assets) if edition.typesetting.cover else None


def _pieces(parts: Mapping[str, Any], theme: Theme) -> list[str]:
    """The markup of a book, a page for each of its chapters; its cover is on that of the first."""
    first = parts["chapters"][0]
    return [
        theme.render(
            "print/document.html",
            **{
                **parts,
                "chapters": [chapter],
                "cover": parts["cover"] if chapter is first else None,
            },
        )
        for chapter in parts["chapters"]
    ]


def _parts(edition: Edition, theme: Theme, reports: Reports) -> dict[str, Any]:
    """What the print template is filled with."""
    if edition.typesetting.drop_caps and edition.kind == "book":
        edition = with_drop_caps(edition)
    addresses = Addresses(edition)

    def src(image: Image | Media) -> str | None:
        return address(image.source, edition.assets)

    at_end = edition.notes == "chapter"
    rules = themed(dialect(chapter_notes=at_end, side_notes=beside(edition)), theme)
    notes = unplaced(chapter_notes if at_end else long_notes, rules)
    renderers = [
        renderer(edition, chapter, placed(rules), addresses, src, reports)
        for chapter in edition.chapters
    ]
    # roman page numbers up to the first chapter, arabic ones from there
    first = opening(edition)
    return {
        "edition": facts(edition),
        "style": edition.typesetting.style,
        "running_authors": running_authors(edition),
        "labels": labels(edition.metadata.lang),
        "cover": _cover(edition),
        "chapters": [
            for_template(chapter, render, addresses, notes)
            | {"opens": number < first, "first": number == first, "above": head}
            for number, (chapter, render, head) in enumerate(
                zip(edition.chapters, renderers, above(edition), strict=True)
            )
        ],
        "contents": contents(edition, addresses, renderers),
    }
