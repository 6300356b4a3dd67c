"""The paper of a PDF as CSS, and what its running heads say."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.model.edition import Asset, Edition
from exporter.model.walk import plain_text
from exporter.rendering.pages import byline, direction
from exporter.rendering.sheet import Sheet, sheet_of
from exporter.rendering.templates import Theme

# A cover loses no more than this of its height or width; else paper is left beside it
TRIMMED = 0.06
# More authors than this are named by the first
FEW = 2


def paper_rules(edition: Edition, theme: Theme) -> str:
    """CSS for the pages of an edition."""
    sheet = sheet_of(edition)
    return theme.render(
        "print/paper.css",
        sheet=sheet,
        cover_fit=_cover_fit(edition.assets.get(edition.metadata.cover), sheet),
        style=edition.typesetting.style,
        rtl=direction(edition) == "rtl",
    )


def _cover_fit(cover: Asset | None, sheet: Sheet) -> str:
    """Whether a cover fills its page; words on it would be cut where it has another shape."""
    if cover is None or not cover.width or not cover.height:
        return "cover"
    shapes = sorted((cover.width / cover.height, sheet.width / sheet.height))
    return "cover" if shapes[0] >= shapes[1] * (1 - TRIMMED) else "contain"


def running_authors(edition: Edition) -> str:
    """The authors as a running head has room for them."""
    names = [person.name for person in edition.metadata.authors]
    if len(names) > FEW:
        return f"{names[0]} et al."
    return byline(names, edition.metadata.lang or "en")


def above(edition: Edition) -> Iterator[str]:
    """What stands above each chapter, for the head of the page facing its own: the title of its
    part, else that of the book."""
    part, level = "", 0
    for chapter in edition.chapters:
        if chapter.level <= level:
            part = ""
        yield part or edition.metadata.title
        if chapter.kind == "part":
            part, level = plain_text(chapter.title), chapter.level
