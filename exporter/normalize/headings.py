"""Heading levels as one outline under the title."""

from __future__ import annotations

import msgspec

from exporter.model.document import Document
from exporter.model.nodes import Heading
from exporter.model.walk import rewrite
from exporter.normalize.context import Context

HEADINGS = frozenset({Heading})
# Level 1 is the title's, which the page around the document sets.
TOP = 2
DEEPEST = 6


def level_headings(document: Document, _context: Context) -> Document:
    """Give headings levels from 2 down without a gap, each below the one that it stands under.

    PDF/UA-1 §7.4.2 forbids a skipped level, and screen readers lose their way at one.
    """
    open_sections: list[tuple[int, int]] = []  # the writer's level, ours

    def levelled(heading: Heading) -> Heading:
        while open_sections and open_sections[-1][0] >= heading.level:
            open_sections.pop()
        level = min(open_sections[-1][1] + 1, DEEPEST) if open_sections else TOP
        open_sections.append((heading.level, level))
        return msgspec.structs.replace(heading, level=level)

    blocks = rewrite(document.blocks, levelled, HEADINGS)
    return msgspec.structs.replace(document, blocks=blocks)
