"""A letter that Gmail would cut, in pieces that it does not: `october.md#2` is the second part of
an issue, `october.md#excerpt` its beginning with a way to the rest.

A piece ends before a heading where that leaves it half full, else between blocks or items of lists.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from exporter.backends.email import LARGE
from exporter.errors import UsageError
from exporter.model.edition import Edition, with_blocks
from exporter.model.nodes import (
    Attributes,
    Block,
    Blocks,
    BulletList,
    Division,
    Heading,
    Link,
    OrderedList,
    Paragraph,
    Span,
    Text,
)
from exporter.model.walk import plain_text, rewrite
from exporter.personal.fields import Fields, conditions_opened
from exporter.publication.excerpts import before_mark
from exporter.rendering.items import BUTTON, READ_ON
from exporter.rendering.labels import labels
from exporter.rendering.links import ids

EXCERPT = "excerpt"
PIECE = re.compile(rf"(?P<issue>.+)#(?P<piece>[1-9]\d?|{EXCERPT})", re.DOTALL)
# Bytes of a letter's HTML part as it is sent
Size = Callable[[Edition], int]


class _Unit(NamedTuple):
    """What is not divided: blocks, or an item of a list, which is a list of its own until it is
    joined with others of the same `place`."""

    place: int
    blocks: Blocks


def without_piece(asked: str) -> str:
    """An issue without the piece of it that is named."""
    found = PIECE.fullmatch(asked)
    return found["issue"] if found else asked


def piece_of(asked: str) -> str:
    found = PIECE.fullmatch(asked)
    return found["piece"] if found else ""


def cut(edition: Edition, piece: str, fields: Fields, size: Size) -> tuple[Edition, int]:
    """The piece of an edition with marks, as a letter of its own, and of how many it is one.

    Raises UsageError where there is no such part, or no way to the rest.
    """
    if piece == EXCERPT:
        return _excerpt(edition, fields, size), 1
    parts = _parts(edition, fields, size)
    number = int(piece)
    if number > len(parts):
        made = "it fits into one letter" if len(parts) == 1 else f"it makes {len(parts)} letters"
        raise UsageError(f"there is no part {number} of “{edition.metadata.title}”: {made}")
    return _numbered(parts[number - 1], number, len(parts)), len(parts)


def _parts(edition: Edition, fields: Fields, size: Size) -> list[Edition]:
    units, start = _units(edition, fields), 0
    parts: list[Edition] = []
    while start < len(units):
        end = _end(edition, units, start, size)
        parts.append(_with(edition, units[start:end]))
        start = end
    return parts


def _excerpt(edition: Edition, fields: Fields, size: Size) -> Edition:
    blocks = edition.chapters[0].document.blocks
    above = before_mark(blocks)
    shown = _with(edition, [_Unit(0, above)]) if above else edition
    if above and size(shown) <= LARGE:
        return _led_on(shown)
    units = _units(shown, fields)
    end = _end(shown, units, 0, lambda each: size(_led_on(each)))
    whole = end == len(units) and not above
    return edition if whole else _led_on(_with(edition, units[:end]))


def _led_on(edition: Edition) -> Edition:
    """The edition with a button below it that leads to the whole."""
    if not edition.url:
        raise UsageError(
            "nobody could read on: the project has no web address",
            'set url in [project] of exporter.toml: url = "https://example.org/"',
        )
    words = (Text(labels(edition.metadata.lang).read_on),)
    link = Link(words, edition.url, attributes=Attributes(classes=(BUTTON,)))
    below = Division((Paragraph((link,)),), Attributes(classes=(READ_ON,)))
    chapter = edition.chapters[0]
    return _replaced(edition, (*chapter.document.blocks, below))


def _end(edition: Edition, units: Sequence[_Unit], start: int, size: Size) -> int:
    """Where the letter that begins with a unit ends. Raises UsageError where one alone is too
    large."""
    if size(_with(edition, units[start:])) <= LARGE:
        return len(units)
    fits, over = start, len(units)
    while over - fits > 1:
        middle = (fits + over) // 2
        if size(_with(edition, units[start:middle])) <= LARGE:
            fits = middle
        else:
            over = middle
    if fits == start:
        text = plain_text(units[start].blocks).strip()
        raise UsageError(
            f"what begins with “{text[:40]}” is more than {LARGE // 1024} KB alone",
            "divide it: a table, a listing or a quotation stays in one piece",
        )
    return _before_heading(units, start, fits)


def _before_heading(units: Sequence[_Unit], start: int, end: int) -> int:
    """The end moved up to a heading, the highest and then the last; if there is none in the second
    half, to where no heading is left alone."""
    half = (start + end) // 2
    levels = {
        place: block.level
        for place in range(half + 1, end + 1)
        if isinstance(block := units[place].blocks[0], Heading)
    }
    if levels:
        highest = min(levels.values())
        return max(place for place, level in levels.items() if level == highest)
    while end - 1 > start and isinstance(units[end - 1].blocks[-1], Heading):
        end -= 1
    return end


def _units(edition: Edition, fields: Fields) -> list[_Unit]:
    """The blocks of a letter; what stands between `{% if … %}` and its end stays together."""
    units: list[_Unit] = []
    open_: list[Block] = []
    depth = 0
    for place, block in enumerate(edition.chapters[0].document.blocks):
        depth += conditions_opened(block, fields)
        open_.append(block)
        if depth:
            continue
        match open_:
            case [BulletList() | OrderedList() as whole]:
                units += [_Unit(place, (each,)) for each in _apart(whole)]
            case _:
                units.append(_Unit(place, tuple(open_)))
        open_ = []
    return units + ([_Unit(-1, tuple(open_))] if open_ else [])


def _apart(whole: BulletList | OrderedList) -> list[Block]:
    if isinstance(whole, BulletList):
        return [BulletList((item,)) for item in whole.items]
    return [
        msgspec.structs.replace(whole, items=(item,), start=number)
        for number, item in enumerate(whole.items, whole.start)
    ]


def _with(edition: Edition, units: Sequence[_Unit]) -> Edition:
    """The edition with some of its units alone; links to what is not there lead to the page."""
    blocks: list[Block] = []
    before = -1
    for place, unit in units:
        last, first = blocks[-1:], unit[0]
        lists = BulletList | OrderedList
        if place == before and isinstance(first, lists) and isinstance(last[0], lists):
            items = (*last[0].items, *first.items)
            blocks[-1] = msgspec.structs.replace(last[0], items=items)
        else:
            blocks += unit
        before = place
    return _replaced(edition, _led_out(tuple(blocks), edition))


def _led_out(blocks: Blocks, edition: Edition) -> Blocks:
    there = frozenset(ids(blocks))
    path = edition.chapters[0].document.path

    def change(link: Link) -> Link | Span:
        within = link.target.startswith("#") and link.note in ("", path) and not link.file
        if not within or link.target[1:] in there:
            return link
        if not edition.url:
            return Span(link.content)
        return msgspec.structs.replace(link, target=edition.url + link.target, note="")

    return rewrite(blocks, change, frozenset({Link}))


def _numbered(edition: Edition, number: int, count: int) -> Edition:
    """The edition as one of several, where there are several: `October (2/3)`."""
    if count == 1:
        return edition
    mark = f" ({number}/{count})"
    metadata = msgspec.structs.replace(edition.metadata, title=edition.metadata.title + mark)
    chapter = edition.chapters[0]
    chapter = msgspec.structs.replace(chapter, title=(*chapter.title, Text(mark)))
    return msgspec.structs.replace(edition, metadata=metadata, chapters=(chapter,))


def _replaced(edition: Edition, blocks: Blocks) -> Edition:
    chapters = (with_blocks(edition.chapters[0], blocks),)
    return msgspec.structs.replace(edition, chapters=chapters)
