"""Tables of data in a letter: as wide as its column at most, and a row below the other where a
phone has no room for them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, repeat

import msgspec

from exporter.model.nodes import (
    Attributes,
    Cell,
    Paragraph,
    Plain,
    Row,
    Span,
    Table,
    Text,
)
from exporter.model.walk import plain_text
from exporter.rendering.markup import Renderer, identity
from exporter.rendering.plain_lines import longest_piece

# A table of that many columns is set smaller, to fit into the letter
MANY_COLUMNS = 6
# Pixels: a letter at most, what is beside a cell, and what a phone of 360 has for a table
LETTER, CELL_MARGINS, NARROW = 8, 20, 320
LABEL = Attributes(classes=("label",))


def table(node: Table, render: Renderer) -> str:
    """A table that a phone can scroll; where cells can be told one by one, it does that instead."""
    names = _names(node)
    stacked = bool(names) and _is_wide(node)
    body = tuple(_labelled(row, names) for row in node.body) if stacked else node.body
    caption = f'<div class="table-caption">{render(node.caption)}</div>\n' if node.caption else ""
    sections = (("thead", node.head), ("tbody", body), ("tfoot", node.foot))
    rows = "".join(f"<{name}>\n{render(part)}</{name}>\n" for name, part in sections if part)
    classes = [
        "data",
        *(["dense"] if len(node.columns) >= MANY_COLUMNS else []),
        *(["stacked"] if stacked else []),
    ]
    return (
        f'{caption}<div class="scroll"><table{identity(node.attributes, render, *classes)}'
        f' cellpadding="0" cellspacing="0" border="0">\n{rows}</table></div>\n'
    )


def _names(node: Table) -> list[str]:
    """The name of each column; empty where cells stand in more than one, or nothing names them."""
    rows = (*node.head, *node.body)
    whole = all(cell.rowspan == cell.colspan == 1 for row in rows for cell in row.cells)
    if len(node.head) != 1 or node.foot or not whole:
        return []
    return [_text(cell) for cell in node.head[0].cells]


def _is_wide(node: Table) -> bool:
    """Whether the longest words of its columns have no room beside each other on a phone."""
    columns = zip(*(map(_text, row.cells) for row in (*node.head, *node.body)), strict=False)
    widths = (max(map(longest_piece, column)) * LETTER + CELL_MARGINS for column in columns)
    return sum(widths) > NARROW


def _labelled(row: Row, names: Iterable[str]) -> Row:
    """The row with the names of its columns in its cells, to be seen where these are stacked."""
    return Row(tuple(map(_with_label, row.cells, chain(names, repeat("")))))


def _with_label(cell: Cell, name: str) -> Cell:
    if not name or not cell.blocks:
        return cell
    label = Span((Text(f"{name}: "),), LABEL)
    match cell.blocks:
        case ((Plain() | Paragraph()) as first, *others):
            first = msgspec.structs.replace(first, content=(label, *first.content))
            blocks = (first, *others)
        case _:
            blocks = (Plain((label,)), *cell.blocks)
    return msgspec.structs.replace(cell, blocks=blocks)


def _text(cell: Cell) -> str:
    return plain_text(cell.blocks).strip()
