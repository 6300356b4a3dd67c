"""How wide the columns of a table are, about: known before it is laid out, so that it can be set to
fit its page."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.model.nodes import Cell, Image, Math, Row, Table
from exporter.model.walk import collect, plain_text, rewrite
from exporter.rendering.math import drawing
from exporter.rendering.text_widths import length, longest_piece

# In em: a column of text that is narrower is no pleasure to read
COMFORTABLE = 6.0
# In em: what a picture is given at least
PICTURE = 5.0
# A wider cell is counted as so many columns, and no more: nobody means a thousand
MOST_COLUMNS = 100


def column_widths(node: Table) -> tuple[list[float], list[float]]:
    """What each column needs and what it wants, in em."""
    needed: dict[int, float] = {}
    wanted: dict[int, float] = {}
    for column, cell in _placed((*node.head, *node.body, *node.foot)):
        least, most = cell_width(cell)
        for each in range(column, column + min(cell.colspan, MOST_COLUMNS)):
            needed[each] = max(needed.get(each, 0), least / cell.colspan)
            comfort = max(min(most, COMFORTABLE), least) / cell.colspan
            wanted[each] = max(wanted.get(each, 0), comfort)
    return list(needed.values()), list(wanted.values())


def _placed(rows: tuple[Row, ...]) -> Iterator[tuple[int, Cell]]:
    """The cells and their columns: a cell that goes on below takes its place from those there."""
    below: dict[int, int] = {}
    for row in rows:
        taken = {column for column, left in below.items() if left > 0}
        below = {column: left - 1 for column, left in below.items() if left > 1}
        column = 0
        for cell in row.cells:
            while column in taken:
                column += 1
            yield column, cell
            for each in range(column, column + min(cell.colspan, MOST_COLUMNS)):
                below[each] = cell.rowspan - 1
            column += cell.colspan


def cell_width(cell: Cell) -> tuple[float, float]:
    """The longest of what can't be broken in a cell, and all of it on one line; in em."""
    formulas = [
        drawn.width for node in collect(cell.blocks, Math) if (drawn := drawing(node.mathml))
    ]
    pictures = [PICTURE for _ in collect(cell.blocks, Image)]
    text = plain_text(rewrite(cell.blocks, _unspoken, frozenset({Math, Image})))
    solid = [*formulas, *pictures]
    return max([longest_piece(text), *solid]), length(text) + sum(solid)


def _unspoken(node: Math | Image) -> Math | tuple[()]:
    """Nothing for what is drawn; a formula that can't be is text."""
    return node if isinstance(node, Math) and drawing(node.mathml) is None else ()
