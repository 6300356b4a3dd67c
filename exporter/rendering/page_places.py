"""Where pages begin: print says what its text is made of, so that a medium without pages can name
those of the printed book.

The pieces of text of two media are told to be the same by their words: what is for one of them
alone is in between.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import blake2b

from exporter.model.nodes import (
    Blocks,
    CodeBlock,
    Diagram,
    Figure,
    Footnote,
    Heading,
    ListItem,
    Node,
    Paragraph,
    Row,
    Table,
)
from exporter.model.walk import children, plain_text
from exporter.rendering.markup import Dialect, Renderer, Rule

# The attribute of an element of print that says what it is: the digest of its words, or the id of a
# chapter after the mark
PLACE, TOP = "data-place", "#"
# The class of a span where a page begins
PAGE_BREAK = "pagebreak"
# What a page may begin with
UNITS: frozenset[type[Node]] = frozenset(
    {CodeBlock, Diagram, Figure, Heading, ListItem, Paragraph, Row, Table}
)
OWN_PLACE = re.compile(rf'\A {PLACE}="[^"]*"')
TAG = re.compile(r"\A<[a-z][a-z0-9]*")


def place_of(node: Node) -> str:
    """What a piece of text is told by: a digest of its words."""
    return blake2b(plain_text((node,)).encode(), digest_size=6).hexdigest()


def units(nodes: Blocks | Iterator[Node]) -> Iterator[Node]:
    """All that a page may begin with, in reading order; the text of notes is not."""
    for node in nodes:
        if type(node) in UNITS:
            yield node
        if not isinstance(node, Footnote):
            yield from units(children(node))


def placed(dialect: Dialect) -> Dialect:
    """The dialect with a place on each piece of text, but for the notes."""

    def marked(rule: Rule) -> Rule:
        def changed(node: Node, render: Renderer) -> str:
            markup = rule(node, render)
            found = TAG.match(markup)
            if found is None:
                return markup
            # a diagram that can't be drawn is a listing, which has been marked as one
            rest = OWN_PLACE.sub("", markup[found.end() :])
            return f'{found[0]} {PLACE}="{place_of(node)}"{rest}'

        return changed

    def plain(node: Node, render: Renderer) -> str:
        return dialect[Footnote](node, replace(render, dialect=dialect))

    rules = {kind: marked(dialect[kind]) for kind in UNITS}
    return {**dialect, **rules, Footnote: plain}


def unplaced(
    notes: Callable[[Blocks, Renderer], str], dialect: Dialect
) -> Callable[[Blocks, Renderer], str]:
    """The same notes, whose text has no places."""
    return lambda blocks, render: notes(blocks, replace(render, dialect=dialect))
