"""A document's title: from front matter, else its first top heading, else its file name."""

from __future__ import annotations

import posixpath

import msgspec

from exporter.model.document import Document
from exporter.model.index_marks import is_mark, place_of
from exporter.model.nodes import Block, Blocks, Heading, Plain, Span
from exporter.model.text import one_line
from exporter.model.walk import collect, plain_text
from exporter.normalize.context import Context
from exporter.normalize.index import folded

# The name of a file may be nothing but spaces and controls
UNTITLED = "Untitled"


def give_title(document: Document, _context: Context | None = None) -> Document:
    """Set the title, and take out the first heading where it only says the title again; what it
    marks for the index is a place at the beginning of the text.

    Needs the headings as the writer levelled them: before `level_headings`.
    """
    title = title_of(document)
    blocks = document.blocks
    position = _first_heading(blocks)
    heading = blocks[position] if position is not None else None
    if isinstance(heading, Heading) and (top := _top(heading)) and folded(top) == folded(title):
        marks = tuple(place_of(mark) for mark in collect(heading.content, Span) if is_mark(mark))
        kept = (Plain(marks),) if marks else ()
        blocks = (*blocks[:position], *kept, *blocks[(position or 0) + 1 :])
    metadata = msgspec.structs.replace(document.metadata, title=title)
    return msgspec.structs.replace(document, metadata=metadata, blocks=blocks)


def title_of(document: Document) -> str:
    """The title of a document as it was read."""
    position = _first_heading(document.blocks)
    top = _top(document.blocks[position]) if position is not None else ""
    return document.metadata.title.strip() or " ".join(top.split()) or file_title(document.path)


def file_title(path: str) -> str:
    """The title of a note that has none: its file name, as Obsidian shows it."""
    name = posixpath.splitext(posixpath.basename(path))[0]
    return one_line(name) or UNTITLED


def _first_heading(blocks: Blocks) -> int | None:
    return next((n for n, block in enumerate(blocks) if isinstance(block, Heading)), None)


def _top(block: Block) -> str:
    """The text of a heading of the first level."""
    match block:
        case Heading(level=1, content=content):
            return plain_text(content).strip()
    return ""
