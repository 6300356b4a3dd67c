"""What is wrong with a page: things outside of it or of its type area, and things over others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tests.overfull.things import Box, Page, Thing

MM = 72 / 25.4
# Points: letters reach a little over the box that they are set in, and so does a hyphen that hangs
HANGING = 3.0
# Points: lines of text don't fill a page to its end, where a picture may
LINE = 14.5
# What a table, or a page of a size of its own, leaves free of the paper
LEAST = 12 * MM
# Of the lower one's height: letters of two lines may touch, as g and Å do
TOUCHING = 0.25
# Of a text that is cut off: so much is a rounded number
CUT = 0.02

# The type area by width, height and side of the page: 1 for those on the right
Areas = Mapping[tuple[int, int, int], Box]


class Finding(NamedTuple):
    kind: str
    page: int
    words: str
    box: Box


def key(page: Page) -> tuple[int, int, int]:
    return round(page.box.right), round(page.box.top), page.number % 2


def findings(page: Page, areas: Areas) -> Iterator[Finding]:
    """What is wrong with a page, in the order in which it was painted."""
    area = areas.get(key(page), _within(page.box, LEAST))
    for thing in page.things:
        if kind := _outside(thing, page.box, area):
            yield Finding(f"{thing.kind} {kind}", page.number, thing.words, thing.box)
    for lower, upper in overlaps(page.things):
        words = " / ".join(filter(None, (lower.words, upper.words)))
        kind = "text" if upper.kind == lower.kind else "picture"
        yield Finding(f"text over {kind}", page.number, words, upper.box)


def is_running(thing: Thing) -> bool:
    """Whether it belongs to a head or a foot, or to no text at all."""
    return not thing.tags


def _outside(thing: Thing, page: Box, area: Box) -> str:
    if not _holds(_within(page, -1), thing.box):
        return "outside the page"
    # a head shows the first line of a long title
    if thing.cut > CUT and not (is_running(thing) and thing.cut == 1):
        return "cut off"
    if is_running(thing) or _holds(thing.box, _within(page, 1)):
        return ""
    across = _within(page, LEAST) if "Table" in thing.tags else _within(area, -HANGING)
    down = _within(area, -LINE)
    allowed = Box(across.left, down.bottom, across.right, down.top)
    return "" if _holds(allowed, thing.box) else "outside the type area"


def _within(box: Box, by: float) -> Box:
    return Box(box.left + by, box.bottom + by, box.right - by, box.top - by)


def _holds(outer: Box, inner: Box) -> bool:
    return outer.around(inner) == outer


def overlaps(things: tuple[Thing, ...]) -> Iterator[tuple[Thing, Thing]]:
    """Texts over texts, and texts and pictures over each other; a ground is to be under them."""
    seen = [thing for thing in things if thing.kind != "ground" and thing.cut < 1]
    seen.sort(key=lambda thing: -thing.box.top)
    for place, upper in enumerate(seen):
        for lower in seen[place + 1 :]:
            if lower.box.top <= upper.box.bottom:
                break
            apart = upper.content != lower.content or upper.content < 0
            if apart and "text" in (upper.kind, lower.kind) and _cover(upper.box, lower.box):
                yield lower, upper


def _cover(one: Box, other: Box) -> bool:
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.top, other.top) - max(one.bottom, other.bottom)
    height = min(one.top - one.bottom, other.top - other.bottom)
    return across > 2.5 and down > max(TOUCHING * height, 0.5)
