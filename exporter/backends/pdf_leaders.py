"""The dots between a title and its page: one text a line.

WeasyPrint 70 makes each of them a box, lays out its background and draws it with a text of its own.
In the contents of a long book that was half of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import weasyprint.layout.inline
from weasyprint.layout.leader import handle_leader, leader_index
from weasyprint.text.line_break import split_first_line

# CSS pixels
TOLERANCE = 0.05


def join_leaders() -> None:
    """Have WeasyPrint join the boxes of each leader."""
    weasyprint.layout.inline.handle_leader = _handle


def _handle(context: Any, line: Any, containing_block: Any) -> None:
    handle_leader(context, line, containing_block)
    _, leader = leader_index(line)
    if leader is not None and len(leader.children) > 1:
        leader.children = _joined(leader.children, context)


def _joined(units: Sequence[Any], context: Any) -> tuple[Any, ...]:
    """One box with the text of all, which stand side by side from the right; the boxes themselves
    where a font sets what follows another closer or wider."""
    last = units[-1]
    text, width = last.text * len(units), last.width * len(units)
    layout, _, _, found, _, _ = split_first_line(text, last.style, context, None, 0)
    if abs(found - width) > TOLERANCE:
        return tuple(units)
    box = last.copy_with_text(text)
    box.pango_layout, box.width = layout, width
    return (box,)
