"""Ids of blocks, which stand elsewhere in our page than in Pandoc's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tests.pandoc_oracle.comparison import Left, Region
from tests.pandoc_oracle.inlines import one
from tests.trees import Element, Node, Nodes

LISTS = ("ul", "ol")


def block_id(theirs: Nodes, ours: Nodes) -> Left:
    """`^id` at the end of a block, or ` { #id}`, which Pandoc makes a blank span with the id."""
    box = one(ours, "div", "li")
    name = box.get("id") if box else ""
    if not box or not name:
        return None
    bare = tuple(_without_mark(theirs, name))
    if bare == theirs:
        return None
    return [Region(bare, box.children if box.tag == "div" else (box.without("id"),))]


def _without_mark(nodes: Nodes, name: str) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node, str):
            if text := re.sub(rf"\s*\^{re.escape(name)}(?=\s*$|\n)", "", node):
                yield text
        elif node.tag == "span" and node.get("id") == name:
            yield from node.children if node.children != (" ",) else ()
        else:
            inside = tuple(_without_mark(node.children, name))
            if inside or not node.children:
                yield Element(node.tag, node.attributes, inside)


def moved_id(theirs: Nodes, ours: Nodes) -> Left:
    """`{ #id}` of the garden plugin: Pandoc's page has it on the block after the one it names.

    It parts a list in two there, and is dropped where no block follows.
    """
    box, our_box = one(theirs, "main", "blockquote", "li"), one(ours, "main", "blockquote", "li")
    if not box or not our_box:
        return None
    wanted: dict[str, list[str]] = {}
    for name, place in _named(our_box.children):
        wanted.setdefault(name, []).append(place)
    dropped = [name for name in wanted if name not in set(_ids(box))]
    placed = tuple(_placed(box.children, wanted))
    if placed and isinstance(placed[-1], Element) and len(dropped) == 1:
        placed = (*placed[:-1], _marked(placed[-1], dropped[0], wanted[dropped[0]][0]))
    if placed == box.children:
        return None
    return [Region((Element(box.tag, box.attributes, placed),), ours)]


def _ids(element: Element) -> Iterator[str]:
    yield element.get("id")
    for node in element.children:
        if isinstance(node, Element):
            yield from _ids(node)


def _named(nodes: Nodes) -> Iterator[tuple[str, str]]:
    """The ids of items and of divisions without a class in a page, with their elements."""
    for node in nodes:
        if isinstance(node, Element):
            if node.tag in ("li", "div") and node.get("id") and not node.classes:
                yield node.get("id"), node.tag
            if node.tag in (*LISTS, "div"):
                yield from _named(node.children)


def _placed(nodes: Nodes, wanted: Mapping[str, list[str]]) -> Iterator[Node]:
    result: list[Node] = []
    waiting = {name: list(places) for name, places in wanted.items()}
    for node in nodes:
        before = result[-1] if result else None
        places = waiting.get(node.get("id")) if isinstance(node, Element) else None
        if (
            isinstance(node, str)
            or node.tag == "div"
            or not places
            or isinstance(before, str | None)
        ):
            result.append(node)
            continue
        result[-1] = marked = _marked(before, node.get("id"), places.pop(0))
        after = node.without("id")
        if marked.tag == after.tag and after.tag in LISTS:
            result[-1] = Element(marked.tag, marked.attributes, marked.children + after.children)
        else:
            result.append(after)
    return iter(result)


def _marked(block: Element, name: str, place: str) -> Element:
    if place == "div" or block.tag not in LISTS:
        return Element("div", (("id", name),), (block,))
    last = block.children[-1]
    assert isinstance(last, Element)
    named = Element(last.tag, (*last.attributes, ("id", name)), last.children)
    return Element(block.tag, block.attributes, (*block.children[:-1], named))
