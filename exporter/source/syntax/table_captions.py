"""`: A caption` or `Table: A caption` in a paragraph after a table, as in Pandoc's Markdown."""

from __future__ import annotations

import re

import msgspec

from exporter.model.inlines import merged
from exporter.model.nodes import Attributes, Block, Blocks, Paragraph, Plain, Table, Text
from exporter.source.syntax.cross_references import labelled

MARK = re.compile(r"(?:Table)?:\s+")


def lift_table_captions(blocks: Blocks) -> Blocks:
    if not any(isinstance(block, Table) for block in blocks):
        return blocks
    result: list[Block] = []
    for block in blocks:
        last = result[-1] if result else None
        if isinstance(block, Paragraph) and isinstance(last, Table) and not last.caption:
            first = block.content[0] if block.content else None
            found = MARK.match(first.text) if isinstance(first, Text) else None
            if found and isinstance(first, Text):
                text = merged((Text(first.text[found.end() :]), *block.content[1:]))
                caption, name = labelled(text)
                attributes = Attributes(id=name) if name else last.attributes
                result[-1] = msgspec.structs.replace(
                    last, caption=(Plain(caption),), attributes=attributes
                )
                continue
        result.append(block)
    return tuple(result)
