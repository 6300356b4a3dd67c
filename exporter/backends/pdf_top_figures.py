"""Figures at the top of a page, with the text flowing on around the place where they are named.

WeasyPrint floats nothing to the top of a page, only notes to its foot. So figures are laid out as
notes, which finds the page that has room for them, and then change places with the text above them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from weasyprint.document import Page
from weasyprint.formatting_structure import boxes

ANCHOR, TOP = "figure-anchor", "top-figure"
# What a figure does not stand above: the titles of notes, of chapters, of pages of front matter
OPENINGS = frozenset({"title-block", "opening", "title-page", "leaf"})
# CSS pixels: what is free at the end of a page and would be seen
HOLE = 60.0


class Place(NamedTuple):
    """A page, from 0, and a height on it in CSS pixels."""

    page: int
    top: float


NOWHERE = Place(-1, 0)


def float_figures(root: Element) -> None:
    """Have the figures of a document float that stand in its text, and not within another block."""
    for parent in list(root.iter()):
        if parent.tag != "main" and "chapter" not in _classes(parent):
            continue
        for place, figure in enumerate(list(parent)):
            if figure.tag == "figure" and "listing" not in _classes(figure):
                anchor = Element("div", {"class": ANCHOR})
                anchor.tail, figure.tail = figure.tail, None
                parent[place] = anchor
                anchor.append(figure)
                figure.set("class", " ".join((*_classes(figure), TOP)))


def keep_in_place(figures: Iterable[Element]) -> None:
    """Have figures stand where they are in the text."""
    for figure in figures:
        figure.set("class", " ".join(name for name in _classes(figure) if name != TOP))


def call_later(root: Element, document: Any) -> bool:
    """Move the anchors of figures that had to go to the next page behind the text that ends theirs,
    where less of it is there than could be. Whether one was moved.

    WeasyPrint ends a page at the next note that is called, once one has to wait.
    """
    anchors = {box.element: place for box, place in _starts(document) if _is(box, ANCHOR)}
    starts = {box.element: place for box, place in reversed(list(_starts(document)))}
    moved = False
    for parent in list(root.iter()):
        siblings = list(parent)
        for position, anchor in enumerate(siblings):
            if anchor not in anchors:
                continue
            called, shown = anchors[anchor].page, starts.get(anchor[0], anchors[anchor]).page
            room = _room_left(document.pages[called]._page_box)
            if shown == called or room < HOLE:
                continue
            top = document.pages[shown]._page_box.content_box_y()
            for sibling in siblings[position + 1 :]:
                if starts.get(sibling, NOWHERE) >= (shown, top + room):
                    parent.remove(anchor)
                    parent.insert(list(parent).index(sibling), anchor)
                    moved = True
                    break
    return moved


def set_on_top(document: Any) -> list[Element]:
    """Move the figures of a document to the tops of their pages. Gives those that would stand above
    a title or alone on a page, and have to be kept in their place."""
    homeless: list[Element] = []
    for number, page in enumerate(document.pages):
        box = page._page_box
        areas = [each for each in box.children if isinstance(each, boxes.FootnoteAreaBox)]
        figures = [figure for area in areas for figure in _figures(area)]
        opens = any(OPENINGS & set(_classes(each.element)) for each in _elements(box))
        if opens or box.page_type.blank:
            homeless += [figure.element for figure in figures]
        elif figures:
            _exchange(box, areas[0], figures)
            document.pages[number] = Page(box)
    return homeless


def _starts(document: Any) -> Iterator[tuple[Any, Place]]:
    """The boxes of elements, and where they begin."""
    for number, page in enumerate(document.pages):
        for box in _elements(page._page_box):
            yield box, Place(number, box.position_y)


def _room_left(page: Any) -> float:
    """How much higher than its text a page is."""
    text, *areas = page.children
    notes = [area for area in areas if isinstance(area, boxes.FootnoteAreaBox)]
    end = notes[0].position_y if notes else page.content_box_y() + page.height
    lines = (box for box in text.descendants() if isinstance(box, boxes.LineBox))
    return float(end - max((line.position_y + line.height for line in lines), default=end))


def _is(box: Any, name: str) -> bool:
    return name in _classes(box.element)


def _exchange(page: Any, area: Any, figures: Sequence[Any]) -> None:
    heights = sum(figure.margin_height() for figure in figures)
    text, place = page.children[0], page.content_box_y()
    notes = [child for child in area.children if child not in figures]
    if not notes:
        area.border_top_width = 0
    text.translate(dy=heights)
    below = 0.0
    for child in reversed(area.children):
        if child in figures:
            below += child.margin_height()
        else:
            child.translate(dy=below)
    for figure in figures:
        figure.translate(dy=place - figure.position_y)
        place += figure.margin_height()
    area.position_y += heights
    area.height -= heights


def _figures(area: Any) -> Iterator[Any]:
    for child in area.children:
        if child.element is not None and _is(child, TOP):
            yield child


def _elements(page: Any) -> Iterator[Any]:
    """The boxes of elements, without those of the parts that CSS makes of them."""
    return (box for box in page.descendants() if box.element_tag and "::" not in box.element_tag)


def _classes(element: Element) -> list[str]:
    return element.get("class", "").split()
