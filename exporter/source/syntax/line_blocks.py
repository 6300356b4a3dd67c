"""Line blocks: a paragraph whose every line begins with `| `, as Pandoc's Markdown has it."""

from __future__ import annotations

import re

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

# A line of verse in the source: its indent, and its first word
VERSE = re.compile(r"^[ \t>]*\|( +)([^\s*_`|]+)", re.MULTILINE)
MARK = re.compile(r"\|(?: |$)")


def lift_line_blocks(blocks: Blocks) -> Blocks:
    return tuple(_line_block(block) if _begins(block) else block for block in blocks)


def indented(blocks: Blocks, body: str) -> Blocks:
    """The blocks with the indents of their verse from `body`: to CommonMark they are blanks."""
    if "|  " not in body:
        return blocks
    waiting = [(found[2], len(found[1]) - 1) for found in VERSE.finditer(body)]

    def lines(verse: LineBlock) -> LineBlock:
        return LineBlock(tuple(map(line, verse.lines)))

    def line(inlines: Inlines) -> Inlines:
        first = plain_text(inlines).split(maxsplit=1)
        for position, (word, indent) in enumerate(waiting):
            if first and (first[0].startswith(word) or word.startswith(first[0])):
                del waiting[: position + 1]
                return merged((Text("\u00a0" * indent), *inlines))
        return inlines

    return rewrite(blocks, lines, frozenset({LineBlock}))


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
