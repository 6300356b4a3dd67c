"""Where the pages of a book's beginning end: their numbers are Roman."""

from __future__ import annotations

from exporter.model.edition import Edition
from exporter.rendering.chapters import opening

# A link to such a page: the stylesheet of paper has Roman numbers for it
EARLY = "early"


def early(edition: Edition) -> frozenset[str]:
    """The ids of the chapters before the text itself; an article's pages are numbered as one."""
    if edition.typesetting.style == "article":
        return frozenset()
    return frozenset(chapter.id for chapter in edition.chapters[: opening(edition)])
