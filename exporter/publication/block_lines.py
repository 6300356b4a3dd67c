"""On which line of a note's source each of its blocks begins (decision 0013).

Nodes have no places. The words of a document are those of its source in the same order, with some
of its markup between them: the longest common runs of words tell where a block stands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from msgspec.structs import replace

from exporter.lines import fenced
from exporter.model.nodes import (
    Block,
    BlockQuote,
    Blocks,
    BulletList,
    Callout,
    Code,
    CodeBlock,
    CrossReference,
    Definition,
    DefinitionList,
    Diagram,
    Division,
    Dynamic,
    Footnote,
    Image,
    Link,
    Math,
    Media,
    Node,
    OrderedList,
    RawBlock,
    RawInline,
    Table,
    Tag,
    Text,
    ThematicBreak,
)
from exporter.model.walk import children
from exporter.normalize.embeds import EMBED
from exporter.rendering.references import REFERENCES

# Underscores are markup more often than letters
WORD = re.compile(r"[^\W_]+")
# So many words tell where a block begins
ENOUGH = 3
# What stands in the place of a block: blocks, or one part of a list
Change = Callable[[Any], tuple[Any, ...]]


def map_units(blocks: Blocks, change: Change) -> Blocks:
    """The blocks with `change` made to each that has a line of its own, in reading order.

    Lists, quotations and divisions are what is in them. In place of a callout or a definition
    stands one again, and what is in it comes after it.
    """
    result: list[Block] = []
    for block in blocks:
        match block:
            case BulletList(items=items) | OrderedList(items=items):
                changed = (replace(item, blocks=map_units(item.blocks, change)) for item in items)
                result.append(replace(block, items=tuple(changed)))
            case DefinitionList(items=definitions):
                defined = (_map_definition(each, change) for each in definitions)
                result.append(replace(block, items=tuple(defined)))
            case Callout():
                (callout,) = change(block)
                result.append(replace(callout, blocks=map_units(block.blocks, change)))
            case Division(attributes=attributes) if EMBED in attributes.classes:
                result += change(block)
            case Division(attributes=attributes) if REFERENCES in attributes.classes:
                result.append(block)
            case BlockQuote() | Division():
                result.append(replace(block, blocks=map_units(block.blocks, change)))
            case ThematicBreak():
                result.append(block)
            case _:
                result += change(block)
    return tuple(result)


def _map_definition(definition: Definition, change: Change) -> Definition:
    (changed,) = change(definition)
    meanings = tuple(map_units(meaning, change) for meaning in definition.meanings)
    marked: Definition = replace(changed, meanings=meanings)
    return marked


def units(blocks: Blocks) -> list[Node]:
    """The blocks that have a line of their own, in reading order."""
    found: list[Node] = []

    def noted(node: Any) -> tuple[Any, ...]:
        found.append(node)
        return (node,)

    map_units(blocks, noted)
    return found


def block_lines(blocks: Blocks, source: str, body: int) -> list[int]:
    """The line of each of the `units`, from 1; 0 where it can't be told.

    The text of the note begins at the offset `body`.
    """
    owners: list[int] = []
    words: list[str] = []
    placed = units(blocks)
    for number, unit in enumerate(placed):
        found = list(_words(unit))
        words += found
        owners += [number] * len(found)
    matches = list(WORD.finditer(source, body))
    starts = [0, *(match.end() for match in re.finditer("\n", source))]
    lines = [0] * len(placed)
    for run in SequenceMatcher(
        None, words, [match[0].casefold() for match in matches]
    ).get_matching_blocks():
        for step in range(run.size):
            owner = owners[run.a + step]
            if not lines[owner]:
                lines[owner] = bisect_right(starts, matches[run.b + step].start())
    return _settled(placed, lines, source, bisect_right(starts, body))


def _words(node: Node) -> Iterator[str]:
    """The words of a node that stand in its source, in the order in which they do."""
    match node:
        case Footnote():
            return  # its text stands elsewhere
        case Division(attributes=attributes) if EMBED in attributes.classes:
            return
        case Callout(title=nodes) | Definition(term=nodes):
            parts: Iterable[Node] = nodes
        case Table():
            parts = (*node.head, *node.body, *node.foot)
        case _:
            parts = children(node)
    yield from _folded(_text(node))
    for part in parts:
        yield from _words(part)
    if isinstance(node, Link) and _has_address(node):
        yield from _folded(node.target)


def _has_address(link: Link) -> bool:
    """Whether the source has an address behind the text: Pandoc marks those that have not."""
    return not (link.wiki or link.note or "uri" in link.attributes.classes)


def _folded(text: str) -> list[str]:
    return [word.casefold() for word in WORD.findall(text)]


def _text(node: Node) -> str:
    match node:
        case Text(text=text) | Code(text=text) | CodeBlock(text=text) | RawBlock(text=text):
            return text
        case RawInline(text=text) | Diagram(text=text) | Dynamic(text=text) | Math(tex=text):
            return text
        case Image(source=source) | Media(source=source):
            return source
        case CrossReference(target=target):
            return target
        case Tag(name=name):
            return name
    return ""


def _settled(placed: Sequence[Node], lines: Sequence[int], source: str, first: int) -> list[int]:
    """The lines with a listing's on its fence, an embed's on the first one after what stands before
    it, and with those of short blocks, whose words were taken for others."""
    written = source.split("\n")
    fences = [(opening + 1, closing + 1) for opening, _, closing in fenced(written)]
    settled: list[int] = []
    above = first - 1
    for number, (unit, line) in enumerate(zip(placed, lines, strict=True)):
        below = next(filter(None, lines[number:]), len(written) + 1)
        between = range(above + 1, below)
        if isinstance(unit, Division):
            begins = next((n for n in between if "![[" in written[n - 1]), 0)
        elif isinstance(unit, CodeBlock | Diagram | Dynamic):
            begins = next(
                (opening for opening, closing in fences if opening < line <= closing), line
            )
        else:
            begins = line or _holding(list(_words(unit))[:ENOUGH], written, between)
        settled.append(begins)
        above = max(above, begins)
    return settled


def _holding(words: Sequence[str], written: Sequence[str], numbers: Iterable[int]) -> int:
    """The first of the lines with those numbers that has all the words; 0 where none has."""
    if not words:
        return 0
    return next((n for n in numbers if set(words) <= set(_folded(written[n - 1]))), 0)
