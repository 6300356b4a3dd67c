"""A piece of a long book, laid out without the others: its pages as a PDF without running matter,
and what the book has to know of them.

What a piece shows of the others are page numbers. It is laid out with those that are known, and
says which it has used. Running heads and page numbers are set around its pages once their places in
the book are known (`pdf_frame`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import msgspec
from weasyprint import DEFAULT_OPTIONS, Document
from weasyprint.css.counters import CounterStyle
from weasyprint.css.targets import TargetCollector, TargetLookupItem
from weasyprint.document import Page
from weasyprint.formatting_structure.build import build_formatting_structure
from weasyprint.layout import layout_document
from weasyprint.pdf.metadata import DocumentMetadata

from exporter.backends.pdf_fonts import Fonts, FontUse
from exporter.backends.pdf_page import (
    Fetcher,
    PrintPage,
    addressed,
    parsed,
    parsed_rules,
    style_of,
)
from exporter.backends.pdf_pictures import images, wishes_of
from exporter.backends.pdf_press import prepare, set_colours
from exporter.backends.pdf_starts import Starts, starts_of
from exporter.backends.pdf_tags import prepare_tags, write_tags
from exporter.model.edition import Asset, Typesetting
from exporter.rendering.templates import Theme

# Values of named counters: the last one of each name is the innermost
Counters = dict[str, list[int]]
# CSS pixels
POINT = 0.75
VARIANT = "pdf/ua-1"
MARGINS = (
    "top-left-corner top-left top-center top-right top-right-corner right-top right-middle"
    " right-bottom bottom-right-corner bottom-right bottom-center bottom-left bottom-left-corner"
    " left-bottom left-middle left-top"
).split()
# All that a frame has, and the page itself none
BARE = "".join(
    [
        "html, body { background: none !important }",
        "@page { background: none !important; border-color: transparent !important;",
        " marks: none !important;",
        *(f" @{margin} {{ content: none !important }}" for margin in MARGINS),
        " }",
    ]
)


class Piece(msgspec.Struct, frozen=True):
    """What is laid out: a page of markup, and the numbers of the places that it names.

    `places` are all places that it links to, in it or not, with their counters where these are
    known.
    """

    markup: str
    assets: Mapping[str, Asset]
    stylesheets: tuple[str, ...]
    rules: str
    places: dict[str, Counters]
    typesetting: Typesetting


class Leaf(msgspec.Struct, frozen=True, array_like=True):
    """A page of a piece, as it is in it. `strings` are the values that named strings get on it, in
    order; `starting` names those that get one where the page begins. `area` is where its text
    stands: left, top, width and height in CSS pixels. `places` are its ids, and `bookmarks` have
    level, label and whether they are closed; both with a point, from the bottom left in points.
    `starts` are the pieces of text that begin on it."""

    right: bool
    blank: bool
    name: str
    groups: tuple[tuple[str, int], ...]
    strings: dict[str, list[str]]
    starting: tuple[str, ...]
    area: tuple[float, float, float, float]
    places: dict[str, tuple[float, float]]
    bookmarks: tuple[tuple[int, str, bool, float, float], ...]
    starts: Starts


class Laid(msgspec.Struct, frozen=True):
    """A piece as it was laid out. `opens` is the side that it has to begin on, `around` the name of
    the pages of what it stands in; `shown` are the counters that it shows of places. What is
    `bound` can't be laid out alone: its text shows counters of its own page, or goes into margins.
    """

    leaves: tuple[Leaf, ...]
    opens: str
    around: str
    shown: dict[str, Counters]
    bound: bool
    fonts: dict[str, FontUse]


def lay_out_piece(piece: Piece, theme: Theme) -> tuple[Laid, bytes, dict[str, bytes]]:
    """The piece, its PDF, and the files of the fonts in it by their digests."""
    root = parsed(piece.markup)
    document, context, root_box = rendered(
        PrintPage(root, Fetcher(piece.assets)),
        theme,
        piece.stylesheets,
        piece.rules + BARE,
        piece.places,
        piece.typesetting,
    )
    prepare_tags(document)
    leaves = tuple(_leaves(document, context))
    known = {name for leaf in leaves for name in leaf.places}
    # a link to a place in another piece is kept: WeasyPrint drops what leads nowhere
    document.pages[-1].anchors |= dict.fromkeys(piece.places.keys() - known, (0, 0, 0, 0))
    fonts = Fonts()
    document.fonts = fonts
    prepare(document, piece.typesetting.black)
    data = document.write_pdf(finisher=partial(_finish, piece), pdf_variant=VARIANT)
    opens, around = _opening(root_box)
    places = context.target_collector
    bound = places.counts or any(map(any, context.running_elements.values()))
    laid = Laid(leaves, opens, around, places.shown(), bound, fonts.used())
    return laid, data, fonts.files()


def rendered(
    html: Any,
    theme: Theme,
    stylesheets: tuple[str, ...],
    rules: str,
    places: Mapping[str, Counters],
    typesetting: Typesetting,
) -> tuple[Document, Any, Any]:
    """WeasyPrint's `Document._render`, which also gives the context of the layout and its root."""
    context, fonts = layout_context(html, theme, stylesheets, rules, typesetting)
    collector = _Places(context.target_collector, places)
    context.target_collector = collector
    root_box = build_formatting_structure(
        html.etree_element,
        context.style_for,
        context.get_image_from_uri,
        html.base_url,
        collector,
        context.counter_style,
        context.footnotes,
    )
    pages = [Page(box) for box in layout_document(html, root_box, context)]
    metadata = DocumentMetadata(lang=html.etree_element.get("lang", ""))
    return Document(pages, metadata, html.url_fetcher, fonts, {}, None), context, root_box


