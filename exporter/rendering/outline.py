"""The outline of an edition: its chapters and headings as a tree of places."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from exporter.model.edition import Chapter
from exporter.model.nodes import Footnote, Heading, Image, Inlines, Link, Node, RawInline, Span
from exporter.model.walk import collect, plain_text, rewrite
from exporter.rendering.markup import Renderer

# From this many headings on, a note has a table of contents of its own.
ENOUGH = 3


@dataclass
class Place:
    """A line of a table of contents; `title` is markup in the dialect of the renderer, and `kind`
    that of a chapter."""

    href: str
    title: str
    number: str = ""
    children: list[Place] = field(default_factory=list)
    kind: str = ""


def label(inlines: Inlines) -> Inlines:
    """A heading's content as a label elsewhere: without notes, links, images and ids."""
    unwrapped: frozenset[type[Node]] = frozenset({Footnote, Link, Image, RawInline, Span})
    return rewrite(
        inlines, lambda node: node.content if isinstance(node, Link | Span) else (), unwrapped
    )


def sections(
    chapter: Chapter, render: Renderer, href: Callable[[str], str], *, deepest: int = 3
) -> list[Place]:
    """The headings of a chapter down to a level, nested; `href` makes an address of an id."""
    return nested(
        (
            heading.level,
            Place(
                href(render.id_prefix + heading.attributes.id),
                render(label(heading.content)),
                heading.number,
            ),
        )
        for heading in collect(chapter.document.blocks, Heading)
        if heading.level <= deepest and heading.attributes.id and _said(heading)
    )


def _said(heading: Heading) -> bool:
    """Whether there is anything to list: a link of a contents needs a text."""
    return bool(plain_text(label(heading.content)).strip())


def nested(places: Iterable[tuple[int, Place]]) -> list[Place]:
    """Places with their levels, in order, as a tree; the children that one has stay before."""
    top: list[Place] = []
    open_places: list[tuple[int, Place]] = []
    for level, place in places:
        while open_places and open_places[-1][0] >= level:
            open_places.pop()
        (open_places[-1][1].children if open_places else top).append(place)
        open_places.append((level, place))
    return top


def count(places: Iterable[Place]) -> int:
    """How many places there are in all."""
    return sum(1 + count(place.children) for place in places)
