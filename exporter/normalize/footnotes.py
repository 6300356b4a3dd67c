"""Footnotes numbered in the order of their references."""

from __future__ import annotations

from itertools import count

import msgspec

from exporter.model.document import Document
from exporter.model.nodes import Footnote
from exporter.model.walk import rewrite
from exporter.normalize.context import Context


def number_footnotes(document: Document, _context: Context) -> Document:
    """Number the footnotes of a document from 1."""
    numbers = count(1)
    blocks = rewrite(
        document.blocks,
        lambda note: msgspec.structs.replace(note, number=next(numbers)),
        frozenset({Footnote}),
    )
    return msgspec.structs.replace(document, blocks=blocks)
