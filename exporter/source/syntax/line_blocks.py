"""Line blocks: a paragraph whose every line begins with `| `, as Pandoc's Markdown has it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from exporter.model.inlines import merged
from exporter.model.nodes import (
    Block,
    Blocks,
    HardBreak,
    Inline,
    Inlines,
    LineBlock,
    Paragraph,
    Text,
)
from exporter.model.walk import plain_text, rewrite
from exporter.source.syntax.waiting import next_of

# A line of verse in the source: its indent, and its first word
VERSE = re.compile(r"^[ \t>]*\|( +)([^\s*_`|]+)", re.MULTILINE)
# Letters of a word by which it is known
LONGEST = 16
MARK = re.compile(r"\|(?: |$)")


def lift_line_blocks(blocks: Blocks) -> Blocks:
    return tuple(_line_block(block) if _begins(block) else block for block in blocks)


def indented(blocks: Blocks, body: str) -> Blocks:
    """The blocks with the indents of their verse from `body`: to CommonMark they are blanks."""
    if "|  " not in body:
        return blocks
    verses = list(VERSE.finditer(body))
    # by the whole word and by each of its beginnings: the shown word may be longer, or shorter
    words: defaultdict[str, list[int]] = defaultdict(list)
    beginnings: defaultdict[str, list[int]] = defaultdict(list)
    for number in reversed(range(len(verses))):
        word = verses[number][2][:LONGEST]
        words[word].append(number)
        for beginning in _beginnings(word):
            beginnings[beginning].append(number)
    following = 0

    def lines(verse: LineBlock) -> LineBlock:
        return LineBlock(tuple(map(line, verse.lines)))

    def line(inlines: Inlines) -> Inlines:
        nonlocal following
        first = "".join(plain_text(inlines).split(maxsplit=1)[:1])[:LONGEST]
        waiting = (beginnings.get(first), *map(words.get, _beginnings(first)))
        numbers = (next_of(each, following) for each in waiting)
        number = min((number for number in numbers if number is not None), default=None)
        if number is None:
            return inlines
        following = number + 1
        return merged((Text("\u00a0" * (len(verses[number][1]) - 1)), *inlines))

    return rewrite(blocks, lines, frozenset({LineBlock}))


def _beginnings(word: str) -> Iterator[str]:
    return (word[:end] for end in range(1, len(word) + 1))


def _begins(block: Block) -> bool:
    if not isinstance(block, Paragraph) or not block.content:
        return False
    first = block.content[0]
    return isinstance(first, Text) and bool(MARK.match(first.text))


def _line_block(block: Block) -> Block:
    lines = _lines(block.content) if isinstance(block, Paragraph) else []
    if not all(_is_marked(line) for line in lines):
        return block
    return LineBlock(tuple(_unmarked(line) for line in lines))


def _is_marked(line: Inlines) -> bool:
    """Whether a line begins with the mark: `|*a*|` is a row of no table."""
    first = line[0] if line else None
    return isinstance(first, Text) and (first.text.startswith("| ") or line == (Text("|"),))


def _unmarked(line: Inlines) -> Inlines:
    first = line[0]
    text = first.text[2:] if isinstance(first, Text) else ""
    return merged((Text(text.lstrip(" ")), *line[1:]))


def _lines(inlines: Inlines) -> list[Inlines]:
    lines: list[list[Inline]] = [[]]
    for node in inlines:
        if isinstance(node, HardBreak):
            lines.append([])
        elif isinstance(node, Text):
            first, *others = node.text.split("\n")
            lines[-1].append(Text(first))
            lines += [[Text(other)] for other in others]
        else:
            lines[-1].append(node)
    return [merged(line) for line in lines]
