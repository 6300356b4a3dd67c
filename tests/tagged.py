"""The structure tree of a PDF as its reader sees it, read from the objects and the pages alone."""

from __future__ import annotations

import io
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pikepdf

TEXTS = ("Alt", "E", "ID", "Lang")


class Element(NamedTuple):
    """A structure element. `texts` are its entries of text, `marks` those of its own, as pages and
    numbers, `links` the annotations, and `kids` elements; `order` has a letter for each of these:
    `m`, `l` or `k`."""

    type: str
    number: tuple[int, int]
    texts: dict[str, str]
    attributes: dict[str, Any]
    kids: list[Element]
    marks: list[tuple[int, int]]
    links: list[Any]
    order: list[str]

    def walk(self) -> Iterator[Element]:
        yield self
        for kid in self.kids:
            yield from kid.walk()

    def all(self, *types: str) -> list[Element]:
        return [each for each in self.walk() if each.type in types]

    def count(self) -> Counter[str]:
        return Counter(each.type for each in self.walk())

    @property
    def is_heading(self) -> bool:
        return len(self.type) == 2 and self.type[0] == "H"


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def tree(file: pikepdf.Pdf) -> Element:
    """The Document element. Each element must name the one that it stands in."""
    pages = {page.obj.objgen: number for number, page in enumerate(file.pages)}
    root = file.Root.StructTreeRoot

    def read(element: Any, parent: Any) -> Element:
        assert element.P.objgen == parent.objgen
        texts = {key: str(element[f"/{key}"]) for key in TEXTS if f"/{key}" in element}
        attributes = {key[1:]: _plain(value) for key, value in element.get("/A", {}).items()}
        made = Element(str(element.S)[1:], element.objgen, texts, attributes, [], [], [], [])
        for kid in element.K:
            if isinstance(kid, int):
                made.marks.append((pages[element.Pg.objgen], kid))
                made.order.append("m")
            elif "/S" in kid:
                made.kids.append(read(kid, element))
                made.order.append("k")
            elif kid.Type == "/MCR":
                made.marks.append((pages[kid.Pg.objgen], int(kid.MCID)))
                made.order.append("m")
            else:
                made.links.append(kid.Obj)
                made.order.append("l")
        return made

    (document,) = root.K
    return read(document, root)


def _plain(value: Any) -> Any:
    if isinstance(value, pikepdf.Array):
        return [float(each) for each in value]
    return value if isinstance(value, int) else str(value)


def numbers(file: pikepdf.Pdf) -> dict[int, Any]:
    """The ParentTree as a mapping."""
    listed = list(file.Root.StructTreeRoot.ParentTree.Nums)
    return {int(key): value for key, value in zip(listed[::2], listed[1::2], strict=True)}


def marked(file: pikepdf.Pdf) -> tuple[dict[tuple[int, int], bytes], list[str]]:
    """What each marked content shows, as the codes of its letters, and what is drawn outside of
    marks and artifacts."""
    shown: dict[tuple[int, int], bytes] = {}
    loose: list[str] = []
    for number, page in enumerate(file.pages):
        marks: list[int | None] = []
        for operands, operator in pikepdf.parse_content_stream(page):
            match str(operator):
                case "BDC":
                    found = operands[1]
                    marks.append(int(found.MCID) if "/MCID" in found else None)
                    if marks[-1] is None:
                        assert operands[0] == "/Artifact"
                    else:
                        assert (number, marks[-1]) not in shown
                        shown[number, marks[-1]] = b""
                case "BMC":
                    assert operands[0] == "/Artifact"
                    marks.append(None)
                case "EMC":
                    marks.pop()
                case "Tj" | "TJ" | "Do" | "f" | "S" | "B" | "sh" if not marks:
                    loose.append(f"page {number}: {operator}")
    return shown, loose


def letters(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())
