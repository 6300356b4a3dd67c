"""`#tag/nested`: never `C#`, `#1` or a colour such as `#fff`."""

from __future__ import annotations

import re

from exporter.model.inlines import merged
from exporter.model.nodes import Inline, Inlines, Tag, Text
from exporter.source.syntax.delimited import has

# Obsidian: letters of any script, digits, `_`, `-` and `/`, with at least one that is no digit
TAG = re.compile(r"(?<!\S)#(?=[\w/-]*[^\W\d])([\w/-]+)")
COLOUR = re.compile(r"(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})", re.IGNORECASE)


def lift_tags(inlines: Inlines) -> Inlines:
    if not has(inlines, "#"):
        return inlines
    result: list[Inline] = []
    for position, node in enumerate(inlines):
        if not isinstance(node, Text):
            result.append(node)
            continue
        # after other markup, the start of a text is not the start of a word
        glued = position > 0
        start = 0
        for found in TAG.finditer(node.text):
            if COLOUR.fullmatch(found.group(1)) or (glued and found.start() == 0):
                continue
            result += [Text(node.text[start : found.start()]), Tag(found.group(1))]
            start = found.end()
        result.append(Text(node.text[start:]))
    return merged(result)
