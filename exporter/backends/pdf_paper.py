"""The paper of a PDF as CSS, and what its running heads say."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.model.edition import Edition
from exporter.model.walk import plain_text
from exporter.render.pages import byline, direction
from exporter.render.sheet import sheet_of
from exporter.render.templates import Theme

# More authors than this are named by the first
FEW = 2


def paper_rules(edition: Edition, theme: Theme) -> str:
    """CSS for the pages of an edition."""
    return theme.render(
        "print/paper.css",
        sheet=sheet_of(edition),
        style=edition.typesetting.style,
        rtl=direction(edition) == "rtl",
    )


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
