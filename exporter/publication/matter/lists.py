"""Lists of figures, tables and listings: what has a number or a caption, in the book's order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import msgspec

from exporter.diagnostics import Reports
from exporter.model.cross_references import kind_of
from exporter.model.edition import Chapter, Edition, with_blocks
from exporter.model.nodes import (
    Attributes,
    Blocks,
    BulletList,
    CodeBlock,
    Division,
    Figure,
    Image,
    Inlines,
    Link,
    ListItem,
    Paragraph,
    Plain,
    Span,
    Table,
    Text,
)
from exporter.model.walk import collect, map_children, plain_text, shared
from exporter.normalize.identifiers import Taken, ids_of, unique
from exporter.publication.matter.places import EARLY, early
from exporter.rendering.outline import label

LABEL = "caption-label"
Listed = Figure | Table | CodeBlock


class Kind(NamedTuple):
    """What is listed: nodes of a type; `name` is what an id is made of where there is none, and
    `short` the attribute of a caption for the list, as Quarto has it."""

    node: type[Listed]
    name: str
    short: str = ""


FIGURES = Kind(Figure, "figure", "fig-scap")
TABLES = Kind(Table, "table", "tbl-scap")
LISTINGS = Kind(CodeBlock, "listing")


def maker(kind: Kind) -> Callable[[Edition, Chapter, Reports], tuple[Edition, Blocks]]:
    """What makes the list of a kind."""

    def make(edition: Edition, _chapter: Chapter, _reports: Reports) -> tuple[Edition, Blocks]:
        before = early(edition)
        items: list[ListItem] = []
        chapters: list[Chapter] = []
        for chapter in edition.chapters:
            blocks, found = _listed(chapter.document.blocks, kind)
            chapters.append(with_blocks(chapter, blocks))
            classes = (EARLY,) if chapter.id in before else ()
            items += [_item(node, kind, chapter.document.path, classes) for node in found]
        if not items:
            return edition, ()
        listed = Division((BulletList(tuple(items)),), Attributes(classes=("list-of",)))
        return msgspec.structs.replace(edition, chapters=tuple(chapters)), (listed,)

    return make


def _listed(blocks: Blocks, kind: Kind) -> tuple[Blocks, list[Any]]:
    """What is to be listed, and the blocks with an id for each of it.

    What stands within another one is a part of it: a figure may be of several pictures.
    """
    taken = Taken()
    found: list[Any] = []

    def identified(nodes: tuple[Any, ...]) -> tuple[Any, ...]:
        return shared(list(map(one, nodes)), nodes)

    def one(node: Any) -> Any:
        if type(node) is not kind.node:
            return map_children(node, identified)
        if not any(_caption(node, kind)):
            return node
        if not node.attributes.id:
            taken.update(taken or ids_of(blocks))
            attributes = msgspec.structs.replace(node.attributes, id=unique(kind.name, taken))
            node = msgspec.structs.replace(node, attributes=attributes)
        found.append(node)
        return node

    return identified(blocks), found


def _item(node: Any, kind: Kind, path: str, classes: tuple[str, ...]) -> ListItem:
    number, caption = _caption(node, kind)
    mark = Span((Text(number),), Attributes(classes=("number",)))
    between = (Text(" "),) if caption else ()
    content = (mark, *between, *caption) if number else caption
    link = Link(content, f"#{node.attributes.id}", note=path, attributes=Attributes("", classes))
    return ListItem((Plain((link,)),))


def _caption(node: Any, kind: Kind) -> tuple[str, Inlines]:
    """The number of a figure, without the word before it, and what its caption says."""
    number, caption = _in_title(node) if isinstance(node, CodeBlock) else _in_caption(node.caption)
    short = next(filter(None, (each.get(kind.short) for each in _attributes(node))), "")
    return number.rpartition("\u00a0")[2], (Text(short),) if short else caption


def _in_title(node: CodeBlock) -> tuple[str, Inlines]:
    if kind_of(node.attributes.id) != "lst":
        return "", (Text(node.title),) if node.title else ()
    number, _, title = node.title.partition(": ")
    return number, (Text(title),) if title else ()


def _in_caption(caption: Blocks) -> tuple[str, Inlines]:
    """A caption of several paragraphs is listed by its first."""
    match caption:
        case (Paragraph(content=content) | Plain(content=content), *_):
            match content:
                case (Span(content=number, attributes=Attributes(classes=classes)), *rest) if (
                    LABEL in classes
                ):
                    # `Text(": ")` stands between the two
                    return plain_text(number), label(tuple(rest[1:]))
            return "", label(content)
    return "", ()


def _attributes(node: Any) -> Iterator[Attributes]:
    yield node.attributes
    if isinstance(node, Figure):
        yield from (image.attributes for image in collect(node.blocks, Image))
