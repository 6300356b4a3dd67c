"""A table as plain text: in columns where they fit, else row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

GAP = "  "
NARROWEST = 8


def table(
    rows: Sequence[Sequence[str]], heads: int, aligns: Sequence[str], width: int
) -> list[str]:
    """The lines of a table whose first `heads` rows are its head."""
    count = max((len(row) for row in rows), default=0)
    if not count:
        return []
    even = [[*row, *[""] * (count - len(row))] for row in rows]
    sides = [*aligns, *["default"] * count][:count]
    widths = _widths(even, width)
    if sum(widths) + len(GAP) * (count - 1) > width:
        return list(_row_by_row(even, heads, width))
    lines: list[str] = []
    for number, row in enumerate(even):
        lines += _columns(row, widths, sides)
        if number == heads - 1:
            lines.append(GAP.join("-" * each for each in widths))
    return lines


def _widths(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """How wide the columns are: as their content, the widest of them narrowed until all fit."""
    widths = [max(1, *map(len, column)) for column in zip(*rows, strict=True)]
    longest_words = [
        max([NARROWEST, *(len(word) for cell in column for word in cell.split())])
        for column in zip(*rows, strict=True)
    ]
    room = width - len(GAP) * (len(widths) - 1)
    while sum(widths) > room:
        widest = max(range(len(widths)), key=lambda n: widths[n] - longest_words[n])
        if widths[widest] <= longest_words[widest]:
            break
        widths[widest] -= 1
    return widths


def _columns(row: Sequence[str], widths: Sequence[int], aligns: Sequence[str]) -> Iterator[str]:
    cells = [wrap(cell, width) or [""] for cell, width in zip(row, widths, strict=True)]
    for number in range(max(map(len, cells))):
        parts = [
            _placed(cell[number] if number < len(cell) else "", width, align)
            for cell, width, align in zip(cells, widths, aligns, strict=True)
        ]
        yield GAP.join(parts).rstrip()


def _placed(text: str, width: int, align: str) -> str:
    match align:
        case "right":
            return text.rjust(width)
        case "center":
            return text.center(width)
    return text.ljust(width)


def _row_by_row(rows: Sequence[Sequence[str]], heads: int, width: int) -> Iterator[str]:
    names = rows[heads - 1] if heads else [""] * len(rows[0])
    for position, row in enumerate(rows[heads:]):
        if position:
            yield ""
        for name, cell in zip(names, row, strict=True):
            if cell:
                text = f"{name}: {cell}" if name else cell
                yield from wrap(text, width, subsequent_indent="  ", break_long_words=False)
