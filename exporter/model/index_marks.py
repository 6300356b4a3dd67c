"""Marks of an index: `[term]{.index key="Term!Subterm"}`, a span that shows its text alone."""

from __future__ import annotations

from exporter.model.nodes import Attributes, Node, Span
from exporter.model.walk import plain_text

INDEX = "index"
MAIN = "main"
KEYS = ("key", "sort", "see", "see-also", "range")


def is_mark(node: Node) -> bool:
    """Whether a node marks its text, or its place, for the index."""
    return isinstance(node, Span) and INDEX in node.attributes.classes


def place_of(mark: Span) -> Span:
    """The mark without its text, which is its term where it has no key."""
    attributes = mark.attributes
    if not attributes.get("key"):
        key = plain_text(mark.content).replace("!", "\\!")
        pairs = (*attributes.pairs, ("key", key))
        attributes = Attributes(attributes.id, attributes.classes, pairs)
    return Span((), attributes)


def unmarked(attributes: Attributes) -> Attributes:
    """What a span says beside being a mark; `attributes` itself where it is none."""
    if INDEX not in attributes.classes:
        return attributes
    classes = tuple(name for name in attributes.classes if name not in (INDEX, MAIN))
    pairs = tuple(pair for pair in attributes.pairs if pair[0] not in KEYS)
    return Attributes(attributes.id, classes, pairs)
