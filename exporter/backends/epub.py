"""EPUB 3.3 with an EPUB 2 NCX."""

from __future__ import annotations

from exporter.backends.epub_accessibility import access_of, statements
from exporter.backends.epub_documents import Renderers, chapter_documents, document, measured
from exporter.backends.epub_files import Files, files_of
from exporter.backends.epub_fonts import NONE, fonts_of
from exporter.backends.epub_navigation import landmarks, outline_of, page_list
from exporter.backends.epub_package import Contents, Resource, packed
from exporter.backends.epub_pages import with_page_breaks
from exporter.backends.epub_parts import NAVIGATION, file_of, parts_of
from exporter.backends.means import ALONE, Means
from exporter.diagnostics import Report, Reports
from exporter.model.edition import Artifact, Edition, File
from exporter.rendering.chapters import renderer
from exporter.rendering.labels import labels
from exporter.rendering.links import Addresses
from exporter.rendering.node_templates import themed
from exporter.rendering.pages import facts
from exporter.rendering.templates import Theme
from exporter.rendering.xhtml import XHTML

STYLE, COVER = "style.css", "cover.xhtml"


def render(edition: Edition, theme: Theme, reports: Reports, means: Means = ALONE) -> Artifact:
    """The edition as an EPUB file, with the pages of the PDF that is made with it."""
    edition, breaks = with_page_breaks(edition, means.places)
    files = files_of(edition)
    # what is rendered to be measured is rendered again, and what is found then is told then
    anywhere = Addresses(edition, file_of=lambda chapter, _: f"{chapter.id}.xhtml")
    unheard = Reports(Report(""))
    parts = parts_of(edition, measured(_renderers(edition, theme, anywhere, files, unheard)))
    addresses = Addresses(edition, file_of=file_of(parts))
    renderers = _renderers(edition, theme, addresses, files, reports)
    cover = files.of(edition.metadata.cover) if edition.kind == "book" else None
    common = {
        "edition": facts(edition),
        "labels": labels(edition.metadata.lang),
        "stylesheet": STYLE,
        "cover": cover,
    }
    outline = outline_of(edition, renderers, addresses)
    marks = landmarks(edition, addresses, cover=COVER if cover else "")
    pages = page_list(breaks, addresses)
    nav = theme.render("epub/nav.xhtml", contents=outline, landmarks=marks, pages=pages, **common)
    openings = {each.chapter.id: each for each in breaks if each.opens}
    documents = list(chapter_documents(parts, openings, renderers, addresses, theme, common))
    documents.append(document("nav", NAVIGATION, nav, "nav"))
    spine = [part.id if part.file != NAVIGATION else "nav" for part in parts]
    if cover:
        documents.append(document("cover", COVER, theme.render("epub/cover.xhtml", **common)))
        spine.insert(0, "cover")
    asked = edition.ebook.fonts
    fonts = fonts_of(theme, [each.data for each in documents]) if asked else NONE
    upright = theme.text("epub/vertical.css") if edition.metadata.writing_mode else ""
    style = theme.text("epub/epub.css") + upright + fonts.rules
    resources = (
        Resource("style", STYLE, "text/css", style.encode()),
        *documents,
        *files.resources,
        *fonts.resources,
    )
    access = access_of(edition, theme, files, documents, bool(pages), reports)
    contents = Contents(resources, spine, outline, pages, statements(edition, access))
    return Artifact((File(".epub", packed(edition, contents)),))


def _renderers(
    edition: Edition, theme: Theme, addresses: Addresses, files: Files, reports: Reports
) -> Renderers:
    dialect = themed(XHTML, theme)
    return {
        chapter.id: renderer(
            edition, chapter, dialect, addresses, lambda node: files.of(node.source), reports
        )
        for chapter in edition.chapters
    }
