"""The pieces of a long book joined to one PDF, with all that holds across them: the structure tree,
links, bookmarks, fonts, and what stands around the pages.

No PDF library does this: they drop the tree, or the names that links lead to. Each page keeps its
own content, and the elements of the structure tree stay as they are; only what numbers them is made
anew (ISO 32000-1 §14.7.4.4).
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple
from warnings import catch_warnings, simplefilter

from pikepdf import (
    Array,
    Dictionary,
    Name,
    Object,
    ObjectStreamMode,
    OutlineItem,
    PageCopyWarning,
    Pdf,
    String,
)
from weasyprint.anchors import make_page_bookmark_tree
from weasyprint.matrix import Matrix

from exporter.backends.pdf_fonts import FontUse, merged, subset, to_unicode, widths_array
from exporter.backends.pdf_piece import POINT, Leaf
from exporter.backends.pdf_places import Placed
from exporter.backends.pdf_roles import MAPPED

Point = tuple[float, float]
Area = tuple[float, float, float, float]
# What has the same name in all pieces where it is the same (`pdf_pictures`, `pdf_formulas`)
SHARED = re.compile("/(?:i[0-9a-f]{16}[01]|g[0-9a-f]{16})")
# What the whole file says of itself, from the PDF of the frames
SAID = (
    *("/AF", "/Lang", "/MarkInfo", "/Metadata", "/Names", "/OutputIntents", "/PageLabels"),
    *("/PageLayout", "/PageMode", "/ViewerPreferences"),
)
# ISO 32000-1 §14.8.2.2.2: heads and page numbers are no part of the text
ARTIFACT = b"/Artifact << /Type /Pagination >> BDC"


class Part(NamedTuple):
    """A piece that was laid out: its PDF, its fonts, and its pages in their places."""

    data: bytes
    fonts: Mapping[str, FontUse]
    pages: Sequence[Placed]


class Frame(NamedTuple):
    """What stands around all pages, as a PDF with a page for each. `areas` are where their text
    stands: left, top, width and height in CSS pixels."""

    data: bytes
    fonts: Mapping[str, FontUse]
    areas: Sequence[Area]


class Sheet(NamedTuple):
    """A page of the book; `shift` is how far its text was moved, in points to the right and up."""

    page: Object
    place: Placed
    shift: Point


def join(parts: Sequence[Part], frame: Frame, files: Mapping[str, bytes]) -> bytes:
    """The book as a PDF; `files` are the fonts by their digests."""
    book = Pdf.new()
    around = Pdf.open(io.BytesIO(frame.data))
    sources = [_opened(part.data) for part in parts]
    sheets: list[Sheet] = []
    for part, source in zip(parts, sources, strict=True):
        sheets += _added(book, part, source, around, frame.areas, len(sheets))
    _share_drawings(sheets)
    _share_fonts(book, sheets, [*(part.fonts for part in parts), frame.fonts], files)
    _join_trees(book, sheets, sources)
    _outline(book, sheets)
    for key in SAID:
        if key in around.Root:
            book.Root[key] = book.copy_foreign(around.make_indirect(around.Root[key]))
    _name_places(book, sheets)
    for key, value in around.docinfo.items():
        book.docinfo[key] = value
    stream = io.BytesIO()
    book.save(
        stream,
        min_version="1.7",
        object_stream_mode=ObjectStreamMode.generate,
        deterministic_id=True,
    )
    return stream.getvalue()


def _opened(data: bytes) -> Pdf:
    """A piece; the places that it names are named anew for the whole book."""
    piece = Pdf.open(io.BytesIO(data))
    for key in ("/Names", "/Outlines"):
        if key in piece.Root:
            del piece.Root[key]
    return piece


def _added(
    book: Pdf, part: Part, source: Pdf, around: Pdf, areas: Sequence[Area], number: int
) -> list[Sheet]:
    """The pages of a piece as they are in the book, `number` pages standing before them."""
    sheets: list[Sheet] = []
    blank = [place for place in part.pages if place.leaf is None]
    for place in blank:
        book.pages.append(around.pages[number + len(sheets)])
        page = book.pages[-1].obj
        page.Contents = Array([book.make_stream(ARTIFACT), page.Contents, book.make_stream(b"EMC")])
        sheets.append(Sheet(page, place, (0, 0)))
    start = len(book.pages)
    with catch_warnings():  # that links lose their names, which they get anew
        simplefilter("ignore", PageCopyWarning)
        book.pages.extend(source.pages)
    for position, place in enumerate(part.pages[len(blank) :], start):
        page = book.pages[position].obj
        shift = _shift(place.leaf, areas[position]) if place.leaf else (0.0, 0.0)
        _surround(book, page, book.copy_foreign(around.pages[position].obj), f"/F{position}", shift)
        sheets.append(Sheet(page, place, shift))
    return sheets


def _shift(leaf: Leaf, area: Area) -> Point:
    """How far the text of a page stands from where its piece has it."""
    return (area[0] - leaf.area[0]) * POINT, (leaf.area[1] - area[1]) * POINT


def _surround(book: Pdf, page: Object, around: Object, name: str, shift: Point) -> None:
    """Draw what stands around a page, then its own content, moved to where it stands."""
    drawing = around.Contents
    drawing.Type, drawing.Subtype = Name.XObject, Name.Form
    drawing.BBox, drawing.Resources = around.MediaBox, around.Resources
    # the resources are those of the whole piece
    page.Resources.XObject[name] = drawing
    for box in ("/MediaBox", "/TrimBox", "/BleedBox"):
        page[box] = around[box]
    before = b"%b %b Do EMC q 1 0 0 1 %.4f %.4f cm" % (ARTIFACT, name.encode(), *shift)
    page.Contents = Array([book.make_stream(before), page.Contents, book.make_stream(b"Q")])
    for annotation in page.get("/Annots", ()):
        left, bottom, right, top = (float(side) for side in annotation.Rect)
        across, up = shift
        annotation.Rect = Array([left + across, bottom + up, right + across, top + up])


def _share_fonts(
    book: Pdf,
    sheets: Sequence[Sheet],
    uses: Sequence[Mapping[str, FontUse]],
    files: Mapping[str, bytes],
) -> None:
    """Put each font into the book once, with what all pages show of it."""
    known: dict[str, list[FontUse]] = defaultdict(list)
    for name, use in (item for each in uses for item in each.items()):
        known[f"/{name}"].append(use)
    shared: dict[str, Object] = {}
    for fonts in (each.Font for each in _resources(sheets) if "/Font" in each):
        for name in sorted(known.keys() & fonts.keys()):
            if name not in shared:
                shared[name] = _whole(book, fonts[name], merged(known[name]), files)
            fonts[name] = shared[name]


def _share_drawings(sheets: Sequence[Sheet]) -> None:
    """Put each picture of a size, and each letter of formulas, into the book once."""
    shared: dict[tuple[str, ...], Object] = {}
    for resources in _resources(sheets):
        drawings = resources.get("/XObject", Dictionary())
        for name in filter(SHARED.fullmatch, list(drawings.keys())):
            size = (str(drawings[name].get(side)) for side in ("/Width", "/Height"))
            drawings[name] = shared.setdefault((name, *size), drawings[name])


def _resources(sheets: Sequence[Sheet]) -> Iterator[Object]:
    """The resources of all pages, and of what stands in these; each set once."""
    seen: set[tuple[int, int]] = set()
    waiting = [sheet.page.Resources for sheet in sheets]
    while waiting:
        resources = waiting.pop()
        if resources.is_indirect:
            if resources.objgen in seen:
                continue
            seen.add(resources.objgen)
        yield resources
        for kind in ("/XObject", "/Pattern"):
            for each in resources.get(kind, {}).values():
                if "/Resources" in each:
                    waiting.append(each.Resources)


def _whole(book: Pdf, font: Object, use: FontUse, files: Mapping[str, bytes]) -> Object:
    """A font as one piece has it, made that of all."""
    data = subset(files[use.file], use.index, use.text)
    descendant = font.DescendantFonts[0]
    descriptor = descendant.FontDescriptor
    if "/FontFile3" in descriptor:
        descriptor.FontFile3 = book.make_stream(data, Subtype=Name.OpenType)
    else:
        descriptor.FontFile2 = book.make_stream(data, Length1=len(data))
    descriptor.FontBBox[2] = max(use.widths.values(), default=0)
    descendant.W = Array(
        [Array(run) if isinstance(run, list) else run for run in widths_array(use.widths)]
    )
    font.ToUnicode = book.make_stream(to_unicode(use.text))
    return font


def _join_trees(book: Pdf, sheets: Sequence[Sheet], sources: Sequence[Pdf]) -> None:
    """One structure tree from those of the pieces, whose pages are in the book already."""
    document = book.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.Document, K=Array(), Pg=sheets[0].page)
    )
    of_pages: list[Any] = []
    of_annotations: list[Any] = []
    names: dict[bytes, Object] = {}
    shifts = {sheet.page.objgen: sheet.shift for sheet in sheets}
    written = [(number, sheet.page) for number, sheet in enumerate(sheets) if sheet.place.leaf]
    for source in sources:
        tree = book.copy_foreign(source.Root.StructTreeRoot)
        _move_areas(tree.K[0], shifts)
        ids = list(tree.IDTree.Names) if "/IDTree" in tree else []
        names |= dict(zip(map(bytes, ids[::2]), ids[1::2], strict=True))
        for element in tree.K[0].K:
            element.P = document
            document.K.append(element)
        listed = tree.ParentTree.Nums
        parents = {int(listed[each]): listed[each + 1] for each in range(0, len(listed), 2)}
        own, written = written[: len(source.pages)], written[len(source.pages) :]
        for number, page in own:
            of_pages += [number, parents[int(page.StructParents)]]
            page.StructParents = number
            for annotation in page.get("/Annots", ()):
                if "/StructParent" in annotation:
                    parent = parents[int(annotation.StructParent)]
                    annotation.StructParent = len(sheets) + len(of_annotations) // 2
                    of_annotations += [annotation.StructParent, parent]
    book.Root.StructTreeRoot = root = book.make_indirect(
        Dictionary(
            Type=Name.StructTreeRoot,
            K=Array([document]),
            ParentTree=book.make_indirect(Dictionary(Nums=Array(of_pages + of_annotations))),
            RoleMap=Dictionary({f"/{name}": Name(f"/{role}") for name, role in MAPPED.items()}),
        )
    )
    if names:
        named = [each for name in sorted(names) for each in (String(name), names[name])]
        root.IDTree = book.make_indirect(Dictionary(Names=Array(named)))
    document.P = root


def _move_areas(element: Object, shifts: Mapping[tuple[int, int], Point]) -> None:
    """Figures stand where the text of their pages was moved to."""
    if "/A" in element and "/BBox" in element.A:
        across, up = shifts[element.Pg.objgen]
        left, bottom, right, top = (float(side) for side in element.A.BBox)
        element.A.BBox = Array([left + across, bottom + up, right + across, top + up])
    for kid in element.K:
        if isinstance(kid, Dictionary) and "/S" in kid:
            _move_areas(kid, shifts)


def _name_places(book: Pdf, sheets: Sequence[Sheet]) -> None:
    """ISO 32000-1 §12.3.2.3: the names that links lead to, in their order."""
    places = {
        _as_string(name): _destination(sheet, point)
        for sheet in reversed(sheets)
        if sheet.place.leaf
        for name, point in sheet.place.leaf.places.items()
    }
    names = [each for name in sorted(places) for each in (String(name), places[name])]
    if "/Names" not in book.Root:
        book.Root.Names = Dictionary()
    book.Root.Names.Dests = book.make_indirect(Dictionary(Names=Array(names)))


def _as_string(name: str) -> bytes:
    """As WeasyPrint writes it into links (ISO 32000-1 §7.9.2.2)."""
    return name.encode() if name.isascii() else b"\xfe\xff" + name.encode("utf-16-be")


def _destination(sheet: Sheet, point: Point) -> Array:
    (x, y), (across, up) = point, sheet.shift
    return Array([sheet.page, Name.XYZ, x + across, y + up, 0])


def _outline(book: Pdf, sheets: Sequence[Sheet]) -> None:
    """The bookmarks of all pieces as one tree, as WeasyPrint makes it of one."""
    tree: list[Any] = []
    skipped: list[int] = []
    last: list[Any] = [tree]
    level = 0
    for number, sheet in enumerate(sheets):
        leaf = sheet.place.leaf
        marks = leaf.bookmarks if leaf else ()
        page = SimpleNamespace(
            bookmarks=[
                (depth, label, (x, y), "closed" if closed else "open")
                for depth, label, closed, x, y in marks
            ]
        )
        level = make_page_bookmark_tree(page, skipped, last, level, number, Matrix())

    def item(
        label: str, place: tuple[int, float, float], kids: list[Any], state: str
    ) -> OutlineItem:
        number, x, y = place
        made = OutlineItem(label, destination=_destination(sheets[number], (x, y)))
        made.is_closed = state == "closed"
        made.children = [item(*kid) for kid in kids]
        return made

    with book.open_outline() as outline:
        outline.root.extend(item(*entry) for entry in tree)
