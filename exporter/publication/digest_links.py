"""Where the links of a digest lead: to other notes in it, or to the notes themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from exporter.config import Digest
from exporter.diagnostics import Report
from exporter.model.cross_references import kind_of
from exporter.model.document import Document
from exporter.model.edition import Edition, with_blocks
from exporter.model.nodes import (
    Block,
    Blocks,
    CrossReference,
    Division,
    Heading,
    Link,
    Node,
    Paragraph,
    Text,
)
from exporter.model.walk import id_of, rewrite, walk
from exporter.normalize.identifiers import xml_name
from exporter.publication.cross_references import words_of
from exporter.publication.site import SITE
from exporter.rendering.items import READ_ON
from exporter.rendering.links import TITLE_ID

LINKING: frozenset[type[Node]] = frozenset({Link, CrossReference})


class Part(NamedTuple):
    """A note in a digest: `id` is that of its heading, `names` are its own ids as they are now.

    The introduction and the end are parts without a heading.
    """

    document: Document
    blocks: Blocks
    whole: bool
    id: str
    names: Mapping[str, str]


def linked(part: Part, items: Mapping[str, Part], lang: str) -> Blocks:
    """The blocks of a part, with links to where things are now: here, or in the note itself."""

    def changed(node: Link | CrossReference) -> Node:
        if isinstance(node, CrossReference):
            return _referring(node, part, lang)
        if node.file:
            return node
        if node.note in items:
            return _to_item(node, items[node.note])
        if node.note or not node.target.startswith("#"):
            return node
        return _within(node, part)

    return rewrite(part.blocks, changed, LINKING)


def _to_item(link: Link, item: Part) -> Link:
    fragment = link.target.removeprefix("#")
    if fragment in item.names:
        return msgspec.structs.replace(link, target=f"#{item.names[fragment]}", note="")
    if fragment and not item.whole:
        return link  # what it leads to is not shown here
    return msgspec.structs.replace(link, target=f"#{item.id}", note="")


def _within(link: Link, part: Part) -> Link:
    name = link.target.removeprefix("#")
    if name in part.names:
        return msgspec.structs.replace(link, target=f"#{part.names[name]}")
    if not part.id:
        return link
    if name == TITLE_ID:
        return msgspec.structs.replace(link, target=f"#{part.id}")
    return msgspec.structs.replace(link, note=part.document.path)


def _referring(node: CrossReference, part: Part, lang: str) -> Node:
    """A reference to what is shown; to what is not, a link to it in the note, by its title or its
    kind: its number is the note's own."""
    name = xml_name(node.target)
    if name in part.names:
        return msgspec.structs.replace(node, target=part.names[name])
    place = next((each for each in walk(part.document.blocks) if id_of(each) == name), None)
    if place is None:
        return Text(f"@{node.target}")  # as it stands in the note, which says so
    title = place.content if isinstance(place, Heading) else ()
    words = words_of(lang)
    word = words.get(kind_of(name), words["sec"])
    return Link(node.content or title or (Text(word),), f"#{name}", note=part.document.path)


def with_ways(edition: Edition, name: str, digest: Digest, report: Report) -> Edition:
    """The edition as one format has it: without ways to its notes that would not lead to them.

    Web pages lead to the pages beside them; elsewhere a note needs an address.
    """
    (chapter,) = edition.chapters
    reached = {*edition.addresses, *(edition.pages if name in ("html", SITE) else ())}
    lost = 0
    blocks: list[Block] = []
    for block in chapter.document.blocks:
        match block:
            case Heading(content=(Link(note=note, content=title),)) if note and note not in reached:
                blocks.append(msgspec.structs.replace(block, content=title))
            case Division(blocks=(Paragraph((Link(note=note),)),)) if (
                READ_ON in block.attributes.classes and note not in reached
            ):
                lost += 1
            case _:
                blocks.append(block)
    if lost:
        report.add(
            "digest/no-address",
            f"“{edition.metadata.title}” shows the beginnings of {lost} notes, and can't lead to"
            f" the rest of them in {name}",
            hint='set url in [project] of exporter.toml, or items = "full" in the digest',
            about=digest.title or digest.slug,
        )
    return msgspec.structs.replace(edition, chapters=(with_blocks(chapter, tuple(blocks)),))
