"""PDF: the print page laid out by WeasyPrint, tagged for PDF/UA-1."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from hashlib import blake2b
from typing import Any
from urllib.parse import quote, unquote
from xml.etree import ElementTree

import cssselect2
import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from exporter.backends.pdf_index import emptied, indexes, name_pages_once, pages_of
from exporter.backends.pdf_metadata import describe
from exporter.backends.pdf_tags import keep_whole_links, mend_tags
from exporter.diagnostics import Report, Reports
from exporter.errors import RenderError
from exporter.model.edition import Artifact, Edition, File
from exporter.model.nodes import Image, Media
from exporter.render.chapters import contents, for_template, opening, renderer
from exporter.render.fonts import font_faces
from exporter.render.images import portable
from exporter.render.labels import labels
from exporter.render.links import Addresses
from exporter.render.node_templates import themed
from exporter.render.pages import facts
from exporter.render.print import PRINT, PRINT_CHAPTER_NOTES, chapter_notes, long_notes
from exporter.render.templates import Theme

ASSET = "asset:"
# How WeasyPrint begins to tell of a character that no font has
NO_GLYPH = ".notdef glyph"
STYLESHEETS = ("theme.css", "print/print.css", "print/code.css")


def render(edition: Edition, theme: Theme, reports: Reports) -> Artifact:
    """The edition as a PDF. Raises RenderError where WeasyPrint can't lay it out."""
    stylesheets, fonts = _style(theme)
    identifier = blake2b(f"{edition.name}\0{edition.modified}".encode(), digest_size=16).digest()
    with _warnings(reports.whole), _no_collection():
        try:
            root = _parsed(_markup(edition, theme, reports))
            fetcher = _Fetcher(edition, theme)
            for entries in indexes(root):
                with emptied(entries):
                    pages = pages_of(_laid_out(root, fetcher, stylesheets, fonts, identifier))
                name_pages_once(entries, pages)
            document = _laid_out(root, fetcher, stylesheets, fonts, identifier)
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
    return Artifact((File(".pdf", data),), pages=len(document.pages))


def _markup(edition: Edition, theme: Theme, reports: Reports) -> str:
    addresses = Addresses(edition)

    def src(image: Image | Media) -> str | None:
        return _address(image.source, edition)

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
        cover=_address(edition.metadata.cover, edition),
        chapters=[
            for_template(chapter, render, addresses, notes)
            | {"opens": number < first, "first": number == first}
            for number, (chapter, render) in enumerate(
                zip(edition.chapters, renderers, strict=True)
            )
        ],
        contents=contents(edition, addresses, renderers),
    )


def _address(path: str, edition: Edition) -> str | None:
    """What an image of the edition is called in the markup; None for any other."""
    return ASSET + quote(edition.assets[path].path) if path in edition.assets else None


def _parsed(markup: str) -> ElementTree.Element:
    """The markup, which is XML already: expat reads it 20 times as fast as an HTML parser, and
    takes a list inside a footnote inside a paragraph as it stands."""
    try:
        return ElementTree.fromstring(markup)  # noqa: S314 - the markup is our own
    except ElementTree.ParseError as error:
        raise RenderError(f"the print template or a node's rule makes no XML: {error}") from error


def _laid_out(
    root: ElementTree.Element,
    fetcher: URLFetcher,
    stylesheets: Iterable[weasyprint.CSS],
    fonts: FontConfiguration,
    identifier: bytes,
) -> weasyprint.Document:
    return _PrintPage(root, fetcher).render(
        stylesheets=list(stylesheets),
        font_config=fonts,
        pdf_variant="pdf/ua-1",
        pdf_identifier=identifier,
        cache={},
    )


class _PrintPage(weasyprint.HTML):  # type: ignore[misc]
    """A page from a tree of elements."""

    def __init__(self, root: ElementTree.Element, fetcher: URLFetcher) -> None:
        self.base_url = "exporter:/"
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element


class _Fetcher(URLFetcher):  # type: ignore[misc]
    """Gives WeasyPrint the images of the edition and the fonts of the theme, and nothing else:
    no other file, and no address of the web, can be reached from a note."""

    def __init__(self, edition: Edition, theme: Theme) -> None:
        super().__init__(allowed_protocols=("data", "file"))
        self.assets = edition.assets
        self.fonts = font_faces(theme)[1]

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if url.startswith(ASSET):
            asset = self.assets.get(unquote(url.removeprefix(ASSET)))
            if asset is not None:
                data, media_type = portable(asset)
                return URLFetcherResponse(url, data, {"Content-Type": media_type})
        if url.startswith("data:") or url in self.fonts:
            return super().fetch(url, headers)
        raise ValueError(f"{url} is not part of the publication")


@lru_cache(maxsize=8)
def _style(theme: Theme) -> tuple[tuple[weasyprint.CSS, ...], FontConfiguration]:
    """The parsed stylesheets of a theme with its fonts: once a process, not once a note."""
    rules, _ = font_faces(theme)
    fonts = FontConfiguration()
    fetcher = URLFetcher(allowed_protocols=("file",))
    texts = [rules, *(theme.text(name) for name in STYLESHEETS)]
    return tuple(
        weasyprint.CSS(string=text, font_config=fonts, url_fetcher=fetcher, base_url="exporter:/")
        for text in texts
    ), fonts


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the garbage collector from going through a layout again and again: all of it lives
    until the file is written. A tenth of the time, and no more memory."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _warnings(report: Report) -> Iterator[None]:
    """What WeasyPrint only logs, such as an image that it left out, becomes a diagnostic."""
    logger = logging.getLogger("weasyprint")
    handler = _ToReport(report)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        handler.tell_missing()


class _ToReport(logging.Handler):
    def __init__(self, report: Report) -> None:
        super().__init__(logging.WARNING)
        self.report = report
        self.missing: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg.startswith(NO_GLYPH) and isinstance(record.args, tuple):
            self.missing[str(record.args[0])] = None
        elif record.levelno >= logging.ERROR:
            self.report.add("pdf/layout", f"WeasyPrint: {record.getMessage()}", line=1)

    def tell_missing(self) -> None:
        """One finding for all characters that no font has."""
        if not self.missing:
            return
        characters = list(self.missing)
        shown = " ".join(f"{each} (U+{ord(each):04X})" for each in characters[:8])
        rest = f" and {len(characters) - 8} more" if len(characters) > 8 else ""
        self.report.add(
            "pdf/missing-glyph",
            f"no font has {shown}{rest}; boxes stand for them",
            hint="`exporter doctor` says which fonts to install",
            about=characters[0],
        )
