"""What the pages of a book are told beside their text: its contents, and what comes before and
after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from exporter.rendering.leaf import Card, Line


def around_in_book(card: Card, cards: Mapping[str, Card]) -> dict[str, Any]:
    """For a title page or a chapter: its `book`, the contents that are `near`, all of them
    (`outline`) for the title page, and the neighbours `before` and `after`."""
    book = None if card.book is None else cards.get(card.book)
    if book is None:
        return {}
    order = [book.address, *_addresses(book.chapters)]
    at = order.index(card.address) if card.address in order else len(order) + 1
    before, after = order[at - 1 : at], order[at + 1 : at + 2]
    return {
        "book": {"title": book.title, "address": book.address},
        "near": _opened(book.chapters, card.address),
        "outline": book.chapters if card is book else (),
        "before": _named(before, cards),
        "after": _named(after, cards),
    }


def _addresses(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        if line.href:
            yield line.href
        yield from _addresses(line.children)


def _opened(lines: Iterable[Line], address: str) -> tuple[Line, ...]:
    """The lines of a menu: below a chapter, only what the page that is read is among."""
    return tuple(
        Line(
            line.href,
            line.title,
            line.number,
            _opened(line.children, address)
            if line.kind == "part" or line.href == address or address in _addresses(line.children)
            else (),
            line.kind,
        )
        for line in lines
    )


def _named(beside: Iterable[str], cards: Mapping[str, Card]) -> dict[str, str] | None:
    for card in filter(None, map(cards.get, beside)):
        return {"title": card.title, "address": card.address}
    return None
