"""An HTML table of a note becomes a `Table` of the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal

from lxml import etree

from exporter.model.nodes import Alignment, Blocks, Cell, Column, Paragraph, Row, Table, Text
from exporter.source.html.elements import attributes_of

Element = Any
# WeasyPrint takes minutes on `colspan=100000`; HTML itself stops at 1,000
WIDEST_SPAN = 100


def table(element: Element, blocks: Callable[[Element], Blocks]) -> Blocks:
    """The table, after what stands in it outside any cell, for nothing is lost."""
    caption: Blocks = ()
    sections: dict[str, list[Row]] = {"thead": [], "tbody": [], "tfoot": []}
    stray: Blocks = _texts(element)
    for part, child in _parts(element):
        if child.tag == "caption":
            caption += blocks(child)
        elif child.tag == "tr":
            row = Row(tuple(_cell(cell, part, blocks) for cell in _cells(child)))
            if row.cells:
                sections[part].append(row)
        elif child.tag not in ("colgroup", "col"):
            stray += blocks(_boxed(child, "div"))
    rows = [row for part in sections.values() for row in part]
    if not rows:
        return (*stray, *caption)
    width = max(sum(cell.colspan for cell in row.cells) for row in rows)
    head, body, foot = (tuple(sections[name]) for name in ("thead", "tbody", "tfoot"))
    made = Table((Column(),) * width, head, body, foot, caption, attributes_of(element))
    return (*stray, made)


def _texts(element: Element) -> Blocks:
    """The texts in a table outside any cell."""
    outside = [element, *element.iter("thead", "tbody", "tfoot", "tr", "colgroup")]
    found = [part.text for part in outside]
    found += [child.tail for part in outside for child in part]
    return tuple(Paragraph((Text(text.strip()),)) for text in found if text and text.strip())


def _parts(element: Element) -> Iterator[tuple[str, Element]]:
    for child in list(element):
        if child.tag in ("thead", "tbody", "tfoot"):
            for row in list(child):
                yield child.tag, row
        else:
            yield "tbody", child


def _cells(row: Element) -> list[Element]:
    """The cells of a row; what stands outside them becomes one, for nothing is lost."""
    return [child if child.tag in ("td", "th") else _boxed(child, "td") for child in list(row)]


def _boxed(element: Element, tag: str) -> Element:
    """The element alone in another one, where its own kind counts: a node of ours, a paragraph."""
    box = etree.Element(tag)
    box.append(element)
    return box


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
