"""Runs of text: joined to one node, and free of what no output may hold."""

from __future__ import annotations

import re
from collections.abc import Iterable

from exporter.model.nodes import Inline, Inlines, Text

# XML 1.0 §2.2: everything else may not stand in a document, not even as a reference. C1 controls
# are allowed but discouraged, and make Gmail clip a message.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def clean(text: str) -> str:
    """The text without the characters that XML forbids."""
    return text if text.isprintable() else _ILLEGAL.sub("", text)


def merged(inlines: Iterable[Inline]) -> Inlines:
    """The inlines with neighbouring texts joined and empty ones gone."""
    parts: list[Inline] = []
    for node in inlines:
        if isinstance(node, Text):
            if not node.text:
                continue
            if parts and isinstance(parts[-1], Text):
                parts[-1] = Text(parts[-1].text + node.text)
                continue
        parts.append(node)
    return tuple(parts)


def wikilink_text(target: str) -> str:
    """What Obsidian shows of a wikilink without a text of its own: `note > heading`."""
    parts = [part.strip() for part in target.split("#") if part.strip()]
    return " > ".join(part.removeprefix("^") for part in parts) or target
