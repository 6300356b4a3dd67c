"""Blocks that only a program can make: what stands in their place."""

from __future__ import annotations

import re

import msgspec

from exporter.model.document import Document
from exporter.model.nodes import Blocks, Code, CodeBlock, Dynamic
from exporter.model.walk import collect, rewrite
from exporter.normalize.context import Context

# Dataview in a line: `= this.file.name`, `$= dv.current().title`
INLINE = re.compile(r"\$?=\s*(?:this|dv)\.")
INSTEAD = {
    "note": "a note that says so stands for it",
    "source": "it is shown as it was written",
    "nothing": "it is left out",
}


def settle_dynamic(document: Document, context: Context) -> Document:
    """Put what the project wants in the place of dynamic blocks: a note, their source, nothing.

    Before `expand_embeds`, whose parts have theirs settled on their own.
    """

    def settled(node: Dynamic) -> Blocks:
        wanted = context.build.dynamic_blocks
        context.report.add(
            "dynamic/not-run",
            f"a live block ({node.language}) can't be run; {INSTEAD[wanted]}",
            about=node.text.split("\n", 1)[0] or node.language,
        )
        if wanted == "source":
            return (CodeBlock(node.text, node.language),)
        return (node,) if wanted == "note" else ()

    for code in collect(document.blocks, Code):
        if INLINE.match(code.text):
            context.report.add(
                "dynamic/not-run",
                f"“{code.text[:60]}” is shown as it was written",
                about=code.text,
            )
    blocks = rewrite(document.blocks, settled, frozenset({Dynamic}))
    return msgspec.structs.replace(document, blocks=blocks)
