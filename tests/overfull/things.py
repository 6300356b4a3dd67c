"""What stands on the pages of a PDF, and where: runs of text, pictures, and grounds behind them."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pikepdf
import pypdfium2
from pypdfium2 import raw


class Box(NamedTuple):
    """Points from the lower left corner of the page."""

    left: float
    bottom: float
    right: float
    top: float

    def around(self, other: Box) -> Box:
        return Box(
            min(self.left, other.left),
            min(self.bottom, other.bottom),
            max(self.right, other.right),
            max(self.top, other.top),
        )

    def within(self, other: Box) -> Box:
        """What both have in common; nothing is left where it has no height or width."""
        return Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        )

    @property
    def size(self) -> float:
        return max(self.right - self.left, 0) * max(self.top - self.bottom, 0)


class Thing(NamedTuple):
    """`box` holds the ink that is seen, and `cut` is the share of it that is not. `tags` is the way
    through the structure tree, from the leaf up: empty for what is no part of the text, as heads
    and feet are. Things of one `content` belong together: a picture stands in a line of text,
    or is a letter of it."""

    kind: Literal["text", "picture", "ground"]
    box: Box
    words: str
    tags: tuple[str, ...]
    content: int
    cut: float = 0


class Page(NamedTuple):
    number: int
    box: Box
    things: tuple[Thing, ...]


def pages(file: Path) -> Iterator[Page]:
    """The pages of a PDF, with all that is painted on them."""
    data = file.read_bytes()
    with pikepdf.open(BytesIO(data)) as tagged, pypdfium2.PdfDocument(data) as document:
        tree = pikepdf.NumberTree(tagged.Root.StructTreeRoot.ParentTree)
        for number, (page, leaf) in enumerate(zip(document, tagged.pages, strict=True)):
            # a page with nothing on it has none
            known = tree[int(leaf.StructParents)] if "/StructParents" in leaf else ()
            tags = [_way(element) for element in known]
            width, height = page.get_size()
            yield Page(number + 1, Box(0, 0, width, height), tuple(_things(page, tags)))


def _way(element: Any) -> tuple[str, ...]:
    found: list[str] = []
    while isinstance(element, pikepdf.Dictionary) and "/S" in element:
        found.append(str(element.S)[1:])
        element = element.get("/P")
    return tuple(found)


def _things(page: pypdfium2.PdfPage, tags: list[tuple[str, ...]]) -> Iterator[Thing]:
    text = page.get_textpage()
    pictures: dict[int, Thing] = {}
    for painted in page.get_objects(max_depth=1, textpage=text):
        content = raw.FPDFPageObj_GetMarkedContentID(painted.raw)
        whole, way = Box(*painted.get_bounds()), tags[content] if 0 <= content < len(tags) else ()
        box = _seen(whole, painted)
        if painted.type == raw.FPDF_PAGEOBJ_TEXT and "Figure" not in way:
            cut = 1 - box.size / whole.size if whole.size else 0
            yield Thing("text", box, painted.extract().strip(), way, content, cut)
        elif content < 0:
            yield Thing("ground", box, "", (), content)
        elif content in pictures:
            pictures[content] = pictures[content]._replace(box=pictures[content].box.around(box))
        else:
            pictures[content] = Thing("picture", box, "", way, content)
    yield from pictures.values()


def _seen(box: Box, painted: pypdfium2.PdfObject) -> Box:
    """What is left by the paths that it is clipped to, taken as boxes."""
    clip = raw.FPDFPageObj_GetClipPath(painted.raw)
    for path in range(max(raw.FPDFClipPath_CountPaths(clip), 0)):
        points = [
            _point(raw.FPDFClipPath_GetPathSegment(clip, path, segment))
            for segment in range(raw.FPDFClipPath_CountPathSegments(clip, path))
        ]
        across, down = zip(*points, strict=True)
        box = box.within(Box(min(across), min(down), max(across), max(down)))
    return box


def _point(segment: Any) -> tuple[float, float]:
    x, y = ctypes.c_float(), ctypes.c_float()
    raw.FPDFPathSegment_GetPoint(segment, x, y)
    return x.value, y.value
