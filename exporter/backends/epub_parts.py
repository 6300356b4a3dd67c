"""Which file of an EPUB holds what: one for each chapter, and several for a very long one.

Old reading systems and Kindle's converter take a file whole into memory, and stumble over some 300
KB.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import msgspec

from exporter.backends.epub_pages import is_page_break
from exporter.model.edition import Chapter, Edition, with_blocks
from exporter.model.nodes import Block, Blocks, Heading
from exporter.rendering.links import ids

NAVIGATION = "nav.xhtml"
# Bytes of markup of a file, but where a single block is longer
BOUND = 250_000
# How many times as long as the model the markup of a chapter can be: a listing of short tokens
LONGEST = 8
# Those of a document begin with 2: 1 is its title's
LEVELS = range(2, 7)


class Part(NamedTuple):
    """What one file holds of a chapter, which has only these blocks; `number` counts from 1."""

    chapter: Chapter
    number: int = 1
    last: bool = True

    @property
    def id(self) -> str:
        # no chapter's id has a dot
        return self.chapter.id if self.number == 1 else f"{self.chapter.id}.{self.number}"

    @property
    def file(self) -> str:
        return NAVIGATION if self.chapter.role == "toc" else f"{self.id}.xhtml"


Measure = Callable[[Chapter, Block], int]


def parts_of(edition: Edition, measure: Measure, bound: int = BOUND) -> list[Part]:
    """The files of an edition in reading order; `measure` gives the bytes of a block's markup."""
    return [part for chapter in edition.chapters for part in _parts(chapter, measure, bound)]


def file_of(parts: Iterable[Part]) -> Callable[[Chapter, str], str]:
    """Names the file of an id of a chapter, and the first one of the chapter for no id."""
    files: dict[tuple[str, str], str] = {}
    for part in parts:
        if part.number == 1:
            files[part.chapter.id, ""] = part.file
        files |= {(part.chapter.id, name): part.file for name in ids(part.chapter.document.blocks)}
    return lambda chapter, name: files[chapter.id, name]


def _parts(chapter: Chapter, measure: Measure, bound: int) -> Iterator[Part]:
    blocks = chapter.document.blocks
    if len(msgspec.msgpack.encode(blocks)) * LONGEST <= bound:
        yield Part(chapter)
        return
    cut = _cut([(block, measure(chapter, block)) for block in blocks], bound, LEVELS[0])
    for number, sized in enumerate(cut, 1):
        held: Blocks = tuple(block for block, _ in sized)
        yield Part(with_blocks(chapter, held), number, number == len(cut))


Sized = list[tuple[Block, int]]


def _cut(blocks: Sized, bound: int, level: int) -> list[Sized]:
    """Blocks in lots of at most `bound` bytes, as full as can be: cut at headings of a level, those
    that are still too long at the next one, and at last between any two blocks."""
    if _size(blocks) <= bound or len(blocks) < 2:
        return [blocks]
    lots: list[Sized] = []
    for section in _sections(blocks, level):
        if _size(section) > bound and level <= LEVELS[-1]:
            lots += _cut(section, bound, level + 1)
        elif lots and _size(lots[-1]) + _size(section) <= bound:
            lots[-1] += section
        else:
            lots.append(section)
    return lots


def _sections(blocks: Sized, level: int) -> list[Sized]:
    """Blocks by the headings of a level or above it, below the last level each by itself; a heading
    stays with what follows it."""
    found: list[Sized] = []
    only_heads = True
    for number, (block, size) in enumerate(blocks):
        head = blocks[number + 1][0] if is_page_break(block) and number + 1 < len(blocks) else block
        opens = level > LEVELS[-1] or (isinstance(head, Heading) and head.level <= level)
        if not found or (opens and not only_heads):
            found.append([])
            only_heads = True
        found[-1].append((block, size))
        only_heads = only_heads and (isinstance(block, Heading) or is_page_break(block))
    return found


def _size(blocks: Sized) -> int:
    return sum(size for _, size in blocks)
