"""Runs of text joined to one node, and the text of a wikilink."""

from __future__ import annotations

from collections.abc import Iterable

from exporter.model.nodes import Inline, Inlines, Text


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
