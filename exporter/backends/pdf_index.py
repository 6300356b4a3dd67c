"""Places of an index that a layout shows to be on the same page: the page is named once.

No stylesheet can do that, for only a layout knows the pages. So the book is laid out without the
entries of its index first, what is too much is taken out of them, and all is laid out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

ENTRIES, LOCATOR, MAIN = "index-entries", "locator", "main"


class Span(NamedTuple):
    """The pages of a place, from 0; `main` is one that the writer marked so."""

    first: int
    last: int
    main: bool

    def holds(self, other: Span) -> bool:
        """Whether it says all that the other one does."""
        within = self.first <= other.first and other.last <= self.last
        return within and (self.main or not other.main)


def indexes(root: Element) -> list[Element]:
    """The elements that hold the entries of an index."""
    return [element for element in root.iter("div") if _has_class(element, ENTRIES)]


@contextmanager
def emptied(element: Element) -> Iterator[None]:
    """The element without what is in it, for as long as it takes."""
    content = list(element)
    for child in content:
        element.remove(child)
    try:
        yield
    finally:
        element.extend(content)


def pages_of(document: Any) -> dict[str, int]:
    """The page of each id of a layout, from 0."""
    return {name: number for number, page in enumerate(document.pages) for name in page.anchors}


def name_pages_once(entries: Element, pages: Mapping[str, int]) -> None:
    """Take out of each entry the places that others of it hold."""
    for entry in list(entries.iter()):
        locators = [element for element in entry if _has_class(element, LOCATOR)]
        kept: list[tuple[Span, Element]] = []
        for locator in locators:
            span = _span(locator, pages)
            if span is None or any(other.holds(span) for other, _ in kept):
                _take_out(entry, locator)
                continue
            for held in [pair for pair in kept if span.holds(pair[0])]:
                kept.remove(held)
                _take_out(entry, held[1])
            kept.append((span, locator))


def _has_class(element: Element, name: str) -> bool:
    return name in element.get("class", "").split()


def _span(locator: Element, pages: Mapping[str, int]) -> Span | None:
    """The pages of a place, named by one link where they are one; None where it is on no page."""
    ends = list(locator.iter("a"))
    numbers = [pages.get(link.get("href", "").removeprefix("#"), -1) for link in ends]
    if not numbers or -1 in numbers:
        return None
    if len(ends) > 1 and numbers[0] == numbers[-1]:
        locator.remove(ends[-1])
        ends[0].tail = None
    main = any(_has_class(link, MAIN) for link in ends)
    return Span(numbers[0], numbers[-1], main)


def _take_out(parent: Element, element: Element) -> None:
    """Without the text that follows it going, too."""
    position = list(parent).index(element)
    if element.tail and position:
        before = parent[position - 1]
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)
