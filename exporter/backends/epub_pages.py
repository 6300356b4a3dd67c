"""Where the pages of the PDF begin in an EPUB (EPUB 3.3 §7.4.4, EPUB Accessibility 1.1 §3.4).

A page is named where the first piece of text begins that begins on it: a paragraph, a heading, an
item of a list, a row of a table. A page in the middle of one piece has no mark.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Any, NamedTuple

import msgspec

from exporter.model.edition import Chapter, Edition, PagePlace, with_blocks
from exporter.model.nodes import (
    Attributes,
    Block,
    Blocks,
    Cell,
    Footnote,
    ListItem,
    Node,
    Paragraph,
    Plain,
    Row,
    Span,
)
from exporter.model.walk import map_children, shared
from exporter.normalize.identifiers import ids_of, unique
from exporter.rendering.links import TITLE_ID
from exporter.rendering.page_places import PAGE_BREAK, TOP, UNITS, place_of, units

# So many pieces of text may be in one medium alone, in a row, and the rest is found again
AHEAD = 50


class PageBreak(NamedTuple):
    """The beginning of a page: an id in a chapter, or the chapter's opening."""

    page: str
    chapter: Chapter
    id: str
    opens: bool


def with_page_breaks(
    edition: Edition, places: Iterable[PagePlace]
) -> tuple[Edition, list[PageBreak]]:
    """The edition with a span where each page begins, and these. Chapters' openings are left to
    the templates. There are none where all stands on one page."""
    found = _by_chapter(places)
    if len({place.page for each in found.values() for place in each}) < 2:
        return edition, []
    breaks: list[PageBreak] = []
    chapters = []
    done = -1
    for chapter in edition.chapters:
        top = chapter.id if edition.kind == "book" else TITLE_ID
        named, done = _matched(chapter, found.get(top, []), done)
        taken = ids_of(chapter.document.blocks)
        ids = {number: unique(f"page-{place.name}", taken) for number, place in named.items()}
        breaks += [
            PageBreak(place.name, chapter, ids[number], number == OPENING)
            for number, place in sorted(named.items())
        ]
        marks = {
            number: _mark(ids[number], place.name)
            for number, place in named.items()
            if number != OPENING
        }
        chapters.append(with_blocks(chapter, _marked(chapter.document.blocks, marks, count())))
    return msgspec.structs.replace(edition, chapters=tuple(chapters)), breaks


# Where a chapter begins, before its pieces of text
OPENING = -1


def _by_chapter(places: Iterable[PagePlace]) -> Mapping[str, list[PagePlace]]:
    found: dict[str, list[PagePlace]] = defaultdict(list)
    chapter = ""
    for place in places:
        if place.place.startswith(TOP):
            chapter = place.place.removeprefix(TOP)
        if chapter:
            found[chapter].append(place)
    return found


def _matched(
    chapter: Chapter, places: Iterable[PagePlace], done: int
) -> tuple[dict[int, PagePlace], int]:
    """The first place of each page after `done`, by the number of the same piece in the chapter,
    and the last page."""
    own = [place_of(node) for node in units(chapter.document.blocks)]
    named: dict[int, PagePlace] = {}
    reached = 0
    for place in places:
        if place.place.startswith(TOP):
            number = OPENING
        elif place.place in own[reached : reached + AHEAD]:
            number = own.index(place.place, reached)
            reached = number + 1
        else:
            continue
        if place.page > done:
            named[number], done = place, place.page
    return named, done


def _mark(name: str, page: str) -> Span:
    return Span((), Attributes(name, (PAGE_BREAK,), (("page", page),)))


def _marked(nodes: tuple[Any, ...], marks: Mapping[int, Span], numbers: Iterator[int]) -> Any:
    """The nodes with the marks in those pieces of text that have such numbers."""
    found: list[Any] = []
    for node in nodes:
        mark = marks.get(next(numbers)) if type(node) in UNITS else None
        new = node
        if not isinstance(node, Footnote):
            new = map_children(node, lambda each: _marked(each, marks, numbers))
        found += _with(mark, new) if mark else [new]
    return shared(found, nodes)


def _with(mark: Span, node: Node) -> Blocks | tuple[Node, ...]:
    """A node that begins with a mark; one without text of its own has it before."""
    match node:
        case Paragraph(content=content):
            return (msgspec.structs.replace(node, content=(mark, *content)),)
        case ListItem(blocks=blocks):
            return (msgspec.structs.replace(node, blocks=_first(mark, blocks)),)
        case Row(cells=(first, *rest)):
            cell: Cell = msgspec.structs.replace(first, blocks=_first(mark, first.blocks))
            return (msgspec.structs.replace(node, cells=(cell, *rest)),)
    return (Plain((mark,)), node)


def _first(mark: Span, blocks: Blocks) -> Blocks:
    match blocks:
        case (Plain(content=content) | Paragraph(content=content) as first, *rest):
            return (msgspec.structs.replace(first, content=(mark, *content)), *rest)
    return (Plain((mark,)), *blocks)


def is_page_break(block: Block) -> bool:
    """Whether a block is the beginning of a page, and nothing else."""
    match block:
        case Plain(content=(Span(attributes=Attributes(classes=(kind,))),)):
            return kind == PAGE_BREAK
    return False
