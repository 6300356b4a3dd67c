"""Tables on paper: as they are where they fit; else set smaller, or on a page that is turned."""

from __future__ import annotations

from typing import NamedTuple

from exporter.model.nodes import Table
from exporter.rendering import blocks
from exporter.rendering.markup import Renderer
from exporter.rendering.sheet import POINTS, Sheet
from exporter.rendering.table_widths import column_widths


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
    shown = blocks.table(node, render)
    needed, wanted = column_widths(node)
    ways = looks(render.sheet)
    fitting = [look for look in ways if look.holds(needed)]
    if not fitting:
        return f'<div class="{ways[-1].name} broken">\n{shown}</div>\n'
    look = next((each for each in fitting if each.holds(wanted)), fitting[-1])
    return f'<div class="{look.name}">\n{shown}</div>\n' if look.name else shown
