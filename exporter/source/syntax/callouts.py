"""Callouts: `> [!kind]- Title`, Obsidian's and, without title and fold, GitHub's alerts.

Kinds and aliases as Obsidian's manual lists them (Callouts, "Supported types").
"""

from __future__ import annotations

import re
from typing import Literal

from exporter.model.nodes import (
    Block,
    BlockQuote,
    Blocks,
    Callout,
    HardBreak,
    Inlines,
    Paragraph,
    Plain,
    Text,
)
from exporter.source.text import merged

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
    own = title or (Text(name.replace("-", " ").capitalize()),)
    return Callout(ALIASES.get(name, name), own, body, fold)


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
