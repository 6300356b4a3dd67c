"""What stands around the pages of a long book: running heads, page numbers, and the page itself.

A frame is a page without its text. It is made once the place of a page in the book is known; what
the margins hold, WeasyPrint lays out as it does for a book in one piece.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from weasyprint import Document
from weasyprint.document import Page
from weasyprint.formatting_structure import boxes
from weasyprint.formatting_structure.build import build_formatting_structure, update_counters
from weasyprint.html import get_html_metadata
from weasyprint.layout import make_margin_boxes
from weasyprint.layout.background import layout_backgrounds
from weasyprint.layout.page import (
    PageType,
    _standardize_page_based_counters,
    page_height,
    page_width,
    set_page_type_computed_styles,
)
from weasyprint.layout.percent import resolve_percentages
from weasyprint.pdf.metadata import DocumentMetadata

from exporter.backends.pdf_fonts import Fonts
from exporter.backends.pdf_page import Fetcher, PrintPage, parsed
from exporter.backends.pdf_piece import Counters, Leaf, layout_context
from exporter.model.edition import Asset, Typesetting
from exporter.rendering.templates import Theme


class Bound(msgspec.Struct, frozen=True):
    """What all pages of a book have in common: a page of its markup, of which nothing but the head
    and the attributes of `body` counts, and how it is set."""

    markup: str
    stylesheets: tuple[str, ...]
    rules: str
    assets: Mapping[str, Asset]
    typesetting: Typesetting


class Framed(msgspec.Struct, frozen=True, array_like=True):
    """A page in its place in the book. `index` counts from 0; `before` are the named strings as the
    pages before it leave them."""

    right: bool
    blank: bool
    name: str
    index: int
    groups: tuple[tuple[str, int], ...]
    counters: Counters
    before: dict[str, str]

    @property
    def kind(self) -> PageType:
        side = "right" if self.right else "left"
        return PageType(side, self.blank, self.name, self.index, self.groups)


class Frames:
    """The pages of a book by their kinds: each kind has its style worked out once."""

    def __init__(self, book: Bound, theme: Theme) -> None:
        html = parsed(book.markup)
        body = html.find("body")
        if body is not None:
            body.text = None
            for child in list(body):
                body.remove(child)
        self.html = PrintPage(html, Fetcher(book.assets))
        self.context, self.fonts = layout_context(
            self.html, theme, book.stylesheets, book.rules, book.typesetting
        )
        self.style_for = self.context.style_for
        self.selectors = [
            selector
            for sheet, _, _ in self.style_for._sheets
            for _, selectors, _ in sheet.page_rules
            for _, _, selector in selectors
        ]
        self.kinds: dict[tuple[bool, ...], PageType] = {}
        self.root = build_formatting_structure(
            html,
            self.style_for,
            self.context.get_image_from_uri,
            self.html.base_url,
            self.context.target_collector,
            self.context.counter_style,
            [],
        )

    def kind(self, page: PageType) -> PageType:
        """A page that the same rules hold for as for this one, with its style worked out."""
        match = self.style_for._page_type_match
        rules = tuple(match(selector, page) for selector in self.selectors)
        if rules not in self.kinds:
            self.kinds[rules] = page
            set_page_type_computed_styles(page, self.html, self.style_for)
            _standardize_page_based_counters(self.style_for(page), None)
        return self.kinds[rules]

    def count(self, kind: PageType, state: Any) -> Counters:
        """The counters of a page of that kind. `state` is WeasyPrint's after the page before it,
        and becomes that after this one."""
        update_counters(state, self.style_for(kind))
        return copy.deepcopy(state[1])

    def page(self, kind: PageType) -> Any:
        """A page of that kind, with nothing on it."""
        box = boxes.PageBox(kind, self.style_for(kind))
        resolve_percentages(box, box.style["size"])
        box.position_x = box.position_y = 0
        page_width(box, self.context, box.style["size"][0])
        page_height(box, self.context, box.style["size"][1])
        return box

    def around(self, framed: Framed, leaf: Leaf | None, pages: int) -> Any:
        """A page, of so many in the book, with all that stands around its text."""
        box = self.page(self.kind(framed.kind))
        root = self.root.copy_with_children(self.root.children)
        root.position_x, root.position_y = box.content_box_x(), box.content_box_y()
        resolve_percentages(root, box)
        root.width, root.height = box.width, box.height
        starting = boxes.BlockBox.anonymous_from(root, [])
        # for `string(…, start)`, which asks whether the first box of the page sets it
        starting.style["string_set"] = tuple((name, "") for name in (leaf.starting if leaf else ()))
        root.children = [starting]
        box.children = [root]
        context = self.context
        context.current_page, context.page_bottom = 2, box.content_box_y() + box.height
        context.string_set.clear()
        for name, value in framed.before.items():
            context.string_set[name][1].append(value)
        for name, values in leaf.strings.items() if leaf else ():
            context.string_set[name][2] += values
        counters = {**framed.counters, "pages": [pages]}
        state: Any = ([0], counters, [set(counters)], [])
        box.children = (root, *make_margin_boxes(context, box, state))
        root.children = []
        layout_backgrounds(box, context.get_image_from_uri)
        return box


def framed(frames: Frames, pages: Sequence[tuple[Framed, Leaf | None]]) -> tuple[Document, Fonts]:
    """Pages with all but their text, and the fonts of these once they are written."""
    drawn = [Page(frames.around(*each, len(pages))) for each in pages]
    metadata = DocumentMetadata(**get_html_metadata(frames.html))
    document = Document(drawn, metadata, frames.html.url_fetcher, frames.fonts, {}, None)
    document.fonts = fonts = Fonts()
    return document, fonts
