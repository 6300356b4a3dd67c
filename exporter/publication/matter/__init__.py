"""What a book has around its chapters that is made from the chapters themselves.

A chapter whose `made` names one of MAKERS has no text until all others are known: numbered, with
their references as links, and as one format has them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from exporter.diagnostics import Reports
from exporter.model.edition import Chapter, Edition, with_blocks
from exporter.model.nodes import Blocks
from exporter.publication.matter.bibliography import bibliography
from exporter.publication.matter.endnotes import endnotes
from exporter.publication.matter.glossary import make_glossary
from exporter.publication.matter.index import make_index
from exporter.publication.matter.lists import FIGURES, LISTINGS, TABLES, maker

# The edition, with marks in its chapters where it needs them, and the text of the chapter, which
# may have some of its own before
Maker = Callable[[Edition, Chapter, Reports], tuple[Edition, Blocks]]
MAKERS: Mapping[str, Maker] = {
    "figures": maker(FIGURES),
    "tables": maker(TABLES),
    "listings": maker(LISTINGS),
    "glossary": make_glossary,
    "index": make_index,
    "endnotes": endnotes,
    "bibliography": bibliography,
}


def make_matter(edition: Edition, reports: Reports) -> Edition:
    """The edition with the text of what is made from it; what would be empty is left out."""
    for waiting in [chapter for chapter in edition.chapters if chapter.made in MAKERS]:
        edition, blocks = MAKERS[waiting.made](edition, waiting, reports)
        chapters: list[Chapter] = []
        for chapter in edition.chapters:
            if chapter.id != waiting.id:
                chapters.append(chapter)
            elif blocks:
                chapters.append(with_blocks(chapter, blocks))
        if not blocks:
            reports.whole.add(
                "book/nothing-to-list",
                f"“{waiting.document.metadata.title}” would be empty; it is left out",
                line=1,
            )
        edition = msgspec.structs.replace(edition, chapters=tuple(chapters))
    return edition
