"""Runs of inlines: texts joined to one node, and blanks at the edges gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from exporter.model.nodes import Block, HardBreak, Inline, Inlines, Node, Text


def merged(inlines: Iterable[Inline]) -> Inlines:
    """The inlines with neighbouring texts joined and empty ones gone."""
    parts: list[Inline] = []
    for is_text, run in groupby(inlines, lambda node: isinstance(node, Text)):
        if not is_text:
            parts += run
        elif text := "".join(node.text for node in run if isinstance(node, Text)):
            parts.append(Text(text))
    return tuple(parts)


def parted(
    inlines: Iterable[Inline], kind: type[Node], box: Callable[[Inlines], Block]
) -> Iterator[Node]:
    """The inlines of one kind by themselves, and what stands around them in boxes."""
    run: list[Inline] = []
    for node in (*inlines, None):
        if node is not None and not isinstance(node, kind):
            run.append(node)
            continue
        if text := trimmed(run):
            yield box(text)
        run = []
        if node is not None:
            yield node


def trimmed(inlines: Iterable[Inline]) -> Inlines:
    """The inlines without blanks at their edges, and without empty texts."""
    parts = list(inlines)
    while parts and isinstance(parts[0], HardBreak):
        del parts[0]
    while parts and isinstance(parts[-1], HardBreak):
        del parts[-1]
    if parts and isinstance(parts[0], Text):
        parts[0] = Text(parts[0].text.lstrip())
    if parts and isinstance(parts[-1], Text):
        parts[-1] = Text(parts[-1].text.rstrip())
    return tuple(part for part in parts if part != Text(""))
