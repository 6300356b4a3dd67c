"""`^[inline footnotes]`, also with other markup inside."""

from __future__ import annotations

import re
from typing import NamedTuple

from exporter.model.inlines import merged
from exporter.model.nodes import Footnote, Inline, Inlines, Paragraph, Text
from exporter.source.syntax.delimited import has

OPENING = "^["
BRACKET = re.compile(r"[\[\]]")


class Place(NamedTuple):
    """Where a character stands: in the text of which node of a sibling list."""

    node: int
    character: int


def lift_inline_notes(inlines: Inlines) -> Inlines:
    if not has(inlines, OPENING):
        return inlines
    closings = _closings(inlines)
    result: list[Inline] = []
    # the node that is looked at, and how much of its text is done
    position = done = 0
    while position < len(inlines):
        node = inlines[position]
        opening = node.text.find(OPENING, done) if isinstance(node, Text) else -1
        end = closings.get(Place(position, opening + 1)) if opening >= 0 else None
        content = _between(inlines, Place(position, opening + len(OPENING)), end) if end else ()
        if end and content:
            result += [*_rest(node, done, opening), Footnote((Paragraph(content),))]
            position, done = end.node, end.character + 1
        else:
            result += _rest(node, done, None)
            position, done = position + 1, 0
    return merged(result)


def _closings(inlines: Inlines) -> dict[Place, Place]:
    """The bracket that closes each one that opens, also across other markup."""
    closings: dict[Place, Place] = {}
    opened: list[Place] = []
    for position, node in enumerate(inlines):
        for found in BRACKET.finditer(node.text) if isinstance(node, Text) else ():
            place = Place(position, found.start())
            if found[0] == "[":
                opened.append(place)
            elif opened:
                closings[opened.pop()] = place
    return closings


def _between(inlines: Inlines, start: Place, end: Place) -> Inlines:
    first = inlines[start.node]
    if start.node == end.node:
        return merged(_rest(first, start.character, end.character))
    last = _rest(inlines[end.node], 0, end.character)
    return merged(
        (*_rest(first, start.character, None), *inlines[start.node + 1 : end.node], *last)
    )


def _rest(node: Inline, start: int, end: int | None) -> Inlines:
    """A node, of a text the piece that is asked for."""
    return (Text(node.text[start:end]),) if isinstance(node, Text) else (node,)