def layout_context(
    html: Any, theme: Theme, stylesheets: tuple[str, ...], rules: str, typesetting: Typesetting
) -> tuple[Any, Any]:
    """What WeasyPrint lays a page out with, and its fonts."""
    style, fonts = style_of(theme, stylesheets)
    sheets = [*style, parsed_rules(rules, fonts)]
    options = {**DEFAULT_OPTIONS, "stylesheets": sheets, "pdf_variant": VARIANT}
    known = images(addressed(html.url_fetcher.assets), wishes_of(typesetting))
    options |= {"pdf_tags": True, "cache": known}
    context = Document._build_layout_context(html, fonts, CounterStyle(), {}, options)
    return context, fonts


class _Places(TargetCollector):  # type: ignore[misc]
    """WeasyPrint's table of places and their page numbers, with those of the whole book."""

    def __init__(self, collected: TargetCollector, places: Mapping[str, Counters]) -> None:
        super().__init__()
        self.target_lookup_items = collected.target_lookup_items
        self.places = places
        self.asked: list[TargetLookupItem] = []
        self.in_content: list[TargetLookupItem] = []
        self.counts = False
        for name, counters in places.items():
            item = self.target_lookup_items.get(name)
            if item is None:
                item = self.target_lookup_items[name] = TargetLookupItem("up-to-date")
                item.target_box = _Elsewhere()
            item.cached_page_counter_values = counters

    def shown(self) -> dict[str, Counters]:
        """The places of which counters are shown, with these."""
        asked = {id(item) for item in self.asked}
        return {
            name: item.cached_page_counter_values
            for name, item in self.target_lookup_items.items()
            if id(item) in asked
        }

    def lookup_target(self, *question: Any) -> TargetLookupItem:
        item = super().lookup_target(*question)
        self.asked.append(item)
        self.in_content.append(item)
        return item

    def collect_missing_counters(
        self, box: Any, token: Any, again: Any, missing: Any, missing_of_targets: Any
    ) -> None:
        # WeasyPrint names the counters of targets among those of the page, too
        self.counts = self.counts or bool(missing and not missing_of_targets)
        # contents would be laid out three times for numbers that nothing in them changes
        if not missing_of_targets or not all(map(_is_settled, self.in_content)):
            super().collect_missing_counters(box, token, again, missing, missing_of_targets)
        self.in_content.clear()

    def cache_target_page_counters(
        self, anchor_name: str, page_counter_values: Counters, *position: Any
    ) -> None:
        """A place of this piece: its number in the book, where that is known."""
        values = self.places.get(anchor_name) or page_counter_values
        super().cache_target_page_counters(anchor_name, values, *position)


def _is_settled(item: TargetLookupItem) -> bool:
    """Whether nothing in its piece changes what is shown of a place."""
    return bool(item.cached_page_counter_values) or isinstance(item.target_box, _Elsewhere)


class _Elsewhere:
    """What stands at a place in another piece: nothing that would count."""

    cached_counter_values: Mapping[str, list[int]] = {}

    def extract_text(self, _style: str) -> str:
        return ""


def _finish(piece: Piece, document: Document, pdf: Any) -> None:
    write_tags(document, pdf)
    set_colours(pdf, piece.typesetting)


def _leaves(document: Document, context: Any) -> Iterator[Leaf]:
    starts = starts_of(page._page_box for page in document.pages)
    for number, (page, begun) in enumerate(zip(document.pages, starts, strict=True), 1):
        box = page._page_box
        kind = box.page_type
        strings = {
            name: on_pages[number]
            for name, on_pages in context.string_set.items()
            if number in on_pages
        }

        def point(x: float, y: float, page: Page = page) -> tuple[float, float]:
            return round(x * POINT, 4), round((page.height - y) * POINT, 4)

        yield Leaf(
            kind.side == "right",
            kind.blank,
            kind.name or "",
            kind.groups,
            strings,
            tuple(_starting(box)),
            (box.content_box_x(), box.content_box_y(), box.width, box.height),
            {name: point(x, y) for name, (x, y, _, _) in page.anchors.items()},
            tuple(
                (level, label, state == "closed", *point(*place))
                for level, label, place, state in page.bookmarks
            ),
            begun,
        )


def _starting(box: Any) -> Iterator[str]:
    """The named strings that the first boxes of a page set (GCPM 3 §1.2.1, `start`)."""
    while box:
        if box.style["string_set"] != "none":
            yield from (name for name, _ in box.style["string_set"])
        children = getattr(box, "children", ())
        box = children[0] if children else None


def _opening(root: Any) -> tuple[str, str]:
    """The side that the first box with a forced break before it asks for, and the name of the
    pages of what that box stands in."""
    box, around = root, ""
    while box:
        if (side := box.style["break_before"]) not in ("auto", "avoid"):
            return side, around
        around = box.style["page"]
        children = [child for child in getattr(box, "children", ()) if child.is_in_normal_flow()]
        box = children[0] if children else None
    return "page", ""
