"""Raw HTML in a note becomes nodes of the model, so that every output can hold it.

Pandoc hands raw HTML over in pieces between nodes. The pieces of one sibling list are joined, with
a placeholder element for each node between them, parsed once by a real HTML parser that mends what
is broken, and turned into nodes. What has no meaning here is unwrapped to its content; scripts and
forms go, with a diagnostic.
"""

from __future__ import annotations

from exporter.diagnostics import Report
from exporter.model.nodes import Blocks, Inlines
from exporter.source.html.blocks import blocks_of
from exporter.source.html.elements import is_decorative, is_length
from exporter.source.html.inlines import inlines_of
from exporter.source.html.parsing import Siblings, is_html, parsed

__all__ = ["is_decorative", "is_length", "lift_blocks", "lift_inlines"]


def lift_inlines(nodes: Inlines, report: Report) -> Inlines:
    """The inlines with the raw HTML among them turned into nodes."""
    if not any(is_html(node) for node in nodes):
        return nodes
    siblings = Siblings(nodes, True, report)
    return inlines_of(parsed(siblings), siblings, 0)


def lift_blocks(nodes: Blocks, report: Report) -> Blocks:
    """The blocks with the raw HTML among them turned into nodes."""
    if not any(is_html(node) for node in nodes):
        return nodes
    siblings = Siblings(nodes, False, report)
    return blocks_of(parsed(siblings), siblings, 0)
