"""Marks of an index that stand alone: they show nothing, and so must take no line."""

from __future__ import annotations

from typing import Any

import msgspec

from exporter.model.document import Document
from exporter.model.index_marks import is_mark
from exporter.model.nodes import Heading, Inlines, Node, Paragraph, Plain, Span, Text
from exporter.model.walk import collect, map_children, plain_text, shared
from exporter.normalize.context import Context

FLOWING = (Paragraph, Plain, Heading)


def place_index_marks(document: Document, _context: Context) -> Document:
    """Put what is a paragraph of marks alone into the one that follows.

    That is where LaTeX has the page of an `\\index` between two paragraphs.
    """
    if not any(map(is_mark, collect(document.blocks, Span))):
        return document
    return msgspec.structs.replace(document, blocks=_placed(document.blocks))


def _placed(nodes: tuple[Any, ...]) -> tuple[Any, ...]:
    result: list[Any] = []
    waiting: Inlines = ()
    for node in nodes:
        if marks := _marks_alone(node):
            waiting += marks
            continue
        whole: Any = map_children(node, _placed)
        if waiting and isinstance(whole, FLOWING):
            whole = msgspec.structs.replace(whole, content=(*waiting, *whole.content))
        elif waiting:
            result.append(Plain(waiting))
        waiting = ()
        result.append(whole)
    if waiting:
        result.append(Plain(waiting))
    return shared(result, nodes)


def _marks_alone(node: Node) -> Inlines:
    """The marks of a paragraph that shows nothing else."""
    if not isinstance(node, Paragraph | Plain) or not any(map(is_mark, node.content)):
        return ()
    if plain_text(node.content).strip():
        return ()
    shown = [part for part in node.content if not isinstance(part, Text)]
    return tuple(shown) if all(is_mark(part) for part in shown) else ()
