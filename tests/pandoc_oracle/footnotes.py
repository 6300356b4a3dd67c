"""Footnotes put back to where they are referred to, so that each is compared with its like.

Pandoc's page and ours number them apart where inline notes, which Pandoc leaves as text, are among
them; and where the notes are gathered, and what leads back from there, is each page's own.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.trees import Element, Node, Nodes

REFERENCE = "footnote-ref"
BACK = "footnote-back"
FOOTNOTE = "footnote"


def in_place(page: Element) -> Element:
    """The page with an element `footnote` for each reference, and no list of notes at its end."""
    notes = {
        item.get("id"): item.children
        for section in _sections(page)
        for listed in section.children
        if isinstance(listed, Element)
        for item in listed.children
        if isinstance(item, Element)
    }
    return Element(page.tag, page.attributes, _placed(page.children, notes))


def _sections(element: Element) -> Iterator[Element]:
    for node in element.children:
        if isinstance(node, Element):
            if _is_section(node):
                yield node
            else:
                yield from _sections(node)


def _is_section(element: Element) -> bool:
    return element.tag == "section" and "footnotes" in element.classes


def _placed(nodes: Nodes, notes: dict[str, Nodes]) -> Nodes:
    placed: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            placed.append(node)
        elif REFERENCE in node.classes:
            # a note is taken once: one that is taken by none, or by two, is a difference
            placed.append(Element(FOOTNOTE, (), _placed(notes.pop(_target(node), ()), notes)))
        elif _is_section(node):
            continue
        elif BACK in node.classes:
            placed[-1:] = _unspaced(placed[-1:])
        else:
            inside = _placed(node.children, notes)
            if inside or not node.children:
                placed.append(Element(node.tag, node.attributes, inside))
    return tuple(placed)


def _target(reference: Element) -> str:
    inner = [node for node in reference.children if isinstance(node, Element)]
    return (reference.get("href") or inner[0].get("href")).removeprefix("#")


def _unspaced(last: list[Node]) -> list[Node]:
    """Our way back is set off by a space, which stays behind without it."""
    return [text for node in last if (text := node.rstrip() if isinstance(node, str) else node)]
