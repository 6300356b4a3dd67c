"""Footnotes: kept out of alternative texts, and numbered in the order of their references."""

from __future__ import annotations

from itertools import count
from typing import Any

import msgspec

from exporter.model.document import Document
from exporter.model.nodes import Blocks, Footnote, Image, Node
from exporter.model.walk import collect, map_children, rewrite, shared
from exporter.normalize.context import Context


def number_footnotes(document: Document, _context: Context) -> Document:
    """Number the footnotes of a document from 1, a note before those within it.

    This is the order in which backends list them. A note in an alternative text, which can't
    refer to anything, goes behind its image. Needs `make_figures`: captions keep their notes.
    """
    blocks = rewrite(document.blocks, _with_notes_behind, frozenset({Image}))
    return msgspec.structs.replace(document, blocks=numbered(blocks))


def numbered(blocks: Blocks, first: int = 1) -> Blocks:
    """The blocks with their footnotes numbered from `first` on."""
    numbers = count(first)

    def renumbered(nodes: tuple[Any, ...]) -> tuple[Any, ...]:
        return shared([map_children(given(node), renumbered) for node in nodes], nodes)

    def given(node: Node) -> Node:
        if not isinstance(node, Footnote):
            return node
        return msgspec.structs.replace(node, number=next(numbers))

    return renumbered(blocks)


def _with_notes_behind(image: Image) -> Image | tuple[Node, ...]:
    notes = collect(image.content, Footnote)
    return (without_notes(image), *notes) if notes else image


def without_notes(image: Image) -> Image:
    """The image with an alternative text that holds no footnote."""
    content = rewrite(image.content, lambda _note: (), frozenset({Footnote}))
    return msgspec.structs.replace(image, content=content)
