"""`<!-- more -->`, where what a digest shows of a note ends, as in WordPress, Hugo and Zola."""

from __future__ import annotations

import re

from exporter.model.nodes import Node, RawBlock, RawInline

MORE = re.compile(r"\s*<!--\s*more\s*-->\s*", re.IGNORECASE)


def is_more(node: Node) -> bool:
    """Whether it is the mark; no output shows it."""
    return isinstance(node, RawBlock | RawInline) and MORE.fullmatch(node.text) is not None
