"""Runs of inlines: texts joined to one node, and blanks at the edges gone."""

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


def trimmed(inlines: Iterable[Inline]) -> Inlines:
    """The inlines without blanks at their edges, and without empty texts."""
    parts = list(inlines)
    if parts and isinstance(parts[0], Text):
        parts[0] = Text(parts[0].text.lstrip())
    if parts and isinstance(parts[-1], Text):
        parts[-1] = Text(parts[-1].text.rstrip())
    return tuple(part for part in parts if part != Text(""))
