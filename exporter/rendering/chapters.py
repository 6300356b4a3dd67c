"""The chapters of an edition as markup, and its contents: the part that all media share."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from exporter.diagnostics import Reports
from exporter.model.edition import Chapter, Edition
from exporter.model.nodes import Blocks, Image, Media
from exporter.model.structure import UNHEADED, section_type
from exporter.model.walk import plain_text
from exporter.rendering.directions import direction_of
from exporter.rendering.labels import labels
from exporter.rendering.links import Addresses
from exporter.rendering.markup import Dialect, Renderer
from exporter.rendering.outline import ENOUGH, Place, count, label, nested, sections
from exporter.rendering.sheet import sheet_of

# What CSS can select without escapes
PLAIN_CLASS = re.compile(r"[\w-]+")

Endnotes = Callable[[Blocks, Renderer], str]


def renderer(
    edition: Edition,
    chapter: Chapter,
    dialect: Dialect,
    addresses: Addresses,
    src: Callable[[Image | Media], str | None],
    reports: Reports,
) -> Renderer:
    """The renderer of one chapter: its language, its links, its images, its paper."""
    path, metadata, whole = chapter.document.path, chapter.document.metadata, edition.metadata
    lang = metadata.lang or whole.lang or "en"
    return Renderer(
        dialect,
        lang=lang,
        direction=direction_of(lang, metadata.dir or ("" if metadata.lang else whole.dir)),
        href=addresses.href(chapter),
        src=src,
        id_prefix=addresses.prefix(chapter),
        shift=chapter.level - 1,
        name=_name(chapter) if edition.kind == "book" else "",
        sheet=sheet_of(edition),
        not_rendered=lambda what, about: reports[path].add(
            "render/not-rendered", f"{what} can't be shown here", about=about
        ),
    )


def _name(chapter: Chapter) -> str:
    return f"{chapter.number} {plain_text(chapter.title)}".strip()


def for_template(
    chapter: Chapter, render: Renderer, addresses: Addresses, endnotes: Endnotes | None
) -> dict[str, Any]:
    """A chapter under the names that templates know."""
    blocks = chapter.document.blocks
    return {
        "id": addresses.top(chapter),
        "number": numbered(chapter, render.lang),
        "level": min(chapter.level, 6),
        "title": Markup(render(label(chapter.title))),
        "plain_title": plain_text(chapter.title),
        "role": chapter.role,
        "kind": chapter.kind,
        "epub_type": section_type(chapter.role, chapter.kind),
        "headed": chapter.role not in UNHEADED,
        "classes": " ".join(filter(PLAIN_CLASS.fullmatch, chapter.document.metadata.cssclasses)),
        "lang": render.lang,
        "dir": render.direction,
        "body": Markup(render(blocks)),
        "footnotes": Markup(endnotes(blocks, render)) if endnotes else Markup(""),
    }


def contents(edition: Edition, addresses: Addresses, renderers: list[Renderer]) -> list[Place]:
    """The table of contents: a note's headings, or a book's chapters and theirs.

    Empty for a note that has too few headings to want one.
    """
    if edition.contents == "never":
        return []
    if edition.kind == "note":
        chapter, render = edition.chapters[0], renderers[0]
        places = sections(chapter, render, lambda name: f"#{name}")
        return places if edition.contents == "always" or count(places) >= ENOUGH else []
    return nested(
        (chapter.level, _place(chapter, render, addresses))
        for chapter, render in zip(edition.chapters, renderers, strict=True)
        if chapter.listed
    )


def opening(edition: Edition) -> int:
    """How many chapters stand before the first that is no front matter."""
    kinds = [chapter.kind for chapter in edition.chapters]
    return next((number for number, kind in enumerate(kinds) if kind != "front"), 0)


def numbered(chapter: Chapter, lang: str) -> str:
    """The number of a chapter as its opening has it: `3`, `Part II`, `Appendix A`."""
    words = {"part": labels(lang).part, "appendix": labels(lang).appendix}
    word = words.get(chapter.kind, "") if chapter.number else ""
    return f"{word} {chapter.number}".strip()


def listed_number(chapter: Chapter, lang: str) -> str:
    """The number of a chapter as contents have it: `3`, `Part II:`, `Appendix A:`."""
    number = numbered(chapter, lang)
    return number if number == chapter.number else f"{number}:"


def _place(chapter: Chapter, render: Renderer, addresses: Addresses) -> Place:
    title = render(label(chapter.title))
    below = sections(chapter, render, lambda name: f"#{name}", deepest=2)
    href = f"#{addresses.top(chapter)}"
    return Place(href, title, listed_number(chapter, render.lang), below, chapter.kind)
