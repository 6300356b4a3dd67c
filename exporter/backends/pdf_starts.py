"""What begins on each page of a PDF, for media that name its pages (`rendering.page_places`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from exporter.backends.pdf_catalog import page_names
from exporter.model.edition import PagePlace
from exporter.rendering.page_places import PLACE

Starts = tuple[str, ...]


def starts_of(boxes: Iterable[Any]) -> Iterator[Starts]:
    """The places that begin on each page, in reading order: boxes go on, elements begin once."""
    seen: set[int] = set()
    for page in boxes:
        found: list[str] = []
        for box in page.descendants():
            place = None if box.element is None else box.element.get(PLACE)
            if place and id(box.element) not in seen:
                seen.add(id(box.element))
                found.append(place)
        yield tuple(found)


def places_of_pages(pages: Sequence[Any], starts: Iterable[Starts]) -> tuple[PagePlace, ...]:
    """All places with the number of their page, from 0, and the name that the PDF has for it."""
    return tuple(
        PagePlace(place, number, name)
        for number, (name, found) in enumerate(zip(page_names(pages), starts, strict=True))
        for place in found
    )
