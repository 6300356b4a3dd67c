"""Footnotes of a book whose numbers run through it."""

from __future__ import annotations

import msgspec

from exporter.model.edition import Chapter, Edition, with_blocks
from exporter.model.nodes import Footnote
from exporter.model.walk import collect
from exporter.normalize.footnotes import numbered


def number_notes(edition: Edition) -> Edition:
    """The edition with its footnotes numbered on from chapter to chapter, where it asks for that.

    Needs `for_format`: what a format leaves out takes no number.
    """
    if edition.kind == "note" or edition.notes_restart:
        return edition
    chapters: list[Chapter] = []
    first = 1
    for chapter in edition.chapters:
        blocks = numbered(chapter.document.blocks, first)
        first += len(collect(blocks, Footnote))
        chapters.append(with_blocks(chapter, blocks))
    return msgspec.structs.replace(edition, chapters=tuple(chapters))
