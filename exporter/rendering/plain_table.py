"""A table as plain text: in columns where they fit, else row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exporter.rendering.plain_lines import columns, filled, longest_piece

GAP = "  "
# A column that would be narrower than this is hard to read: the table is then told row by row
NARROWEST = 14


def grid(rows: Sequence[Sequence[tuple[str, int, int]]], least: int) -> list[list[str]]:
    """Rows of as many cells, `least` or more, from cells as (text, columns, rows) that they take.

    What a cell takes beside its first place is empty; one for which no place is left stands in
    the last.
    """
    count = max([least, *map(len, rows)])
    below = [0] * count
    made: list[list[str]] = []
    for row in rows:
        cells = iter(row)
        line: list[str] = []
        while len(line) < count:
            if below[len(line)]:
                below[len(line)] -= 1
                line.append("")
                continue
            text, wide, high = next(cells, ("", 1, 1))
            for position in range(len(line), min(len(line) + wide, count)):
                below[position] = high - 1
                line.append(text)
                text = ""
        line[-1:] = [" ".join(filter(None, [*line[-1:], *(text for text, _, _ in cells)]))]
        made.append(line)
    return made


def table(
    rows: Sequence[Sequence[str]], heads: int, aligns: Sequence[str], width: int
) -> list[str]:
    """The lines of a table of even rows whose first `heads` rows are its head."""
    if not rows:
        return []
    widths = _widths(rows, width)
    sides = [*aligns, *["default"] * len(widths)][: len(widths)]
    if sum(widths) + len(GAP) * (len(widths) - 1) > width:
        return list(_row_by_row(rows, heads, width))
    lines: list[str] = []
    for number, row in enumerate(rows):
        lines += _columns(row, widths, sides)
        if number == heads - 1:
            lines.append(GAP.join("-" * each for each in widths))
    return lines


def _widths(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """How wide the columns are: as their content, the widest of them narrowed until all fit."""
    widths = [max(1, *map(columns, column)) for column in zip(*rows, strict=True)]
    longest_words = [
        max(NARROWEST, *map(longest_piece, column)) for column in zip(*rows, strict=True)
    ]
    room = width - len(GAP) * (len(widths) - 1)
    while sum(widths) > room:
        widest = max(range(len(widths)), key=lambda n: widths[n] - longest_words[n])
        if widths[widest] <= longest_words[widest]:
            break
        widths[widest] -= 1
    return widths


def _columns(row: Sequence[str], widths: Sequence[int], aligns: Sequence[str]) -> Iterator[str]:
    cells = [filled(cell, width) for cell, width in zip(row, widths, strict=True)]
    for number in range(max(map(len, cells))):
        parts = [
            _placed(cell[number] if number < len(cell) else "", width, align)
            for cell, width, align in zip(cells, widths, aligns, strict=True)
        ]
        yield GAP.join(parts).rstrip()


def _placed(text: str, width: int, align: str) -> str:
    room = width - columns(text)
    before = {"right": room, "center": room // 2}.get(align, 0)
    return " " * before + text + " " * (room - before)


def _row_by_row(rows: Sequence[Sequence[str]], heads: int, width: int) -> Iterator[str]:
    names = rows[heads - 1] if heads else [""] * len(rows[0])
    body = rows[heads:]
    # a name stands beside what it heads; one that heads nothing is told alone, as other heads are
    unused = ["" if any(cells) else name for name, *cells in zip(names, *body, strict=True)]
    above = [row for row in (*rows[: heads - 1], unused) if any(row)] if heads else []
    for position, row in enumerate((*above, *body)):
        if position:
            yield ""
        beside = names if position >= len(above) else [""] * len(row)
        for name, cell in zip(beside, row, strict=True):
            if cell:
                text = f"{name}: {cell}" if name else cell
                first, *others = filled(text, width - 2)
                yield first
                yield from (f"  {line}" for line in others)
