"""`%%comments%%`: within a paragraph and across blocks. They are never published."""

from __future__ import annotations

import re
from typing import Any

from exporter.diagnostics import Report
from exporter.lines import outside_code
from exporter.model.nodes import Blocks, Inlines, Node, Text
from exporter.model.walk import children, map_children, walk
from exporter.source.syntax.delimited import has, paired

MARKER = "%%"
BLANKS = re.compile(" {2,}")


def lift_comments(inlines: Inlines) -> Inlines:
    """Take out the comments that begin and end in one sibling list."""
    if not has(inlines, MARKER):
        return inlines
    seen = paired(inlines, MARKER, lambda _comment: (), flanking=False)
    # the blanks on both sides of a comment meet
    return tuple(Text(BLANKS.sub(" ", n.text)) if isinstance(n, Text) else n for n in seen)


def strip_block_comments(blocks: Blocks, report: Report) -> Blocks:
    """Take out what stands between a `%%` in one block of a note and a `%%` in a later one.

    Needs `lift_comments`: a marker that is left has its partner in another block, perhaps inside a
    list. One that never closes hides the rest of the note, as it does in Obsidian, and is told.
    """
    if not _marked(blocks):
        return blocks
    kept, hidden = _visible(blocks, False)
    if hidden:
        report.add(
            "source/comment",
            "a comment never ends: what follows is a part of it, and left out",
            hint=f"end it with {MARKER}, or write `{MARKER}` as code where none is meant",
            about=MARKER,
            line=_opened(report),
        )
    return kept


def _opened(report: Report) -> int:
    """The line of the one marker of a source that no other closes, 0 where it can't be told."""
    text = report.source[report.body :]
    opened = outside_code(text).rfind(MARKER)
    return report.source.count("\n", 0, report.body + opened) + 1 if opened >= 0 else 0


def _visible(nodes: tuple[Any, ...], hidden: bool) -> tuple[tuple[Any, ...], bool]:
    """What is not hidden of a sibling list, and whether what comes after it is."""
    kept: list[Any] = []
    for node in nodes:
        if isinstance(node, Text) and MARKER in node.text:
            for number, part in enumerate(node.text.split(MARKER)):
                hidden = not hidden if number else hidden
                if part.strip() and not hidden:
                    kept.append(Text(part))
        elif _marked((node,)):
            inside, hidden = _within(node, hidden)
            if any(True for _ in children(inside)):
                kept.append(inside)
        elif not hidden:
            kept.append(node)
    return tuple(kept), hidden


def _within(node: Node, hidden: bool) -> tuple[Node, bool]:
    state = hidden

    def visible(nodes: tuple[Any, ...]) -> tuple[Any, ...]:
        nonlocal state
        kept, state = _visible(nodes, state)
        return kept

    return map_children(node, visible), state


def _marked(nodes: tuple[Any, ...]) -> bool:
    return any(isinstance(node, Text) and MARKER in node.text for node in walk(nodes))
