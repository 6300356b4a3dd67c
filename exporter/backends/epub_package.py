"""The package of an EPUB, made by EbookLib, which is given finished bytes: it would re-serialise
markup wrongly, and lose deep text. What it does by the clock is mended here, and nowhere else.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import count
from typing import Any, NamedTuple

from ebooklib import epub
from lxml import etree

from exporter.backends.epub_metadata import describe
from exporter.backends.epub_navigation import Page
from exporter.model.edition import Edition
from exporter.rendering.outline import Place
from exporter.rendering.pages import direction

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Resource(NamedTuple):
    """A file of the package; `properties` are those of EPUB 3.3 §D.6.5."""

    id: str
    file: str
    media_type: str
    data: bytes
    properties: tuple[str, ...] = ()


class Contents(NamedTuple):
    """What is in the package. `spine` are ids in reading order; the navigation document is read
    last, and only by who asks for it, where it is not among them. `statements` are properties and
    values of the metadata."""

    resources: Sequence[Resource]
    spine: Sequence[str]
    outline: Sequence[Place]
    pages: Sequence[Page]
    statements: Iterable[tuple[str, str]] = ()


def packed(edition: Edition, contents: Contents) -> bytes:
    """The EPUB's bytes: always the same for the same edition."""
    package = epub.EpubBook()
    describe(package, edition, contents.statements)
    items = {each.id: _item(each) for each in contents.resources}
    for item in items.values():
        package.add_item(item)
    for each in contents.resources:
        if "cover-image" in each.properties:  # EPUB 2's way, by which Kobo and Kindle find it
            package.add_metadata(None, "meta", "", {"name": "cover", "content": each.id})
    package.add_item(epub.EpubNcx())
    package.spine = [items[name] for name in contents.spine]
    package.spine += [
        (items[each.id], "no")
        for each in contents.resources
        if "nav" in each.properties and each.id not in contents.spine
    ]
    numbers = count(1)
    package.toc = [_toc_entry(place, numbers) for place in contents.outline]
    if direction(edition) == "rtl" or edition.metadata.writing_mode:
        package.set_direction("rtl")
    stream = io.BytesIO()
    modified = datetime.fromisoformat(edition.modified)
    writer = _Writer(stream, package, {"mtime": modified, "epub3_pages": False})
    writer.lang, writer.pages = edition.metadata.lang or "en", contents.pages
    writer.process()
    writer.write()
    return stream.getvalue()


def _item(resource: Resource) -> epub.EpubItem:
    item = epub.EpubItem(resource.id, resource.file, resource.media_type, resource.data)
    item.properties = list(resource.properties)
    item.is_linear = True
    return item


def _toc_entry(place: Place, numbers: Iterator[int]) -> Any:
    key = re.sub(r"[^A-Za-z0-9_-]", "-", place.href)
    link = epub.Link(place.href, _text(place), f"toc-{next(numbers)}-{key}")
    if not place.children:
        return link
    section = epub.Section(link.title, link.href)
    return section, [_toc_entry(child, numbers) for child in place.children]


def _text(place: Place) -> str:
    """A place's label without markup, as the NCX wants it."""
    root = etree.fromstring(f"<x>{place.title}</x>")
    text = " ".join("".join(map(str, root.itertext())).split())
    return f"{place.number} {text}".strip()


class _Writer(epub.EpubWriter):  # type: ignore[misc]
    """EbookLib's writer without its clock, and with the language that Ace wants on the package."""

    lang = "en"
    pages: Sequence[Page] = ()

    def write(self) -> None:
        with _StillZip(self.file_name, "w", zipfile.ZIP_DEFLATED) as self.out:
            self.out.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
            self._write_container()
            self._write_opf()
            self._write_items()

    def _write_opf_file(self, root: Any) -> None:
        root.set(XML_LANG, self.lang)
        super()._write_opf_file(root)

    def _get_ncx(self) -> bytes:
        root = etree.fromstring(super()._get_ncx())
        root.set(XML_LANG, self.lang)
        depth = max((len(list(_above(each))) for each in root.iter(f"{NCX}navPoint")), default=0)
        numbers = [int(page.name) for page in self.pages if page.name.isdigit()]
        facts = {
            "dtb:depth": depth,
            "dtb:totalPageCount": len(self.pages),
            "dtb:maxPageNumber": max(numbers, default=0),
        }
        for meta in root.iter(f"{NCX}meta"):
            name = meta.get("name", "")
            if name in facts:
                meta.set("content", str(facts[name]))
        if self.pages:
            root.append(_page_list(self.pages))
        data: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
        return data


NCX = "{http://www.daisy.org/z3986/2005/ncx/}"


def _above(point: Any) -> Iterable[Any]:
    """A navPoint and those that it stands in."""
    yield point
    yield from point.iterancestors(f"{NCX}navPoint")


def _page_list(pages: Sequence[Page]) -> Any:
    """ANSI/NISO Z39.86-2005 §8.4.4: pages with arabic numbers are normal, others front matter."""
    found = etree.Element(f"{NCX}pageList")
    for number, page in enumerate(pages, 1):
        kind = {"type": "normal", "value": page.name} if page.name.isdigit() else {"type": "front"}
        target = etree.SubElement(found, f"{NCX}pageTarget", kind, id=f"page-{number}")
        label = etree.SubElement(target, f"{NCX}navLabel")
        etree.SubElement(label, f"{NCX}text").text = page.name
        etree.SubElement(target, f"{NCX}content", src=page.href)
    return found


class _StillZip(zipfile.ZipFile):
    """A zip file whose entries all bear the same date: same input, same bytes."""

    def writestr(self, name: Any, data: Any, compress_type: int | None = None, *_: Any) -> None:
        entry = zipfile.ZipInfo(str(name), (1980, 1, 1, 0, 0, 0))
        entry.external_attr = 0o644 << 16
        kind = zipfile.ZIP_DEFLATED if compress_type is None else compress_type
        super().writestr(entry, data, kind)
