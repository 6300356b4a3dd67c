"""From Pandoc's tree to our model, bottom up.

What Pandoc leaves as text is lifted by `syntax`, raw HTML by `html`: each on one sibling list, as
soon as the nodes in it are lifted. Pandoc's types are those of `Text.Pandoc.Definition`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from exporter.diagnostics import Report
from exporter.model.nodes import (
    Attributes,
    Block,
    BlockQuote,
    Blocks,
    BulletList,
    CodeBlock,
    Definition,
    DefinitionList,
    Diagram,
    Division,
    Dynamic,
    Figure,
    Heading,
    LineBlock,
    ListItem,
    NumberStyle,
    OrderedList,
    Paragraph,
    Plain,
    RawBlock,
    ThematicBreak,
)
from exporter.model.text import clean
from exporter.source import html, syntax
from exporter.source.lift_inlines import Lift, attributes_of, inlines
from exporter.source.lift_table import table
from exporter.source.pandoc import Reading
from exporter.source.syntax.block_ids import (
    item_named,
    lift_plugin_ids,
    name_last_block,
    plugin_ids,
)
from exporter.source.syntax.callouts import lift_divisions
from exporter.source.syntax.cards import LANGUAGES as CARDS
from exporter.source.syntax.cards import card
from exporter.source.syntax.comments import strip_block_comments
from exporter.source.syntax.fences import lift_fences, with_info
from exporter.source.syntax.footnotes import unreferenced
from exporter.source.syntax.line_blocks import indented
from exporter.source.syntax.tasks import with_task

OBSIDIAN = "obsidian"
DIAGRAMS = frozenset({"mermaid"})
# Fences that Obsidian, its core and its usual plugins run where they stand
DYNAMIC = frozenset(
    "base dataview dataviewjs meta-bind meta-bind-button meta-bind-embed meta-bind-js-view query"
    " tasks todoist tracker".split()
)
STYLES: Mapping[str, NumberStyle] = {
    "LowerAlpha": "lower-alpha",
    "UpperAlpha": "upper-alpha",
    "LowerRoman": "lower-roman",
    "UpperRoman": "upper-roman",
}


def lift(reading: Reading, body: str, dialect: str, report: Report) -> Blocks:
    """The blocks of a note; `body` is its source, for what Pandoc's tree does not keep."""
    state = Lift(reading.mathml, dialect == OBSIDIAN, plugin_ids(body), report, _blocks)
    blocks = name_last_block(_blocks(reading.blocks, state), state.ids)
    for name in unreferenced(body):
        report.add(
            "footnotes/unreferenced",
            f"nothing refers to the footnote “{name}”; it is left out",
            hint=f"write [^{name}] where it belongs",
            about=f"[^{name}]:",
        )
    if state.obsidian:
        blocks = indented(strip_block_comments(blocks, report), body)
    return lift_fences(blocks, body)


def _blocks(nodes: Sequence[Any], state: Lift) -> Blocks:
    lifted = tuple(BLOCKS[type(node).__name__](node, state) for node in nodes)
    lifted = html.lift_blocks(lifted, state.report)
    lifted = lift_divisions(lift_plugin_ids(lifted, state.ids))
    if state.obsidian:
        for step in syntax.BLOCK:
            lifted = step(lifted)
    # a comment, or a raw element that was dropped, may leave nothing behind
    return _parted(tuple(block for block in lifted if not _is_empty(block)))


def _parted(blocks: Blocks) -> Blocks:
    """The blocks with texts that follow each other as paragraphs: as plain text they would run
    into one."""
    if sum(isinstance(block, Plain) for block in blocks) < 2:
        return blocks
    return tuple(Paragraph(b.content) if isinstance(b, Plain) else b for b in blocks)


def _is_empty(block: Block) -> bool:
    return isinstance(block, Paragraph | Plain) and not block.content


def _heading(node: Any, state: Lift) -> Block:
    return Heading(node.c[0], inlines(node.c[2], state), attributes_of(node.c[1]))


def _code_block(node: Any, state: Lift) -> Block:
    attributes, text = attributes_of(node.c[0]), clean(node.c[1])
    language = attributes.classes[0] if attributes.classes else ""
    if language.lower() in DIAGRAMS:
        return Diagram(language.lower(), text)
    if state.obsidian and language.lower() in DYNAMIC:
        return Dynamic(language.lower(), text)
    if state.obsidian and language.lower() in CARDS and (found := card(text)):
        return found
    told = " ".join(f'{name}="{value}"' for name, value in attributes.pairs)
    listing = CodeBlock(text, language, attributes=Attributes(id=attributes.id))
    return with_info(listing, f"{' '.join(attributes.classes[1:])} {told}".strip())


def _raw_block(node: Any, _state: Lift) -> Block:
    return RawBlock(node.c[0], clean(node.c[1]))


def _ordered_list(node: Any, state: Lift) -> Block:
    (start, style, _delimiter), items = node.c
    lifted = tuple(_item(item, state) for item in items)
    return OrderedList(lifted, start, STYLES.get(style.t, "decimal"))


def _bullet_list(node: Any, state: Lift) -> Block:
    return BulletList(tuple(_item(item, state) for item in node.c))


def _item(nodes: Sequence[Any], state: Lift) -> ListItem:
    return with_task(item_named(ListItem(_blocks(nodes, state))))


def _definition_list(node: Any, state: Lift) -> Block:
    return DefinitionList(
        tuple(
            Definition(inlines(term, state), tuple(_blocks(meaning, state) for meaning in meanings))
            for term, meanings in node.c
        )
    )


def _figure(node: Any, state: Lift) -> Block:
    attributes, caption, content = node.c
    return Figure(_blocks(content, state), _blocks(caption[1], state), attributes_of(attributes))


BLOCKS: Mapping[str, Callable[[Any, Lift], Block]] = {
    "Plain": lambda node, state: Plain(inlines(node.c, state)),
    "Para": lambda node, state: Paragraph(inlines(node.c, state)),
    "LineBlock": lambda node, state: LineBlock(tuple(inlines(line, state) for line in node.c)),
    "CodeBlock": _code_block,
    "RawBlock": _raw_block,
    "BlockQuote": lambda node, state: BlockQuote(_blocks(node.c, state)),
    "OrderedList": _ordered_list,
    "BulletList": _bullet_list,
    "DefinitionList": _definition_list,
    "Header": _heading,
    "HorizontalRule": lambda _node, _state: ThematicBreak(),
    "Table": lambda node, state: table(
        node, lambda blocks: _blocks(blocks, state), attributes_of(node.c[0])
    ),
    "Figure": _figure,
    "Div": lambda node, state: Division(_blocks(node.c[1], state), attributes_of(node.c[0])),
}
