"""Task items: `- [x] done`, `- [ ] open`, and the custom states of Obsidian's themes."""

from __future__ import annotations

import re

from exporter.model.nodes import Blocks, ListItem, Paragraph, Plain, Text
from exporter.source.text import merged

STATE = re.compile(r"\[(.)\](?:\s+|$)")
# Pandoc's `task_lists` has these in the place of the brackets
BOXES = {"☐": " ", "☒": "x"}


def list_item(blocks: Blocks) -> ListItem:
    """An item of a list, as a task where it begins with a state."""
    first = blocks[0] if blocks else None
    if not isinstance(first, Paragraph | Plain) or not first.content:
        return ListItem(blocks)
    text = first.content[0]
    if not isinstance(text, Text):
        return ListItem(blocks)
    found = STATE.match(text.text)
    if found:
        state, rest = found.group(1), text.text[found.end() :]
    elif text.text[:1] in BOXES:
        state, rest = BOXES[text.text[0]], text.text[1:].lstrip()
    else:
        return ListItem(blocks)
    content = merged((Text(rest), *first.content[1:]))
    return ListItem((type(first)(content), *blocks[1:]), state)
