"""The chapters of an edition as markup, and its contents: the part that all media share."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from exporter.diagnostics import Reports
from exporter.model.edition import Chapter, Edition
from exporter.model.nodes import Blocks, Image, Media
from exporter.model.walk import plain_text
from exporter.render.links import Addresses
from exporter.render.markup import Dialect, Renderer
from exporter.render.outline import ENOUGH, Place, count, label, sections

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
    """The renderer of one chapter: its language, its links, its images."""
    path = chapter.document.path
    return Renderer(
        dialect,
        lang=chapter.document.metadata.lang or edition.metadata.lang or "en",
        href=addresses.href(chapter),
        src=src,
        id_prefix=addresses.prefix(chapter),
        not_rendered=lambda what, about: reports[path].add(
            "render/not-rendered", f"{what} can't be shown here", about=about
        ),
    )


def for_template(
    chapter: Chapter, render: Renderer, addresses: Addresses, endnotes: Endnotes | None
) -> dict[str, Any]:
    """A chapter under the names that templates know."""
    blocks = chapter.document.blocks
    return {
        "id": addresses.top(chapter),
        "number": chapter.number,
        "title": Markup(render(label(chapter.title))),
        "plain_title": plain_text(chapter.title),
        "role": chapter.role or "chapter",
        "kind": chapter.kind,
        "classes": " ".join(filter(PLAIN_CLASS.fullmatch, chapter.document.metadata.cssclasses)),
        "lang": render.lang,
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
    return [
        _place(chapter, render, addresses)
        for chapter, render in zip(edition.chapters, renderers, strict=True)
    ]


def _place(chapter: Chapter, render: Renderer, addresses: Addresses) -> Place:
    file = addresses.file_of(chapter)
    title = render(label(chapter.title))
    below = sections(chapter, render, lambda name: f"{file}#{name}", deepest=2)
    return Place(f"{file}#{addresses.top(chapter)}", title, chapter.number, below)
