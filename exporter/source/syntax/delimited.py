"""Pairs of one marker around other inlines, such as `==…==`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable

from exporter.model.inlines import merged
from exporter.model.nodes import Inline, Inlines, Text


def has(inlines: Inlines, marker: str) -> bool:
    """Whether the marker stands in any text of a sibling list."""
    return any(isinstance(node, Text) and marker in node.text for node in inlines)


def paired(
    inlines: Inlines,
    marker: str,
    make: Callable[[Inlines], Iterable[Inline]],
    *,
    flanking: bool = True,
) -> Inlines:
    """The inlines with `make` of what stands between each two markers in their place.

    With `flanking` a marker opens only before, and closes only after, something that is no blank,
    as CommonMark has it for emphasis. A marker without its partner stays text.
    """
    pieces = _split(inlines, marker)
    closers = [
        position
        for position, piece in enumerate(pieces)
        if piece is None and not (flanking and _blank(pieces, position - 1, -1))
    ]
    result: list[Inline] = []
    position = 0
    while position < len(pieces):
        piece = pieces[position]
        if piece is None:
            end = 0 if flanking and _blank(pieces, position + 1, 0) else _after(closers, position)
            if end:
                between = (part or Text(marker) for part in pieces[position + 1 : end])
                result += make(merged(between))
                position = end + 1
                continue
            piece = Text(marker)
        result.append(piece)
        position += 1
    return merged(result)


def _split(inlines: Inlines, marker: str) -> list[Inline | None]:
    """The inlines with every marker cut out of the texts; None stands for a marker."""
    pieces: list[Inline | None] = []
    for node in inlines:
        if not isinstance(node, Text) or marker not in node.text:
            pieces.append(node)
            continue
        for number, part in enumerate(node.text.split(marker)):
            if number:
                pieces.append(None)
            if part:
                pieces.append(Text(part))
    return pieces


def _after(closers: list[int], opening: int) -> int:
    """The place of the marker that closes the one at `opening`, which stands around something; 0
    where there is none."""
    number = bisect_right(closers, opening + 1)
    return closers[number] if number < len(closers) else 0


def _blank(pieces: list[Inline | None], position: int, edge: int) -> bool:
    piece = pieces[position] if position < len(pieces) else None
    return piece is None or (isinstance(piece, Text) and piece.text[edge].isspace())
