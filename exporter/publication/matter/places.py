"""Where the pages of a book's beginning end: their numbers are Roman."""

from __future__ import annotations

from exporter.model.edition import Edition

# A link to such a page: the stylesheet of paper has Roman numbers for it
EARLY = "early"


def early(edition: Edition) -> frozenset[str]:
    """The ids of the chapters before the first one of the text itself."""
    found: set[str] = set()
    for chapter in edition.chapters:
        if chapter.kind in ("part", "chapter"):
            return frozenset(found)
        found.add(chapter.id)
    return frozenset()
