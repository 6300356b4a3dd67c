"""Page numbers for links within a publication, on paper: *see page 12*."""

from __future__ import annotations

from functools import partial
from typing import Any

import msgspec

from exporter.model.cross_references import PAGE_NUMBER, WITH_PAGE
from exporter.model.edition import Chapter, Edition, with_blocks
from exporter.model.nodes import Heading, Link, Node
from exporter.model.walk import map_children, shared
from exporter.publication.matter.places import EARLY, early

# The class that a writer gives to a link that is to be the number of a page
PAGE = "page"


def with_page_references(edition: Edition, *, every_link: bool) -> Edition:
    """The edition with its links of the class `page` as page numbers, and with such a number behind
    `every_link` within it. Headings have none of these."""
    beginning = early(edition)
    roman = {chapter.document.path: chapter.id in beginning for chapter in edition.chapters}
    chapters = tuple(
        with_blocks(each, _marked(each.document.blocks, each, roman, every_link))
        for each in edition.chapters
    )
    return msgspec.structs.replace(edition, chapters=chapters)


def _marked(
    nodes: tuple[Any, ...], chapter: Chapter, roman: dict[str, bool], every_link: bool
) -> tuple[Any, ...]:
    below = partial(_marked, chapter=chapter, roman=roman, every_link=every_link)

    def marked(node: Node) -> Node:
        if isinstance(node, Heading):
            return node
        node = map_children(node, below)
        if not isinstance(node, Link) or node.file:
            return node
        target = node.note or (chapter.document.path if node.target.startswith("#") else "")
        if target not in roman:
            return node
        classes = node.attributes.classes
        alone = PAGE in classes
        if not (alone or every_link):
            return node
        mark = PAGE_NUMBER if alone else WITH_PAGE
        named = (*classes, mark, *((EARLY,) if roman[target] else ()))
        attributes = msgspec.structs.replace(node.attributes, classes=named)
        content = () if alone else node.content
        return msgspec.structs.replace(node, content=content, attributes=attributes)

    return shared([marked(node) for node in nodes], nodes)
