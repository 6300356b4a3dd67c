"""Why a run of inlines differs: each function undoes what we made of Pandoc's, or says no.

What it gives back is still compared: no function explains more than its own construct.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from exporter.model.media import film_page
from tests.pandoc_oracle.comparison import Fits, Left, Region
from tests.trees import Element, Node, Nodes, text_of


def one(nodes: Nodes, *tags: str) -> Element | None:
    """The only element of a region, where it is one of these."""
    node = nodes[0] if len(nodes) == 1 else None
    return node if isinstance(node, Element) and node.tag in tags else None


def undone(undo: Callable[[Element], Nodes | None], mark: str) -> Fits:
    """Fits where `undo` makes something else of an element of ours, and theirs has the mark."""

    def fits(theirs: Nodes, ours: Nodes) -> Left:
        made = [undo(node) if isinstance(node, Element) else None for node in ours]
        if all(each is None for each in made) or mark not in text_of(theirs):
            return None
        whole: list[Node] = []
        for node, each in zip(ours, made, strict=True):
            whole += [node] if each is None else each
        return [Region(theirs, tuple(whole))]

    return fits


def _highlight(mark: Element) -> Nodes | None:
    return ("==", *mark.children, "==") if mark.tag == "mark" else None


def _tag(span: Element) -> Nodes | None:
    return span.children if span.classes == {"tag"} else None


def _inline_note(note: Element) -> Nodes | None:
    content = one(note.children, "p")
    return ("^[", *content.children, "]") if note.tag == "footnote" and content else None


highlight = undone(_highlight, "==")
tag = undone(_tag, "#")
inline_note = undone(_inline_note, "^[")


def comment(theirs: Nodes, ours: Nodes) -> Left:
    if any(isinstance(node, Element) or node.strip() for node in ours):
        return None
    hidden = re.fullmatch(r"\s*(%%.*?(%%|$)\s*)+", text_of(theirs), re.DOTALL)
    return [] if hidden else None


# --- links and pictures ---------------------------------------------------------------------------


def heading_link(theirs: Nodes, ours: Nodes) -> Left:
    link, our_link = one(theirs, "a"), one(ours, "a")
    if not link or not our_link or link.attributes != our_link.attributes:
        return None
    parts = [part.strip().removeprefix("^") for part in text_of(link.children).split("#")]
    shown = " > ".join(part for part in parts if part)
    return [] if len(parts) > 1 and text_of(our_link.children) == shown else None


def escaped_bar(theirs: Nodes, ours: Nodes) -> Left:
    link, our_link = one(theirs, "a"), one(ours, "a")
    if not link or not our_link or not link.get("href").endswith("\\"):
        return None
    if link.get("href").rstrip("\\") != our_link.get("href"):
        return None
    return [Region(link.children, our_link.children)]


def embed(theirs: Nodes, ours: Nodes) -> Left:
    link, made = one(theirs[1:], "a"), one(ours, "span", "img")
    if theirs[:1] != ("!",) or not link or not made:
        return None
    if made.tag == "img":
        return [] if made.get("src") == link.get("href") else None
    return [] if "unresolved" in made.classes and text_of(ours) in text_of(theirs) else None


def alternative(theirs: Nodes, ours: Nodes) -> Left:
    image, our_image = one(theirs, "img"), one(ours, "img")
    if not image or not our_image or image.get("alt"):
        return None
    if our_image.get("alt") not in (*our_image.get("src").split("."), "image"):
        name = our_image.get("src").rpartition("/")[2]
        if our_image.get("alt") not in (name, name.rpartition(".")[0]):
            return None
    return [] if image.without("alt") == our_image.without("alt") else None


def place(theirs: Nodes, ours: Nodes) -> Left:
    anchor, span = one(theirs, "a"), one(ours, "span")
    if not anchor or not span or anchor.get("href") or anchor.get("id") != span.get("id"):
        return None
    return [Region(anchor.children, span.children)]


# --- raw HTML -------------------------------------------------------------------------------------

SYNONYMS = {
    **dict.fromkeys(("b",), "strong"),
    **dict.fromkeys(("i", "cite", "dfn"), "em"),
    **dict.fromkeys(("s", "strike"), "del"),
    **dict.fromkeys(("tt", "samp", "var"), "code"),
    "ins": "u",
}
DROPPED = frozenset("script style button input svg select textarea".split())


def synonym(theirs: Nodes, ours: Nodes) -> Left:
    element, other = one(theirs, *SYNONYMS), one(ours, *SYNONYMS.values())
    if not element or not other or SYNONYMS[element.tag] != other.tag:
        return None
    return [Region(element.children, other.children)]


def without_meaning(theirs: Nodes, ours: Nodes) -> Left:
    element = one(theirs, "small", "big", "center", "font")
    return [Region(element.children, ours)] if element else None


def media(theirs: Nodes, ours: Nodes) -> Left:
    element = one(theirs, "iframe", "video", "audio", "embed", "img")
    if not element or (element.tag == "img" and not film_page(element.get("src") or "")):
        return None
    named = (element, *(node for node in element.children if isinstance(node, Element)))
    sources = [each.get("src") for each in named if each.get("src")]
    if not sources:
        return [] if text_of(ours) == element.tag else None
    paragraph = one(ours, "p")
    parts = paragraph.children if paragraph else ours
    parts = tuple(n for n in parts if isinstance(n, str) or "media-title" not in n.classes)
    shown = one(parts, "a", "audio", "video")
    same = shown and (shown.get("href") or shown.get("src")) == sources[0]
    return [] if same else None


def drawing(theirs: Nodes, ours: Nodes) -> Left:
    """The words of a drawing, which Markdown between its tags saves."""
    said = [word for node in theirs for word in _said(node)] if one(theirs, "svg") else []
    return [] if said and said == text_of(ours).split() else None


def _said(node: Node) -> list[str]:
    if isinstance(node, str):
        return node.split()
    return [word for child in node.children for word in _said(child)]


def dropped(theirs: Nodes, ours: Nodes) -> Left:
    kept = tuple(node for node in theirs if isinstance(node, str) or node.tag not in DROPPED)
    return [Region(kept, ours)] if kept != theirs else None


def crossing(theirs: Nodes, ours: Nodes) -> Left:
    """Emphasis that crosses raw tags: the parser of Pandoc's page leaves an empty one."""
    empty = any(_is_empty_emphasis(node) for node in theirs)
    return [] if empty and text_of(theirs).split() == text_of(ours).split() else None


def _is_empty_emphasis(node: Node) -> bool:
    if isinstance(node, str):
        return False
    empty = node.tag in ("em", "strong") and not node.children
    return empty or any(map(_is_empty_emphasis, node.children))


def arrow(theirs: Nodes, ours: Nodes) -> Left:
    bare = tuple(node.replace("\ufe0e", "") if isinstance(node, str) else node for node in theirs)
    return [Region(bare, ours)] if bare != theirs else None
