"""The model as plain text that reads as if somebody had typed it: the text part of a message.

Lines of 72 columns (RFC 5322 §2.1.1 asks for 78 at most). Links are numbered, and their addresses
stand at the end of the section; footnotes stand at the end of the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from exporter.model.nodes import (
    BlockQuote,
    Blocks,
    BulletList,
    Callout,
    CodeBlock,
    DefinitionList,
    Diagram,
    Division,
    Dynamic,
    Figure,
    Heading,
    LineBlock,
    Link,
    ListItem,
    Math,
    Node,
    OrderedList,
    Paragraph,
    Plain,
    RawBlock,
    Table,
    ThematicBreak,
)
from exporter.rendering import diagrams
from exporter.rendering.items import BUTTON, READ_ON, SEPARATOR
from exporter.rendering.labels import labels
from exporter.rendering.math_text import RAISED
from exporter.rendering.plain_inlines import Writing, formula, text_of
from exporter.rendering.plain_lines import columns, filled
from exporter.rendering.plain_table import grid, table

WIDTH = 72
# Below the title, which stands above the text
TOP = 2
INDENT = "    "
# Wider than any cell: a table breaks the lines of its cells itself
UNBROKEN = 100_000


def plain(blocks: Blocks, href: Callable[[Link], str | None], lang: str = "en") -> str:
    """A document as plain text. `href` gives the address of a link, None where there is none."""
    writing = Writing(href, lang)
    parts: list[str] = []
    level = _section_level(blocks)
    for block in blocks:
        if _opens(block, level):
            parts += _told(writing)
        if lines := _lines_of(block, writing, WIDTH):
            parts += [*lines, ""]
    parts += _told(writing)
    number = 0
    # a note may have notes of its own
    while number < len(writing.notes):
        note = writing.notes[number]
        mark = f"{str(note.number).translate(RAISED)} "
        parts += [*_hanging(_blocks(note.blocks, writing, WIDTH - len(mark)), mark), ""]
        number += 1
    parts += _told(writing)
    return "\n".join(parts).strip("\n") + "\n"


def _section_level(blocks: Blocks) -> int:
    """The level of the headings that divide a text: a single one, which many notes begin with as
    with another title, has all of it."""
    levels = Counter(block.level for block in blocks if isinstance(block, Heading))
    return min((level for level, number in levels.items() if number > 1), default=TOP)


def _opens(block: Node, level: int) -> bool:
    """Whether a section ends before it, in a text that headings of a `level` divide."""
    match block:
        case Heading():
            return block.level <= level
        case Division(attributes=attributes):
            return SEPARATOR in attributes.classes
    return isinstance(block, ThematicBreak)


def _told(writing: Writing) -> Iterator[str]:
    """The addresses that were not given yet."""
    new = writing.addresses[writing.told :]
    for number, address in enumerate(new, writing.told + 1):
        yield f"[{number}] {address}"
    writing.told = len(writing.addresses)
    if new:
        yield ""


# --- blocks --------------------------------------------------------------------------------------


def _blocks(blocks: Blocks, writing: Writing, width: int) -> list[str]:
    lines: list[str] = []
    before: Node | None = None
    for block in blocks:
        tight = isinstance(block, BulletList | OrderedList) and _tight(block)
        inside = _lines_of(block, writing, width)
        if lines and inside and not (tight and isinstance(before, Plain)):
            lines.append("")
        lines += inside
        before = block
    return lines


def _lines_of(block: Node, writing: Writing, width: int) -> list[str]:
    return BLOCKS[type(block)](block, writing, max(width, 20))


def _hanging(lines: list[str], mark: str) -> list[str]:
    """The lines behind a mark, indented by its width."""
    indent = " " * len(mark)
    first, *others = lines or [""]
    return [(mark + first).rstrip(), *((indent + line).rstrip() for line in others)]


def _paragraph(node: Paragraph | Plain, writing: Writing, width: int) -> list[str]:
    match node.content:
        case (Math(display=True, number=number) as math,):
            return _indented(f"{formula(math)}  ({number})" if number else formula(math))
        case (Link(attributes=attributes) as link,) if BUTTON in attributes.classes:
            return _led_to(link, writing) or filled(text_of(node.content, writing), width)
    text = text_of(node.content, writing)
    return filled(text, width) if text.strip() else []


def _indented(text: str) -> list[str]:
    return [f"{INDENT}{line}".rstrip() for line in text.split("\n")]


def _heading(node: Heading, writing: Writing, width: int) -> list[str]:
    lines = filled(text_of(node.content, writing), width)
    if node.level > 3:
        return lines
    rule = "=" if node.level < 3 else "-"
    return [*lines, rule * min(max(map(columns, lines)), width)]


def _quote(node: BlockQuote, writing: Writing, width: int) -> list[str]:
    return [f"> {line}".rstrip() for line in _blocks(node.blocks, writing, width - 2)]


def _tight(node: BulletList | OrderedList) -> bool:
    return all(isinstance(item.blocks[0], Plain) for item in node.items if item.blocks)


def _items(
    items: Iterable[tuple[ListItem, str]], tight: bool, writing: Writing, width: int
) -> list[str]:
    lines: list[str] = []
    for position, (item, mark) in enumerate(items):
        if position and not tight:
            lines.append("")
        box = "" if item.task is None else f"[{item.task}] "
        first, *others = _blocks(item.blocks, writing, width - len(mark + box)) or [""]
        lines += _hanging([box + first, *others], mark)
    return lines


def _bullets(node: BulletList, writing: Writing, width: int) -> list[str]:
    return _items(((item, "- ") for item in node.items), _tight(node), writing, width)


def _numbers(node: OrderedList, writing: Writing, width: int) -> list[str]:
    marks = [
        numeral(number, node.style) for number in range(node.start, node.start + len(node.items))
    ]
    widest = max(map(len, marks), default=0)
    pairs = (
        (item, f"{mark}.".ljust(widest + 2)) for item, mark in zip(node.items, marks, strict=True)
    )
    return _items(pairs, _tight(node), writing, width)


def numeral(number: int, style: str) -> str:
    """A list's number in its style; letters go on with aa after z."""
    match style:
        case "lower-alpha" | "upper-alpha":
            letters = ""
            while number > 0:
                number, rest = divmod(number - 1, 26)
                letters = chr(ord("a") + rest) + letters
            name = letters or "0"
        case "lower-roman" | "upper-roman":
            name = _roman(number)
        case _:
            name = str(number)
    return name.upper() if style.startswith("upper") else name


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    name = ""
    steps = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    for value, letters in zip(steps, "m cm d cd c xc l xl x ix v iv i".split(), strict=True):
        count, number = divmod(number, value)
        name += letters * count
    return name


