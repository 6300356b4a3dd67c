"""What WeasyPrint lays out and what it may read: markup, the fonts of a theme, the pictures of an
edition, and nothing else."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any
from urllib.parse import quote, unquote
from xml.etree import ElementTree

import cssselect2
import weasyprint
import weasyprint.pdf.fonts
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from exporter.backends.pdf_leaders import join_leaders
from exporter.backends.pdf_pictures import AS_SHOWN, Wishes, images
from exporter.backends.pdf_rounds import spare_rounds
from exporter.diagnostics import Report
from exporter.errors import RenderError
from exporter.model.edition import Asset
from exporter.rendering.font_fetcher import FontFetcher, configuration
from exporter.rendering.fonts import font_faces
from exporter.rendering.images import portable
from exporter.rendering.templates import Theme

# where HarfBuzz subsets no fonts, and for emoji and fonts of many weights, WeasyPrint 70 takes
# fontTools, which writes the time into them
weasyprint.pdf.fonts.TTFont = partial(weasyprint.pdf.fonts.TTFont, recalcTimestamp=False)
join_leaders()
spare_rounds()

ASSET = "asset:"
LEADING = frozenset(("p", "h2", "h3", "h4", "h5", "h6"))
LED = frozenset(("ul", "ol", "dl", "pre", "listing", "table", "wide-table"))
# How WeasyPrint begins to tell of a character that no font has
NO_GLYPH = ".notdef glyph"


def address(path: str, assets: Mapping[str, Asset]) -> str | None:
    """What an image is called in the markup; None for one that is not there."""
    return _address(assets[path]) if path in assets else None


def addressed(assets: Mapping[str, Asset]) -> dict[str, Asset]:
    """The assets by what the markup calls them."""
    return {_address(asset): asset for asset in assets.values()}


def _address(asset: Asset) -> str:
    return ASSET + quote(asset.path)


def parsed(markup: str) -> ElementTree.Element:
    """The markup, which is XML already: expat reads it 20 times as fast as an HTML parser, and
    takes a list inside a footnote inside a paragraph as it stands."""
    try:
        root = ElementTree.fromstring(markup)  # noqa: S314 - the markup is our own
    except ElementTree.ParseError as error:
        raise RenderError(f"the print template or a node's rule makes no XML: {error}") from error
    _tell_leads(root)
    return root


def _tell_leads(root: ElementTree.Element) -> None:
    """Give paragraphs and headings that lead to a list, a listing or a table `data-leads`, the name
    and the classes of that: for `:has(+ …)`, cssselect2 goes through all siblings of each, a
    quarter of the time that 1,500 paragraphs take."""
    for parent in root.iter():
        for one, other in pairwise(parent):
            if one.tag in LEADING:
                names = {other.tag, *other.get("class", "").split()}
                if names & LED:
                    one.set("data-leads", " ".join(sorted(names)))


def lay_out(
    root: ElementTree.Element,
    assets: Mapping[str, Asset],
    theme: Theme,
    stylesheets: tuple[str, ...],
    identifier: bytes,
    rules: str = "",
    wishes: Wishes = AS_SHOWN,
) -> weasyprint.Document:
    """A document laid out with those stylesheets of the theme, and with more rules after them."""
    style, fonts = style_of(theme, stylesheets)
    more = (parsed_rules(rules, fonts),) if rules else ()
    return PrintPage(root, Fetcher(assets)).render(
        stylesheets=[*style, *more],
        font_config=fonts,
        pdf_variant="pdf/ua-1",
        pdf_identifier=identifier,
        cache=images(addressed(assets), wishes),
    )


class PrintPage(weasyprint.HTML):  # type: ignore[misc]
    """A page from a tree of elements."""

    def __init__(self, root: ElementTree.Element, fetcher: URLFetcher) -> None:
        self.base_url = "exporter:/"
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element


class Fetcher(URLFetcher):  # type: ignore[misc]
    """Gives WeasyPrint the images of the edition, and nothing else: no other file, and no address
    of the web, can be reached from a note."""

    def __init__(self, assets: Mapping[str, Asset]) -> None:
        super().__init__(allowed_protocols=("data",))
        self.assets = assets

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if url.startswith(ASSET):
            asset = self.assets.get(unquote(url.removeprefix(ASSET)))
            if asset is not None:
                data, media_type = portable(asset)
                return URLFetcherResponse(url, data, {"Content-Type": media_type})
        if url.startswith("data:"):
            return super().fetch(url, headers)
        raise ValueError(f"{url} is not part of the publication")


@lru_cache(maxsize=8)
def style_of(
    theme: Theme, names: tuple[str, ...]
) -> tuple[tuple[weasyprint.CSS, ...], FontConfiguration]:
    """The parsed stylesheets of a theme with its fonts: once a process, not once a note."""
    fonts, fetcher = configuration(theme), FontFetcher(font_faces(theme))
    return tuple(
        weasyprint.CSS(
            string=theme.text(name), font_config=fonts, url_fetcher=fetcher, base_url="exporter:/"
        )
        for name in names
    ), fonts


@lru_cache(maxsize=8)
def parsed_rules(rules: str, fonts: FontConfiguration) -> weasyprint.CSS:
    """More rules for what those fonts are laid out with: once for all chapters of a book."""
    return weasyprint.CSS(string=rules, font_config=fonts)


@contextmanager
def warnings_told(report: Report) -> Iterator[None]:
    """What WeasyPrint only logs, such as an image that it left out, becomes a diagnostic, also
    where a program that we are part of has switched off the loggers it found."""
    logger = logging.getLogger("weasyprint")
    handler = _ToReport(report)
    was_off = logger.disabled
    logger.addHandler(handler)
    logger.propagate = logger.disabled = False
    try:
        yield
    finally:
        logger.propagate, logger.disabled = True, was_off
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
