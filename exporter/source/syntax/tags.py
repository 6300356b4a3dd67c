"""`#tag/nested`: never `C#`, `#1` or a colour such as `#fff`."""

from __future__ import annotations

import re

from exporter.lines import outside_code
from exporter.model.inlines import merged
from exporter.model.nodes import Inline, Inlines, Tag, Text
from exporter.source.syntax.delimited import has

# Obsidian: letters of any script, digits, `_`, `-` and `/`, with at least one that is no digit
TAG = re.compile(r"(?<!\S)#(?=[\w/-]*[^\W\d])([\w/-]+)")
# The same in a source, where it may stand in other markup; `{ #id}` is the garden plugin's
WRITTEN = re.compile(r"(?<![^\s*_~=>])(?<!\{ )#(?=[\w/-]*[^\W\d])([\w/-]+)")
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


def tags_in(body: str) -> tuple[str, ...]:
    """The tags of a note's source, each once, without reading it: for an index of many notes.

    Those in code and in comments are none. What else only a reader can tell, such as a tag in the
    title of a link, is rare, and counted.
    """
    if not WRITTEN.search(body):
        return ()
    found = (tag[1] for tag in WRITTEN.finditer(outside_code(body)))
    return tuple(dict.fromkeys(tag for tag in found if not COLOUR.fullmatch(tag)))
