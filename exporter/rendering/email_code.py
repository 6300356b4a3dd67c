"""Listings in a letter: lines that are broken before a program does it, colours in each element."""

from __future__ import annotations

from textwrap import wrap

import msgspec

from exporter.model.nodes import CodeBlock
from exporter.rendering import code
from exporter.rendering.email_boxes import box
from exporter.rendering.markup import Renderer, attribute, escape, turned

# Characters of 13 pixels in a listing; what is longer is broken, for not every client scrolls
LONGEST_LINE = 62
DEEPEST_INDENT = 24


def code_block(node: CodeBlock, render: Renderer) -> str:
    written = node.text.split("\n")
    width = len(str(node.start + len(written) - 1))
    room = LONGEST_LINE - (width + 2 if node.numbered else 0)
    pieces = [(n, _broken(line, room)) for n, line in enumerate(written, node.start)]
    text = "\n".join(part for _, parts in pieces for part in parts)
    plain = msgspec.structs.replace(node, text=text, numbered=False, highlighted=())
    lines = code.highlighted(plain).split("\n")
    owners = [position for position, (_, parts) in enumerate(pieces, 1) for _ in parts]
    lines = [
        f'<span class="mark">{line}</span>' if owner in node.highlighted else line
        for owner, line in zip(owners, lines, strict=True)
    ]
    if node.numbered:
        # a number for the first part of a line that had to be broken, room for the others
        marks = [str(n) if part == 0 else "" for n, parts in pieces for part in range(len(parts))]
        lines = [f"{mark:>{width}}  {line}" for mark, line in zip(marks, lines, strict=True)]
    listing = "\n".join(lines)
    title = f'<p class="listing-title">{escape(node.title)}</p>' if node.title else ""
    runs = attribute("dir", turned("", render, "ltr"))
    listing = f'<pre class="code"{runs}><code>{listing}</code></pre>'
    return f"{title}{box('listing', 'listing-cell', listing)}\n"


def _broken(line: str, room: int) -> list[str]:
    """A line of code in parts that fit; those after the first stand four characters deeper."""
    line = line.expandtabs()
    if len(line) <= room:
        return [line]
    indent = min(len(line) - len(line.lstrip()) + 4, DEEPEST_INDENT)
    return wrap(line, room, subsequent_indent=" " * indent, break_on_hyphens=False) or [""]
