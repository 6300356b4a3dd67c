"""Tags of a PDF: the structure tree of what is laid out (`pdf_structure`), written in the place of
WeasyPrint's own (ISO 32000-1 §14.7, ISO 14289-1)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from exporter.backends.pdf_roles import MAPPED
from exporter.backends.pdf_structure import Annotated, Mark, Node, Structure

CALL, MARKER = "::footnote-call", "::footnote-marker"
# ISO 32000-1 §12.5.3; PDF/A-2 §6.3.2 wants no annotation that is only on the screen
PRINTED = 4
# ISO 32000-1 §14.8.2.2.2: what is drawn for the sake of a page
ARTIFACT = {"Type": "/Pagination"}
# Scripts of India and South East Asia: their glyphs stand in another order than their characters,
# and one character may have several. Poppler 22 reads what is written for text that runs from the
# right backwards, and that of the glyphs rightly.
REORDERED = re.compile(
    "[\u0900-\u109f\u1780-\u17ff\u1900-\u1cff\ua800-\ua82f\ua880-\ua8ff\ua930-\uaadf\uabc0-\uabff"
    "\U00011000-\U00011fff]"
)


def prepare_tags(document: Any) -> None:
    """Get a document ready to be written, tagged by `write_tags`: its links are whole, calls of
    notes lead to these and back, and what it marks is kept for us."""
    for page in document.pages:
        # WeasyPrint makes a link of each element inside a link, too
        page.links = [link for link in page.links if link[3].element_tag == "a"]
        for box in _boxes(page._page_box):
            _link_note(page, box)
        page.paint = partial(_paint, page, page.paint)


def write_tags(document: Any, pdf: Any) -> None:
    """Write the tree of a PDF that is about to be written."""
    root = _at(pdf, pdf.catalog["StructTreeRoot"])
    structure = Structure(document.pages[0].shown.children[0].element)
    for number, page in enumerate(document.pages):
        structure.add_page(number, page.shown, page.marks)
    silent: dict[int, set[int]] = defaultdict(set)
    for mark in structure.silent:
        silent[mark.page].add(mark.number)
    for number, marks in silent.items():
        _silence(document.pages[number].stream, marks)
    tree = _Tree(pdf, [len(page.marks) for page in document.pages])
    root["K"] = pydyf.Array([tree.add(structure.document, root.reference)])
    root["ParentTree"] = tree.parents()
    root["RoleMap"] = pydyf.Dictionary({name: f"/{role}" for name, role in MAPPED.items()})
    if tree.ids:
        names = [each for name in sorted(tree.ids) for each in (pydyf.String(name), tree.ids[name])]
        root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(names)})


class _Tree:
    """Structure elements as objects of a PDF, with what finds them again: `marked` has an element
    for each mark of each page, `annotated` those of links, and `ids` those that have a name."""

    def __init__(self, pdf: Any, marks: list[int]) -> None:
        self.pdf = pdf
        self.marked = [[b"null"] * count for count in marks]
        self.annotated: list[bytes] = []
        self.ids: dict[str, bytes] = {}

    def add(self, node: Node, parent: bytes) -> bytes:
        """Write a node and all below it; the reference of its element."""
        element = pydyf.Dictionary(
            {"Type": "/StructElem", "S": f"/{node.type}", "P": parent, "Pg": self._page(node.page)}
        )
        self.pdf.add_object(element)
        for name, text in node.entries.items():
            if text:
                element[name] = pydyf.String(text)
        if node.entries.get("ID"):
            self.ids[node.entries["ID"]] = element.reference
        if node.attributes:
            element["A"] = _dictionary(node.attributes)
        # the foot of a table stands below all of its pages
        kids = sorted(node.kids, key=lambda kid: isinstance(kid, Node) and kid.type == "TFoot")
        element["K"] = pydyf.Array([self._kid(kid, node, element.reference) for kid in kids])
        return bytes(element.reference)

    def parents(self) -> pydyf.Dictionary:
        """ISO 32000-1 §14.7.4.4: the elements by pages and marks, then by annotations."""
        numbers = pydyf.Array()
        for number, marked in enumerate(self.marked):
            numbers.extend((number, pydyf.Array(marked)))
        for number, reference in enumerate(self.annotated, len(self.marked)):
            numbers.extend((number, reference))
        return pydyf.Dictionary({"Nums": numbers})

    def _kid(self, kid: Node | Mark | Annotated, node: Node, reference: bytes) -> Any:
        match kid:
            case Node():
                return self.add(kid, reference)
            case Mark(page, number):
                self.marked[page][number] = reference
                if page == node.page:
                    return number
                return pydyf.Dictionary({"Type": "/MCR", "Pg": self._page(page), "MCID": number})
            case Annotated(page, annotation):
                annotation["StructParent"] = len(self.marked) + len(self.annotated)
                annotation["F"] = PRINTED
                self.annotated.append(reference)
                return pydyf.Dictionary(
                    {"Type": "/OBJR", "Pg": self._page(page), "Obj": annotation.reference}
                )

    def _page(self, number: int) -> Any:
        return self.pdf.page_references[number]


def _boxes(box: Any) -> Iterator[Any]:
    if isinstance(box, AbsolutePlaceholder):
        box = box._box
    yield box
    for child in box.children:
        yield from _boxes(child)


def _link_note(page: Any, box: Any) -> None:
    """Make links of the call of a note and of its number, to each other."""
    tag = box.element_tag or ""
    if not tag.endswith((CALL, MARKER)) or not isinstance(box, boxes.InlineBox):
        return
    note, call = box.element.get("id"), box.element.get("data-call")
    if not call:
        return  # a figure on top of a page (`pdf_top_figures`)
    here, there = (call, note) if tag.endswith(CALL) else (None, call)
    x, y, width, height = box.hit_area()
    area = (x, y, x + width, y + height)
    page.links.append(("internal", there, area, box))
    if here:
        page.anchors.setdefault(here, area)


def _paint(page: Any, paint: Any, stream: Any, scale: float) -> None:
    """Paint a page and keep what is marked on it. WeasyPrint's own tree finds it empty."""
    paint(stream, scale)
    page.stream, page.shown = stream, page._page_box
    page.marks = {box: mark["mcid"] for box, mark in stream._tags.items()}
    _say(stream, page.marks)
    stream._tags.clear()
    page._page_box = page._page_box.copy_with_children([])


def _say(stream: Any, marks: Mapping[Any, int]) -> None:
    """Write what a text says where its glyphs can't (ISO 32000-1 §14.9.4)."""
    said = {
        number: box.text
        for box, number in marks.items()
        if isinstance(box, boxes.TextBox) and REORDERED.search(box.text)
    }
    for operator in stream.stream if said else ():
        if isinstance(operator, pydyf.Dictionary) and operator.get("MCID") in said:
            operator["ActualText"] = pydyf.String(said[operator["MCID"]])


def _silence(stream: Any, marks: Collection[int]) -> None:
    """Make artifacts of what is marked by these numbers."""
    operators = stream.stream
    for place, operator in enumerate(operators):
        if isinstance(operator, pydyf.Dictionary) and operator.get("MCID") in marks:
            operators[place - 1 : place + 1] = ["/Artifact", pydyf.Dictionary(ARTIFACT)]


def _dictionary(attributes: Mapping[str, Any]) -> pydyf.Dictionary:
    return pydyf.Dictionary(
        {
            name: pydyf.Array(value) if isinstance(value, list) else value
            for name, value in attributes.items()
        }
    )


def _at(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]
