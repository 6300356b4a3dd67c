"""Why a run of blocks differs: as in `inlines`, for what stands on lines of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from exporter.source.syntax.callouts import ALIASES
from tests.pandoc_oracle.comparison import Left, Region
from tests.pandoc_oracle.inlines import one
from tests.trees import INLINES, Element, Node, Nodes, text_of

MARK = re.compile(r"\[!([^\]\s|][^\]|]*)(?:\|[^\]]*)?\]([+-]?) ?")
BOXES = ("blockquote", "div", "main", "body")
LINES = frozenset("p div ul ol li dl dt dd table tr blockquote pre h1 h2 h3 h4 h5 h6".split())


def callout(theirs: Nodes, ours: Nodes) -> Left:
    """Title and text are one paragraph of Pandoc's, where no blank line is between them."""
    quote, box = one(theirs, "blockquote"), one(ours, "aside", "details")
    first = one(quote.children[:1], "p") if quote else None
    found = MARK.match(str(first.children[0])) if first else None
    if not quote or not box or not first or not found or not _is_kind(found[1], box):
        return None
    text = (str(first.children[0])[found.end() :], *first.children[1:])
    title, body = _parts(box)
    own = found[1].replace("-", " ").capitalize()
    if text_of(title) == own and not text_of(text).startswith(own):
        title = ()  # what a callout without a title is called
    opening = one(body[:1], "p")
    if opening and _count(text) > _count(title):
        title = (*title, *((" ",) if title else ()), *opening.children)
        body = body[1:]
    return [Region(text, title), Region(quote.children[1:], body)]


def _is_kind(kind: str, box: Element) -> bool:
    kind = kind.strip().lower()
    return f"callout-{ALIASES.get(kind, kind)}" in box.classes


def _parts(box: Element) -> tuple[Nodes, Nodes]:
    inside = [each for each in box.children if isinstance(each, Element)]
    parts = {name: each.children for each in inside for name in each.classes}
    return parts.get("callout-title", ()), parts.get("callout-body", ())


def _count(nodes: Nodes) -> int:
    return len(re.findall(r"\w+", text_of(nodes)))


def task(theirs: Nodes, ours: Nodes) -> Left:
    item, our_item = one(theirs, "li"), one(ours, "li")
    if not item or not our_item or "task" not in our_item.classes:
        return None
    state = f"[{our_item.get('data-task')}] "
    rest = our_item.children[1:]
    if first := one(rest[:1], "p"):
        rest = (Element("p", first.attributes, (state, *first.children)), *rest[1:])
    else:
        # a blank parts the box from the text
        text = [node.lstrip() if isinstance(node, str) else node for node in rest[:1]]
        rest = (state, *text, *rest[1:])
    return [Region(item.children, rest)]


def live(theirs: Nodes, ours: Nodes) -> Left:
    listing, told = one(theirs, "pre"), one(ours, "p")
    if not listing or not told or "dynamic" not in told.classes:
        return None
    language = listing.get("language") or ""
    return [] if language and text_of(told.children).endswith(f": {language}") else None


# --- attributes -----------------------------------------------------------------------------------


def around(theirs: Nodes, ours: Nodes) -> Left:
    """Attributes that stand on Pandoc's block, and on a division around ours."""
    box, element = one(ours, "div"), theirs[0] if len(theirs) == 1 else ""
    if not box or isinstance(element, str) or element.tag == "div":
        return None
    kept = tuple(each for each in element.attributes if each not in box.attributes)
    if len(kept) + len(box.attributes) != len(element.attributes):
        return None
    return [Region((Element(element.tag, kept, element.children),), box.children)]


# --- raw HTML -------------------------------------------------------------------------------------


def loose_text(theirs: Nodes, ours: Nodes) -> Left:
    """Text alone, in a container that holds blocks in ours."""
    box, our_box = one(theirs, *BOXES), one(ours, *BOXES)
    if not box or not our_box or (box.tag, box.attributes) != (our_box.tag, our_box.attributes):
        return None
    whole = tuple(_paragraphs(box.children))
    if whole == box.children or any(map(_is_inline, our_box.children)):
        return None
    return [Region(whole, our_box.children)]


def _paragraphs(nodes: Nodes) -> Iterator[Node]:
    for inline, run in groupby(nodes, _is_inline):
        side_by_side = tuple(run)
        yield from (Element("p", (), side_by_side),) if inline else side_by_side


def _is_inline(node: Node) -> bool:
    return isinstance(node, str) or node.tag in INLINES


def in_a_line(theirs: Nodes, ours: Nodes) -> Left:
    """Blocks in a cell of a pipe table: each begins a line of its own there."""
    cell, our_cell = one(theirs, "td", "th"), one(ours, "td", "th")
    if not cell or not our_cell or not all(map(_is_inline, our_cell.children)):
        return None
    if not any(isinstance(node, Element) and node.tag in LINES for node in cell.children):
        return None
    return [Region(_lines(cell.children), our_cell.children)]


def _lines(nodes: Nodes) -> Nodes:
    parts: list[Node] = []
    parted = False
    for node in nodes:
        is_line = isinstance(node, Element) and node.tag in LINES
        if parts and (is_line or parted):
            parts.append(Element("br"))
        parts += _lines(node.children) if isinstance(node, Element) and is_line else (node,)
        parted = is_line
    return tuple(parts)


def empty(theirs: Nodes, ours: Nodes) -> Left:
    element = one(theirs, "tbody", "div", "p")
    if not element or element.attributes or ours:
        return None
    return [] if element.children in ((), ("\xa0",)) else None
