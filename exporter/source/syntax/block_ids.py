"""`^block-id` at the end of a block, or alone after it: a place that links can lead to."""

from __future__ import annotations

import re

from exporter.model.nodes import (
    Attributes,
    Block,
    Blocks,
    Division,
    Inlines,
    Paragraph,
    Plain,
    Text,
)
from exporter.source.text import merged

AT_END = re.compile(r"(?:^|\s+)\^([A-Za-z0-9-]+)\s*$")


def lift_block_ids(blocks: Blocks) -> Blocks:
    result: list[Block] = []
    for block in blocks:
        if not isinstance(block, Paragraph | Plain):
            result.append(block)
            continue
        content, name = _without_id(block.content)
        if not name:
            result.append(block)
        elif content:
            result.append(Division((type(block)(content),), Attributes(id=name)))
        elif result:
            result.append(Division((result.pop(),), Attributes(id=name)))
    return tuple(result)


def _without_id(inlines: Inlines) -> tuple[Inlines, str]:
    last = inlines[-1] if inlines else None
    found = AT_END.search(last.text) if isinstance(last, Text) else None
    if not isinstance(last, Text) or not found:
        return inlines, ""
    if found.start() == 0 and found.group()[0] == "^" and len(inlines) > 1:
        return inlines, ""  # glued to other markup: a power, not an id
    return merged((*inlines[:-1], Text(last.text[: found.start()]))), found.group(1)
