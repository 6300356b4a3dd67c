"""Numbers of figures, tables, equations and listings, and the references to them.

What has a label is numbered, in a book by chapter (`2.3`); a section is called by its title.
"""

from __future__ import annotations

from collections import ChainMap, Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from exporter.diagnostics import Reports
from exporter.model.cross_references import kind_of
from exporter.model.edition import Chapter, Edition, with_blocks
from exporter.model.nodes import (
    Attributes,
    Blocks,
    CodeBlock,
    CrossReference,
    Figure,
    Heading,
    Inline,
    Inlines,
    Link,
    Math,
    Node,
    Paragraph,
    Plain,
    Span,
    Table,
    Text,
)
from exporter.model.walk import id_of, rewrite, walk
from exporter.normalize.identifiers import xml_name
from exporter.rendering.labels import labels

NUMBERED: Mapping[type[Node], str] = {Figure: "fig", Table: "tbl", Math: "eq", CodeBlock: "lst"}


class Place(NamedTuple):
    """What a reference shows: `word` and `number`, or the title of a section without a number."""

    note: str
    word: str
    number: str
    title: Inlines = ()


def number_references(edition: Edition, reports: Reports) -> Edition:
    """The edition with its labels numbered and its references made links.

    `reports` take what is found about each note.
    """
    places = {chapter.document.path: _places(chapter, edition) for chapter in edition.chapters}
    # a chapter's own labels first, then those of the first chapter that has them
    everywhere = ChainMap(*places.values())
    chapters = tuple(
        _numbered(chapter, ChainMap(places[chapter.document.path], everywhere), reports)
        for chapter in edition.chapters
    )
    return msgspec.structs.replace(edition, chapters=chapters)


def words_of(lang: str) -> dict[str, str]:
    """What each kind of label is called in a reference."""
    words = labels(lang)
    return {
        "fig": words.figure,
        "tbl": words.table,
        "eq": words.equation,
        "lst": words.listing,
        "sec": words.section,
    }


def _places(chapter: Chapter, edition: Edition) -> dict[str, Place]:
    """The labels of a chapter, by their ids."""
    words = words_of(chapter.document.metadata.lang or edition.metadata.lang or "en")
    path = chapter.document.path
    counts: Counter[str] = Counter()
    places: dict[str, Place] = {}
    for node in walk(chapter.document.blocks):
        name = id_of(node)
        kind = kind_of(name) if name else ""
        if kind and NUMBERED.get(type(node)) == kind:
            counts[kind] += 1
            number = f"{chapter.number}.{counts[kind]}" if chapter.number else str(counts[kind])
            places[name] = Place(path, words[kind], number)
        elif kind == "sec" and isinstance(node, Heading):
            places[name] = Place(path, words[kind], node.number, node.content)
    return places


def _numbered(chapter: Chapter, places: Mapping[str, Place], reports: Reports) -> Chapter:
    document = chapter.document

    def changed(node: Any) -> Any:
        if isinstance(node, CrossReference):
            return _reference(node, places.get(xml_name(node.target)), document.path, reports)
        name = id_of(node)
        if kind_of(name) != NUMBERED[type(node)]:
            return node
        return _labelled(node, places[name])

    kinds: frozenset[type[Node]] = frozenset({*NUMBERED, CrossReference})
    return with_blocks(chapter, rewrite(document.blocks, changed, kinds))


def _reference(node: CrossReference, place: Place | None, path: str, reports: Reports) -> Inline:
    if place is None:
        reports[path].add(
            "references/unknown",
            f"nothing is called “{node.target}”; the reference is shown as it was written",
            about=f"@{node.target}",
        )
        return Text(f"@{node.target}")
    number = Text(place.number if node.bare else f"{place.word}\u00a0{place.number}")
    shown = (number,) if place.number else place.title
    return Link(
        node.content or shown,
        f"#{xml_name(node.target)}",
        note="" if place.note == path else place.note,
        attributes=Attributes(classes=("cross-reference",)),
    )


def _labelled(node: Any, place: Place) -> Node:
    label = f"{place.word}\u00a0{place.number}"
    match node:
        case Math():
            return msgspec.structs.replace(node, number=place.number)
        case CodeBlock(title=title):
            return msgspec.structs.replace(node, title=f"{label}: {title}" if title else label)
    captioned: Node = msgspec.structs.replace(node, caption=_caption(node.caption, label))
    return captioned


def _caption(caption: Blocks, label: str) -> Blocks:
    mark = Span((Text(label),), Attributes(classes=("caption-label",)))
    match caption:
        case (Paragraph() | Plain() as first, *rest):
            return (type(first)((mark, Text(": "), *first.content)), *rest)
    return (Plain((mark,)), *caption)
