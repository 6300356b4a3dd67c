"""Callouts: Obsidian's `> [!kind]- Title`, GitHub's alerts, and the divisions of Pandoc and Quarto.

Kinds and aliases as Obsidian's manual lists them (Callouts, "Supported types").
"""

from __future__ import annotations

import re
from typing import Literal

from exporter.model.inlines import merged
from exporter.model.nodes import (
    Attributes,
    Block,
    BlockQuote,
    Blocks,
    Callout,
    Division,
    HardBreak,
    Heading,
    Inlines,
    Paragraph,
    Plain,
    Text,
)

MARK = re.compile(r"\[!([^\]\s|][^\]|]*)(?:\|[^\]]*)?\]([+-]?)[ \t]*")
ALIASES = {
    "summary": "abstract",
    "tldr": "abstract",
    "hint": "tip",
    "important": "tip",
    "check": "success",
    "done": "success",
    "help": "question",
    "faq": "question",
    "caution": "warning",
    "attention": "warning",
    "fail": "failure",
    "missing": "failure",
    "error": "danger",
    "cite": "quote",
}


# Divisions that are callouts by their class alone, as `::: warning`
ADMONITIONS = frozenset("note tip hint important info warning caution attention danger".split())
QUARTO = "callout-"


def lift_callouts(blocks: Blocks) -> Blocks:
    if not any(isinstance(block, BlockQuote) for block in blocks):
        return blocks
    return tuple(_callout(block) if isinstance(block, BlockQuote) else block for block in blocks)


def _callout(quote: BlockQuote) -> Block:
    first = quote.blocks[0] if quote.blocks else None
    if not isinstance(first, Paragraph | Plain) or not isinstance(first.content[0], Text):
        return quote
    found = MARK.match(first.content[0].text)
    if not found:
        return quote
    name = found.group(1).strip().lower()
    rest = (Text(first.content[0].text[found.end() :]), *first.content[1:])
    title, text = _first_line(merged(rest))
    fold: Literal["open", "closed"] | None = None
    if found.group(2):
        fold = "closed" if found.group(2) == "-" else "open"
    body = ((Paragraph(text),) if text else ()) + quote.blocks[1:]
    return _of_kind(name, title, body, fold)


def _of_kind(
    name: str, title: Inlines, blocks: Blocks, fold: Literal["open", "closed"] | None
) -> Callout:
    own = title or (Text(name.replace("-", " ").capitalize()),)
    return Callout(ALIASES.get(name, name), own, blocks, fold)


def lift_divisions(blocks: Blocks) -> Blocks:
    """The blocks with the divisions among them that are callouts as such.

    `::: {.callout-tip title="…" collapse="true"}` is Quarto's, where a heading may be the title;
    Pandoc's own are of one class, and its `alerts` have the title in a division of its own.
    """
    if not any(isinstance(block, Division) and block.attributes.classes for block in blocks):
        return blocks
    return tuple(_admonition(block) if isinstance(block, Division) else block for block in blocks)


def _admonition(division: Division) -> Block:
    attributes, blocks = division.attributes, division.blocks
    quarto = [name for name in attributes.classes if name.startswith(QUARTO)]
    if quarto:
        name = quarto[0].removeprefix(QUARTO)
    elif len(attributes.classes) == 1 and attributes.classes[0] in ADMONITIONS:
        name = attributes.classes[0]
    else:
        return division
    title: Inlines = (Text(attributes.get("title")),) if attributes.get("title") else ()
    match blocks[:1]:
        case (Heading(content=content),) if quarto and not title:
            title, blocks = content, blocks[1:]
        case (
            Division(
                blocks=(Paragraph(content=content),), attributes=Attributes(classes=("title",))
            ),
        ):
            title, blocks = title or content, blocks[1:]
    fold: Literal["open", "closed"] | None = None
    if attributes.get("collapse"):
        fold = "closed" if attributes.get("collapse") == "true" else "open"
    callout = _of_kind(name, title, blocks, fold)
    if not attributes.id:
        return callout
    return Division((callout,), Attributes(id=attributes.id))


def _first_line(inlines: Inlines) -> tuple[Inlines, Inlines]:
    """The inlines up to the first line end, and those after it."""
    for position, node in enumerate(inlines):
        if isinstance(node, HardBreak):
            return inlines[:position], inlines[position + 1 :]
        if isinstance(node, Text) and "\n" in node.text:
            head, _, tail = node.text.partition("\n")
            before = merged((*inlines[:position], Text(head.rstrip())))
            return before, merged((Text(tail.lstrip()), *inlines[position + 1 :]))
    return inlines, ()