def _definitions(node: DefinitionList, writing: Writing, width: int) -> list[str]:
    lines: list[str] = []
    for item in node.items:
        lines += ["", *filled(text_of(item.term, writing), width)]
        for meaning in item.meanings:
            lines += _hanging(_blocks(meaning, writing, width - 4), INDENT)
    return lines[1:]


def _code(node: CodeBlock, _writing: Writing, _width: int) -> list[str]:
    lines = _indented(node.text)
    if not node.title:
        return lines
    return [node.title if ":" in node.title else f"{node.title}:", "", *lines]


def _diagram(node: Diagram, writing: Writing, width: int) -> list[str]:
    """Its words, as those of a picture; its source where it could not be drawn."""
    if not node.svg:
        return _indented(node.text)
    return filled(f"[{diagrams.name(node, writing.lang, shortened=False)}]", width)


def _dynamic(node: Dynamic, writing: Writing, width: int) -> list[str]:
    return filled(f"[{labels(writing.lang).live.format(node.language)}]", width)


def _table(node: Table, writing: Writing, width: int) -> list[str]:
    caption = _blocks(node.caption, writing, width)
    rows = grid(
        [
            [
                (" ".join(_blocks(cell.blocks, writing, UNBROKEN)), cell.colspan, cell.rowspan)
                for cell in row.cells
            ]
            for row in (*node.head, *node.body, *node.foot)
        ],
        len(node.columns),
    )
    body = table(rows, len(node.head), [column.align for column in node.columns], width)
    return [*caption, "", *body] if caption else body


def _figure(node: Figure, writing: Writing, width: int) -> list[str]:
    lines = _blocks(node.blocks, writing, width)
    caption = _blocks(node.caption, writing, width)
    # a picture's description and its caption are often the same
    return lines if " ".join(caption) in " ".join(lines) else [*lines, *caption]


def _division(node: Division, writing: Writing, width: int) -> list[str]:
    match node:
        case Division(blocks=(Paragraph((Link() as link,)),)) if (
            READ_ON in node.attributes.classes and (led := _led_to(link, writing))
        ):
            return led
    return _blocks(node.blocks, writing, width)


def _led_to(link: Link, writing: Writing) -> list[str]:
    """A link that stands alone, with its address beside it; empty where it has none."""
    address = writing.href(link)
    return [f"{text_of(link.content, writing)}: {address}"] if address else []


def _callout(node: Callout, writing: Writing, width: int) -> list[str]:
    title = [f"| {line}" for line in filled(f"*{text_of(node.title, writing)}*", width - 2)]
    body = _blocks(node.blocks, writing, width - 2)
    return [*title, *(["|"] if body else []), *(f"| {line}".rstrip() for line in body)]


def _lines(node: LineBlock, writing: Writing, width: int) -> list[str]:
    return [f"  {line}" for row in node.lines for line in filled(text_of(row, writing), width - 2)]


BLOCKS: Mapping[type[Node], Callable[[Any, Writing, int], list[str]]] = {
    Paragraph: _paragraph,
    Plain: _paragraph,
    Heading: _heading,
    BlockQuote: _quote,
    BulletList: _bullets,
    OrderedList: _numbers,
    DefinitionList: _definitions,
    CodeBlock: _code,
    Diagram: _diagram,
    Table: _table,
    Figure: _figure,
    Callout: _callout,
    Dynamic: _dynamic,
    Division: _division,
    LineBlock: _lines,
    ThematicBreak: lambda _node, _writing, width: ["* * *".center(width).rstrip()],
    RawBlock: lambda _node, _writing, _width: [],
}
