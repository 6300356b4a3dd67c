"""The structure of what WeasyPrint has laid out: the elements of the page in the order of its text,
with what each shows on which pages (ISO 32000-1 §14.7, §14.8).

WeasyPrint 70 begins anew on each page: a paragraph that goes on over two is two, and so are a list
and a table. Here an element of the page is one, wherever its boxes stand. What its boxes show is in
the order of these; a note stands where it is called.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from exporter.backends.pdf_roles import (
    BLOCKS,
    GROUPING,
    INLINE,
    NUMBERINGS,
    PARTS,
    SCOPES,
    WORDLESS,
    Around,
    is_silent,
    types_of,
)

POINT = 0.75
# Characters of a note that its call tells
TOLD = 200


class Mark(NamedTuple):
    """Marked content of a page, which counts from 0."""

    page: int
    number: int


class Annotated(NamedTuple):
    """A link on a page, as WeasyPrint writes it."""

    page: int
    annotation: Any


@dataclass(slots=True)
class Node:
    """A structure element: its type, the page that it begins on, and what is in it. `entries` and
    `attributes` are as PDF has them, strings as text."""

    type: str
    page: int
    kids: list[Node | Mark | Annotated] = field(default_factory=list)
    entries: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)


class Structure:
    """The nodes of a page of markup, filled with what is shown of it page by page. `silent` are
    marks that are no part of the text."""

    def __init__(self, root: Element) -> None:
        self.parents = {child: parent for parent in root.iter() for child in parent}
        self.document = Node("Document", 0)
        self.silent: list[Mark] = []
        # the innermost node of each element, and the outermost of those that have one of their own
        self.nodes = {root: self.document}
        self.outer = {root: self.document}
        self.parts: dict[tuple[Element, str], Node] = {}
        self.paragraphs: dict[Element, Node] = {}
        self.languages = {root: root.get("lang", "")}
        self.repeated: set[Element] = set()
        self.level = 0

    def add_page(self, number: int, box: Any, marks: Mapping[Any, int]) -> None:
        """What a page shows: its box, and the number of each box that is marked on it."""
        height = box.margin_height()
        for shown, silent in _shown(box, False, self.repeated):
            mark = Mark(number, marks[shown]) if shown in marks else None
            if silent or shown.element is None or is_silent(shown.element):
                self.silent += [mark] if mark else []
                if not shown.link_annotation:
                    continue
                mark = None  # what it leads to is the same as where it stood first
            self._add(shown, number, mark, height)

    def _add(self, box: Any, page: int, mark: Mark | None, height: float) -> None:
        element, part = box.element, (box.element_tag or "").partition("::")[2]
        is_part = part in PARTS
        node = self._part(element, part, page, box) if is_part else self._node(element, page)
        if box.link_annotation:
            box.link_annotation["Contents"] = pydyf.String(_words(box, part))
            node.kids.append(Annotated(page, box.link_annotation))
        if mark is None:
            return
        if isinstance(box, boxes.TextBox) and not box.text.strip() and node.type in WORDLESS:
            self.silent.append(mark)
            return
        if isinstance(box, boxes.ReplacedBox) and not is_part:
            self._picture(node, box, height)
        elif not is_part:
            node = self._holder(element, page)
        node.kids.append(mark)

    def _node(self, element: Element, page: int) -> Node:
        """The node that the content of an element is in."""
        if element in self.nodes:
            return self.nodes[element]
        parent = self.parents[element]
        around = self._node(parent, page)
        language = element.get("lang", self.languages[parent])
        types = types_of(element, Around(parent, around.type))
        block = element.tag in BLOCKS
        if language != self.languages[parent] and not types:
            types = ("Div",) if block else ("Span",)
        self.languages[element] = language
        if not types:
            self.nodes[element] = around
            return around
        if types[0] in INLINE and not block:
            around = self._holder(parent, page)
        if types == ("LBody",):
            around = _last_item(around, page)
        nodes = _chain(types, page, around)
        self.outer[element], self.nodes[element] = nodes[0], nodes[-1]
        if language != self.languages[parent]:
            nodes[0].entries["Lang"] = language
        self._describe(nodes[-1], element)
        return nodes[-1]

    def _holder(self, element: Element, page: int) -> Node:
        """The node for text of an element: a paragraph, where it stands in nothing but groups."""
        node = self._node(element, page)
        while element not in self.outer and element.tag not in BLOCKS:
            element = self.parents[element]
        if node.type not in GROUPING:
            return node
        known = self.paragraphs.get(element)
        if known is None or node.kids[-1] is not known:
            (known,) = _chain(("P",), page, node)
            self.paragraphs[element] = known
        return known

    def _part(self, element: Element, part: str, page: int, box: Any) -> Node:
        """The node of a part of an element that CSS makes."""
        if (element, part) in self.parts:
            return self.parts[element, part]
        if part == "footnote-call":
            around = self._holder(self.parents[element], page)
        else:
            self._node(element, page)
            around = self.outer[element]
        *_, node = nodes = _chain(PARTS[part], page, around)
        self.parts[element, part] = node
        if part == "footnote-call":
            self._node(element, page)  # the note follows its call
        else:
            around.kids.insert(0, around.kids.pop(around.kids.index(nodes[0])))
        if part == "marker":
            style = box.style["list_style_type"]
            named = NUMBERINGS.get(style, "None") if isinstance(style, str) else "None"
            self._node(self.parents[element], page).attributes["ListNumbering"] = f"/{named}"
        return node

    def _describe(self, node: Node, element: Element) -> None:
        match node.type:
            case "H1" | "H2" | "H3" | "H4" | "H5" | "H6":
                # ISO 14289-1 §7.4.2: no level is left out
                level = int(node.type[1])
                self.level = min(level, self.level + 1) if self.level else level
                node.type = f"H{self.level}"
            case "L":
                node.attributes = {"O": "/List", "ListNumbering": "/None"}
            case "TH" | "TD":
                spans = {name: int(element.get(name.lower(), 1)) for name in ("RowSpan", "ColSpan")}
                node.attributes = {"O": "/Table"} | {
                    name: span for name, span in spans.items() if span > 1
                }
                if node.type == "TH":
                    scope = SCOPES.get(element.get("scope", ""), "Column")
                    node.attributes["Scope"] = f"/{scope}"
            case "Note":
                node.entries["ID"] = element.get("id", "")
            case "Span" if element.get("title") and element.tag == "abbr":
                node.entries["E"] = element.get("title", "")
            case "Span" if element.get("aria-label"):
                node.entries["Alt"] = element.get("aria-label", "")

    def _picture(self, node: Node, box: Any, height: float) -> None:
        node.entries["Alt"] = _alternative(box.element)
        left, top = box.content_box_x(), box.content_box_y()
        sides = (left, height - top - box.height, left + box.width, height - top)
        node.attributes = {"O": "/Layout", "BBox": [round(side * POINT, 2) for side in sides]}


def _shown(box: Any, silent: bool, repeated: set[Element]) -> Iterator[tuple[Any, bool]]:
    """The boxes of a page in the order of its text, and whether they are no part of it."""
    if isinstance(box, AbsolutePlaceholder):
        box = box._box
    silent = silent or box.is_leader or isinstance(box, boxes.MarginBox)
    if isinstance(box, boxes.TableRowGroupBox) and (box.is_header or box.is_footer):
        # ISO 32000-1 §14.8.2.2: a head that stands again is an artifact of the page
        silent = silent or box.element in repeated
        repeated.add(box.element)
    yield box, silent
    for child in box.children:
        yield from _shown(child, silent, repeated)


def _chain(types: tuple[str, ...], page: int, around: Node) -> list[Node]:
    """Nodes of those types, each in the one before it, and the first at the end of another."""
    nodes = []
    for each in types:
        node = Node(each, page)
        around.kids.append(node)
        nodes.append(node)
        around = node
    return nodes


def _last_item(node: Node, page: int) -> Node:
    """The item of a list of definitions that is open."""
    for kid in reversed(node.kids):
        if isinstance(kid, Node) and kid.type == "LI":
            return kid
    return _chain(("LI",), page, node)[0]


def _alternative(element: Element) -> str:
    title = element.find("{http://www.w3.org/2000/svg}title")
    return element.get("alt") or (title.text if title is not None else "") or ""


def _words(box: Any, part: str) -> str:
    """What a link says: its words, those of its pictures, or of the note that it leads to; what CSS
    shows in it where it has none."""
    element = box.element
    words = " ".join("".join(element.itertext()).split())
    if part == "footnote-marker":
        return str(element.get("data-number", ""))
    if part == "footnote-call" and len(words) > TOLD:
        return words[:TOLD].rpartition(" ")[0] + " …"
    shown = (each.text for each in box.descendants() if isinstance(each, boxes.TextBox))
    return words or " ".join(filter(None, map(_alternative, element.iter()))) or "".join(shown)
