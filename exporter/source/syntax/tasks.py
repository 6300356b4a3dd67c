"""Task items: `- [x] done`, `- [ ] open`, and the custom states of Obsidian's themes."""

from __future__ import annotations

import re

import msgspec

from exporter.model.inlines import merged
from exporter.model.nodes import ListItem, Paragraph, Plain, Text

STATE = re.compile(r"\[(.)\](?:\s+|$)")
# Pandoc's `task_lists` has these in the place of the brackets
BOXES = {"☐": " ", "☒": "x"}


def with_task(item: ListItem) -> ListItem:
    """The item as a task where it begins with a state."""
    first = item.blocks[0] if item.blocks else None
    if not isinstance(first, Paragraph | Plain) or not first.content:
        return item
    text = first.content[0]
    if not isinstance(text, Text):
        return item
    found = STATE.match(text.text)
    if found:
        state, rest = found.group(1), text.text[found.end() :]
    elif text.text[:1] in BOXES:
        state, rest = BOXES[text.text[0]], text.text[1:].lstrip()
    else:
        return item
    blocks = (type(first)(merged((Text(rest), *first.content[1:]))), *item.blocks[1:])
    return msgspec.structs.replace(item, blocks=blocks, task=state)
