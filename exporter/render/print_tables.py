"""Tables on paper: as they are where they fit; else set smaller, or on a page that is turned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from exporter.model.nodes import Cell, Image, Math, Row, Table
from exporter.model.walk import collect, plain_text, rewrite
from exporter.render import base
from exporter.render.markup import Renderer
from exporter.render.math import drawing
from exporter.render.sheet import POINTS, Sheet
from exporter.render.text_widths import length, longest_piece

# In em: a column of text that is narrower is no pleasure to read
COMFORTABLE = 6.0
# In em: what a picture is given at least
PICTURE = 5.0
# A wider cell is counted as so many columns, and no more: nobody means a thousand
MOST_COLUMNS = 100


class Look(NamedTuple):
    """A way to set a table: its class, the size of its letters and the space around each cell as
    the stylesheet has them (points), and the room that it has (millimetres)."""

    name: str
    size: float
    gap: float
    room: float

    def holds(self, columns: list[float]) -> bool:
        """Whether columns of those widths, in em, fit side by side."""
        width = sum(columns) * self.size + self.gap * len(columns)
        return width <= self.room * POINTS


def looks(sheet: Sheet) -> tuple[Look, ...]:
    """The ways to set a table, from the most readable one to the one that holds most."""
    return (
        Look("", 9, 12, sheet.measure),
        Look("wide-table", 7.5, 6, sheet.measure + 2 * sheet.outset),
        Look("wide-table turned", 9, 12, sheet.turned),
        Look("wide-table turned small", 7.5, 6, sheet.turned),
    )


def table(node: Table, render: Renderer) -> str:
    """A table, set in the first way that holds it. Where none does its words are broken, for what
    leaves the page is lost."""
    shown = base.table(node, render)
    needed, wanted = _widths(node)
    ways = looks(render.sheet)
    fitting = [look for look in ways if look.holds(needed)]
    if not fitting:
        return f'<div class="{ways[-1].name} broken">\n{shown}</div>\n'
    look = next((each for each in fitting if each.holds(wanted)), fitting[-1])
    return f'<div class="{look.name}">\n{shown}</div>\n' if look.name else shown


def _widths(node: Table) -> tuple[list[float], list[float]]:
    """What each column needs and what it wants, in em."""
    needed: dict[int, float] = {}
    wanted: dict[int, float] = {}
    for column, cell in _placed((*node.head, *node.body, *node.foot)):
        least, most = _cell(cell)
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


def _cell(cell: Cell) -> tuple[float, float]:
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
