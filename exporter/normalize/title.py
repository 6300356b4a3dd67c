"""A document's title: from front matter, else its first top heading, else its file name."""

from __future__ import annotations

import posixpath

import msgspec

from exporter.model.document import Document
from exporter.model.index_marks import is_mark, place_of
from exporter.model.nodes import Blocks, Heading, Plain, Span
from exporter.model.walk import collect, plain_text
from exporter.normalize.context import Context
from exporter.normalize.index import folded


def give_title(document: Document, _context: Context) -> Document:
    """Set the title, and take out the first heading where it only says the title again; what it
    marks for the index is a place at the beginning of the text.

    Needs the headings as the writer levelled them: before `level_headings`.
    """
    title = document.metadata.title.strip()
    position = _first_heading(document.blocks)
    heading = document.blocks[position] if position is not None else None
    top = plain_text(heading.content).strip() if isinstance(heading, Heading) else ""
    if isinstance(heading, Heading) and heading.level != 1:
        top = ""
    title = title or " ".join(top.split()) or file_title(document.path)
    blocks = document.blocks
    if (
        position is not None
        and isinstance(heading, Heading)
        and top
        and folded(top) == folded(title)
    ):
        marks = tuple(place_of(mark) for mark in collect(heading.content, Span) if is_mark(mark))
        kept = (Plain(marks),) if marks else ()
        blocks = (*blocks[:position], *kept, *blocks[position + 1 :])
    metadata = msgspec.structs.replace(document.metadata, title=title)
    return msgspec.structs.replace(document, metadata=metadata, blocks=blocks)


def file_title(path: str) -> str:
    """The title of a note that has none: its file name, as Obsidian shows it."""
    return posixpath.splitext(posixpath.basename(path))[0]


def _first_heading(blocks: Blocks) -> int | None:
    return next((n for n, block in enumerate(blocks) if isinstance(block, Heading)), None)
