"""The marks of an index in running text, `[term]{.index}`: what they say, and ids for them."""

from __future__ import annotations

import re
from typing import Any, Literal, NamedTuple

import msgspec

from exporter.model.edition import Chapter, with_blocks
from exporter.model.index_marks import MAIN, is_mark
from exporter.model.nodes import Attributes, Heading, Image, Inlines, Link, Node, Span, Text
from exporter.model.walk import map_children, plain_text, shared
from exporter.normalize.identifiers import ids_of, slug, unique, xml_name
from exporter.rendering.outline import label

# Characters of an id beside its number
LONGEST = 40
# makeindex's mark of a level; a backslash before it makes it an ordinary one
LEVEL = re.compile(r"(?<!\\)!")


class Level(NamedTuple):
    """A term, or one below it; `sort` is empty for what sorts as it reads."""

    shown: Inlines
    sort: str = ""


class Place(NamedTuple):
    """Where a mark stands; `where` is the number or the title of its section."""

    note: str
    id: str
    where: Inlines
    early: bool
    main: bool


class Mark(NamedTuple):
    """What a mark says; `given` is whether its term is another one than the text."""

    levels: tuple[Level, ...]
    given: bool
    place: Place
    span: Literal["", "start", "end"]
    see: tuple[str, ...]
    also: tuple[str, ...]


def levels_of(key: str) -> list[str]:
    """The levels of `Term!Subterm`."""
    parts = (part.replace("\\!", "!").strip() for part in LEVEL.split(key))
    return [part for part in parts if part]


def key_of(levels: tuple[str, ...]) -> str:
    """The other way round."""
    return "!".join(level.replace("!", "\\!") for level in levels)


def marked(chapter: Chapter, early: bool) -> tuple[Chapter, list[Mark]]:
    """The marks of a chapter, and the chapter with an id for each of them.

    A mark without a term has no levels.
    """
    blocks = chapter.document.blocks
    taken = ids_of(blocks)
    marks: list[Mark] = []
    where: Inlines = (Text(chapter.number),) if chapter.number else label(chapter.title)

    def identified(nodes: tuple[Any, ...]) -> tuple[Any, ...]:
        return shared(list(map(one, nodes)), nodes)

    def one(node: Any) -> Any:
        nonlocal where
        if isinstance(node, Image) or _is_reference(node):
            return node  # an alternative text has no places, and a title stands where it is said
        if isinstance(node, Heading) and node.number:
            where = (Text(node.number),)
        whole: Any = map_children(node, identified)
        if not is_mark(whole):
            return whole
        levels, given = _levels(whole)
        attributes = whole.attributes
        if not attributes.id:
            text = " ".join(plain_text(level.shown) for level in levels)
            name = unique(xml_name(f"idx-{slug(text)[:LONGEST]}"), taken)
            attributes = msgspec.structs.replace(attributes, id=name)
        main = MAIN in attributes.classes
        place = Place(chapter.document.path, attributes.id, where, early, main)
        marks.append(Mark(levels, given, place, *_relations(attributes)))
        return Span(whole.content, attributes)

    return with_blocks(chapter, identified(blocks)), marks


def _is_reference(node: Node) -> bool:
    return isinstance(node, Link) and "cross-reference" in node.attributes.classes


def _levels(span: Span) -> tuple[tuple[Level, ...], bool]:
    sorts = levels_of(span.attributes.get("sort"))
    keys = levels_of(span.attributes.get("key"))
    shown: list[Inlines] = [(Text(key),) for key in keys]
    if not keys and plain_text(span.content).strip():
        shown = [label(span.content)]
    sorts += [""] * len(shown)
    return tuple(map(Level, shown, sorts)), bool(keys)


def _relations(
    attributes: Attributes,
) -> tuple[Literal["", "start", "end"], tuple[str, ...], tuple[str, ...]]:
    span = attributes.get("range").strip()
    see, also = (
        tuple(part.strip() for part in attributes.get(name).split(";") if part.strip())
        for name in ("see", "see-also")
    )
    return ("start" if span == "start" else "end" if span == "end" else ""), see, also
