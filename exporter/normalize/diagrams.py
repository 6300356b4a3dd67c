"""Diagrams are drawn: once for all outputs."""

from __future__ import annotations

from itertools import count

import msgspec

from exporter.model.document import Document
from exporter.model.nodes import Diagram
from exporter.model.walk import rewrite
from exporter.normalize.context import Context
from exporter.rendering import diagrams

# Pixels: a line of a page holds some 500, and letters of a third of their size can't be read
WIDEST = 1500
HIGHEST = 2000


def draw_diagrams(document: Document, context: Context) -> Document:
    """Give each diagram its drawing; one that can't be drawn keeps its text, and is told of.

    Needs `expand_embeds`: a drawing's number is its place in the whole document.
    """
    numbers = count(1)

    def drawn(node: Diagram) -> Diagram:
        if not diagrams.is_installed():
            context.report.add(
                "diagrams/source",
                f"nothing is installed that draws {node.language}: the diagram stays text",
                hint='pip install "exporter[diagrams]"',
                about=node.text,
            )
            return node
        made = diagrams.drawing(node.text, next(numbers))
        _tell(node, made, context)
        return msgspec.structs.replace(node, svg=made.svg)

    blocks = rewrite(document.blocks, drawn, frozenset({Diagram}))
    return msgspec.structs.replace(document, blocks=blocks)


def _tell(node: Diagram, made: diagrams.Drawing, context: Context) -> None:
    if made.reason:
        context.report.add(
            "diagrams/unreadable",
            f"a diagram can't be drawn and stays text: {made.reason}",
            hint="try it at mermaid.live, or in Obsidian",
            about=node.text,
        )
        return
    if made.unlinked:
        context.report.add(
            "diagrams/links",
            f"{made.unlinked} links of a diagram can't be followed: it is a picture",
            about=node.text,
        )
    width, height = diagrams.size(made.svg)
    if width > WIDEST or height > HIGHEST:
        context.report.add(
            "diagrams/size",
            f"a diagram of {width} × {height} pixels is too large for a page: its words are tiny",
            hint="part it in two, or turn its direction (TD for LR)",
            about=node.text,
        )
