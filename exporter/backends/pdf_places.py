"""Where the pages of pieces come to stand in a book: sides, numbers, and what heads carry on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from weasyprint.layout.page import PageType

from exporter.backends.pdf_frame import Framed, Frames
from exporter.backends.pdf_piece import Counters, Laid, Leaf

Groups = tuple[tuple[str, int], ...]
SIDES = {"right": True, "left": False}


class Number(msgspec.Struct, frozen=True, array_like=True):
    """The page of a place, from 0, and its counters."""

    page: int
    counters: Counters


class Placed(NamedTuple):
    """A page in its place; no leaf is on one that stays blank before a piece."""

    framed: Framed
    leaf: Leaf | None


def places_of(pieces: Sequence[Laid], frames: Frames) -> list[list[Placed]]:
    """The pages of each piece."""
    rtl = frames.html.etree_element.get("dir") == "rtl"
    right = not rtl
    state: Any = ([0], {}, [set()], [])
    strings: dict[str, str] = {}
    groups: Groups = ()
    index = 0
    placed: list[list[Placed]] = []

    def place(blank: bool, name: str, now: Groups, leaf: Leaf | None) -> Placed:
        nonlocal index, right, groups
        kind = PageType("right" if right else "left", blank, name, index, now)
        counters = frames.count(frames.kind(kind), state)
        framed = Framed(right, blank, name, index, now, counters, dict(strings))
        if leaf:
            strings.update({each: values[-1] for each, values in leaf.strings.items()})
        index, right, groups = index + 1, not right, now
        return Placed(framed, leaf)

    for laid in pieces:
        pages: list[Placed] = []
        side = _side(laid.opens, rtl)
        if index and side is not None and side != right:
            pages.append(place(True, laid.around, _grown(groups, laid.around), None))
        first = laid.leaves[0]
        goes_on = bool(groups) and laid.around == first.name == groups[0][0]
        shift = groups[0][1] + 1 if goes_on else 0
        for leaf in laid.leaves:
            now = tuple(
                (name, number + shift if level == 0 else number)
                for level, (name, number) in enumerate(leaf.groups)
            )
            pages.append(place(leaf.blank, leaf.name, now, leaf))
        placed.append(pages)
    return placed


def numbers_of(placed: Sequence[Sequence[Placed]]) -> dict[str, Number]:
    """The page that each place is on; the first of them where an id stands twice."""
    return {
        name: Number(place.framed.index, place.framed.counters)
        for place in reversed([place for pages in placed for place in pages])
        if place.leaf
        for name in place.leaf.places
    }


def _side(opens: str, rtl: bool) -> bool | None:
    """Whether a piece has to begin on a right page; None where it may on any."""
    if opens in ("recto", "verso"):
        return (opens == "recto") != rtl
    return SIDES.get(opens)


def _grown(groups: Groups, name: str) -> Groups:
    """The groups of a blank page, which goes on with those of what it stands in."""
    return tuple((each, number + 1) for each, number in groups if each == name)
