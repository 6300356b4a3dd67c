"""Pandoc's table to ours (`Text.Pandoc.Definition`, `Table`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from exporter.model.nodes import Alignment, Attributes, Blocks, Cell, Column, Row, Table

ALIGNMENTS: dict[str, Alignment] = {
    "AlignLeft": "left",
    "AlignRight": "right",
    "AlignCenter": "center",
}


def table(node: Any, lift: Callable[[Sequence[Any]], Blocks], attributes: Attributes) -> Table:
    """A table; `lift` makes our blocks of Pandoc's."""
    _, caption, columns, head, bodies, foot = node.c
    specs = tuple(_column(spec) for spec in columns)

    def rows(source: Sequence[Any], scope: Literal["", "col"], row_heads: int = 0) -> list[Row]:
        return [_row(row, specs, lift, scope, row_heads) for row in source]

    body: list[Row] = []
    for _, row_heads, intermediate, content in bodies:
        body += rows(intermediate, "col") + rows(content, "", row_heads)
    return Table(
        specs,
        tuple(rows(head[1], "col")) if any(row[1] for row in head[1]) else (),
        tuple(body),
        tuple(rows(foot[1], "")),
        lift(caption[1]),
        attributes,
    )


def _column(spec: Any) -> Column:
    align, width = spec
    share = width.c if type(width).__name__ == "ColWidth" else 0.0
    return Column(ALIGNMENTS.get(align.t, "default"), share)


def _row(
    row: Any,
    columns: tuple[Column, ...],
    lift: Callable[[Sequence[Any]], Blocks],
    scope: Literal["", "col"],
    row_heads: int,
) -> Row:
    cells: list[Cell] = []
    position = 0
    for _, align, rowspan, colspan, blocks in row[1]:
        own = ALIGNMENTS.get(align.t, "default")
        column = columns[min(position, len(columns) - 1)].align if columns else "default"
        heads: Literal["", "col", "row"] = "row" if position < row_heads else scope
        cells.append(
            Cell(lift(blocks), own if own != "default" else column, heads, rowspan, colspan)
        )
        position += colspan
    return Row(tuple(cells))
