"""An HTML table of a note becomes a `Table` of the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal

from exporter.model.nodes import Alignment, Blocks, Cell, Column, Row, Table

Element = Any
# WeasyPrint takes minutes on `colspan=100000`; HTML itself stops at 1,000
WIDEST_SPAN = 100


def table(element: Element, blocks: Callable[[Element], Blocks]) -> Blocks:
    """The table, after what stands in it outside any cell, for nothing is lost."""
    caption: Blocks = ()
    sections: dict[str, list[Row]] = {"thead": [], "tbody": [], "tfoot": []}
    stray: Blocks = ()
    for part, child in _parts(element):
        if child.tag == "caption":
            caption += blocks(child)
        elif child.tag == "tr":
            row = Row(tuple(_cell(cell, part, blocks) for cell in child if _is_cell(cell)))
            if row.cells:
                sections[part].append(row)
        elif child.tag not in ("colgroup", "col"):
            stray += blocks(child)
    rows = [row for part in sections.values() for row in part]
    if not rows:
        return (*stray, *caption)
    width = max(sum(cell.colspan for cell in row.cells) for row in rows)
    head, body, foot = (tuple(sections[name]) for name in ("thead", "tbody", "tfoot"))
    return (*stray, Table((Column(),) * width, head, body, foot, caption))


def _parts(element: Element) -> Iterator[tuple[str, Element]]:
    for child in element:
        if child.tag in ("thead", "tbody", "tfoot"):
            for row in child:
                yield child.tag, row
        else:
            yield "tbody", child


def _is_cell(element: Element) -> bool:
    return element.tag in ("td", "th")


def _cell(element: Element, part: str, blocks: Callable[[Element], Blocks]) -> Cell:
    scope: Literal["", "col", "row"] = ""
    if element.tag == "th":
        scope = "row" if element.get("scope") == "row" else "col"
    if part == "thead":
        scope = "col"
    return Cell(
        blocks(element),
        _alignment(element),
        scope,
        _span(element.get("rowspan")),
        _span(element.get("colspan")),
    )


def _alignment(element: Element) -> Alignment:
    match (element.get("align") or "").lower():
        case "left":
            return "left"
        case "center":
            return "center"
        case "right":
            return "right"
    return "default"


def _span(value: str | None) -> int:
    text = (value or "").strip()
    return min(max(int(text), 1), WIDEST_SPAN) if text.isdecimal() and len(text) < 9 else 1
