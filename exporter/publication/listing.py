"""What a note lists as a book's chapters: mdBook's `SUMMARY.md`, or a map of content.

Which notes its links lead to is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from exporter.model.edition import ChapterKind
from exporter.model.nodes import (
    Blocks,
    BulletList,
    Embed,
    Heading,
    Link,
    Node,
    OrderedList,
    Paragraph,
    Plain,
    RawBlock,
    ThematicBreak,
)
from exporter.model.walk import children, plain_text, walk

# Hears of text that is no part of an outline, and what became of it
Stray = Callable[[str, str], None]
NO_CHAPTER = "is no chapter, and is left out"


class Line(NamedTuple):
    """A line of an outline.

    `target` is what its link leads to, empty for a chapter that is only announced, None without a
    link. `title` is empty for a wikilink without a text of its own. A `loose` chapter stands behind
    a part, and is not in it.
    """

    kind: ChapterKind
    level: int
    title: str
    target: str | None = None
    wiki: bool = False
    loose: bool = False


def summary(blocks: Blocks, stray: Stray) -> list[Line]:
    """The lines of a `SUMMARY.md`.

    <https://rust-lang.github.io/mdBook/format/summary.html>: a title, prefix chapters, numbered
    lists with parts between them, suffix chapters.
    """
    lines: list[Line] = []
    for block in _without_title(blocks):
        match block:
            case Heading(level=1):
                lines.append(_heading("part", 1, block))
            case BulletList() | OrderedList():
                lines = [_within(line, stray) for line in lines]
                lines += _items(block, 1, stray)
            case Paragraph() | Plain() if links := _links(block):
                begun = any(line.kind in ("part", "chapter") for line in lines)
                lines += [_line("back" if begun else "front", 1, link) for link in links]
            case ThematicBreak() | RawBlock():
                pass  # a separator, a comment
            case _:
                stray(_words(block), NO_CHAPTER)
    return lines


def contents_map(blocks: Blocks) -> list[Line]:
    """The lines of a map of content: its links in their order, nested as its lists are.

    Headings are parts where several have links below them; the headings within those are chapters.
    """
    found = list(_in_order(blocks))
    total = sum(map(_count, found))
    sections = {
        place: heading.level
        for place, heading in enumerate(found)
        # what holds all links is the map's title
        if isinstance(heading, Heading) and 0 < _count_below(found, place) < total
    }
    top = min(sections.values(), default=0)
    lines: list[Line] = []
    within = 0
    for place, each in enumerate(found):
        if isinstance(each, Line):
            lines.append(each._replace(level=each.level + within))
        elif place not in sections or len(sections) == 1:
            lines += [_line("chapter", 1, link) for link in _links(each)]
        else:
            within = each.level - top
            lines.append(_heading("chapter" if within else "part", max(within, 1), each))
    return lines


def _without_title(blocks: Blocks) -> Blocks:
    """The blocks without a title; comments may stand above it."""
    for place, block in enumerate(blocks):
        if isinstance(block, Heading) and block.level == 1:
            return (*blocks[:place], *blocks[place + 1 :])
        if not isinstance(block, RawBlock):
            break
    return blocks


def _within(line: Line, stray: Stray) -> Line:
    """Links behind a list are suffix chapters, unless another list comes."""
    if line.kind != "back":
        return line
    stray(line.title, "stands between two lists, and is numbered as they are")
    return line._replace(kind="chapter")


def _items(block: BulletList | OrderedList, level: int, stray: Stray) -> Iterator[Line]:
    for item in block.items:
        own = [each for each in item.blocks if not isinstance(each, BulletList | OrderedList)]
        nested = [each for each in item.blocks if isinstance(each, BulletList | OrderedList)]
        links, words = _links(*own), _words(*own)
        yield from (_line("chapter", level, link) for link in links)
        if words and not links:
            if nested:
                yield Line("chapter", level, words.rstrip(":"))
            else:
                stray(words, NO_CHAPTER)
        for inner in nested:
            yield from _items(inner, level + 1 if words or links else level, stray)


def _in_order(nodes: Iterable[Node]) -> Iterator[Line | Heading]:
    for node in nodes:
        match node:
            case Heading():
                yield node
            case BulletList() | OrderedList():
                yield from _items(node, 1, lambda _text, _why: None)
            case Link() | Embed():
                yield _line("chapter", 1, node)
            case _:
                yield from _in_order(children(node))


def _count(each: Line | Heading) -> int:
    return len(_links(each)) if isinstance(each, Heading) else 1


def _count_below(found: Sequence[Line | Heading], place: int) -> int:
    """How many links a heading has, and the section below it."""
    total, level = _count(found[place]), getattr(found[place], "level", 0)
    for each in found[place + 1 :]:
        if isinstance(each, Heading) and each.level <= level:
            break
        total += _count(each)
    return total


def _heading(kind: ChapterKind, level: int, heading: Heading) -> Line:
    links = _links(heading)
    return _line(kind, level, links[0]) if links else Line(kind, level, _words(heading))


def _line(kind: ChapterKind, level: int, link: Link | Embed) -> Line:
    if isinstance(link, Embed):
        return Line(kind, level, link.text, link.target, wiki=True)
    words = _words(*link.content)
    named = link.wiki and words.partition(" > ")[0] == link.target.partition("#")[0].strip()
    return Line(kind, level, "" if named else words, link.target, link.wiki)


def _links(*nodes: Node) -> list[Link | Embed]:
    return [node for node in walk(nodes) if isinstance(node, Link | Embed)]


def _words(*nodes: Node) -> str:
    return " ".join(plain_text(nodes).split())
