"""EPUB 3.3 with an EPUB 2 NCX, packaged by EbookLib.

EbookLib is given finished bytes: it would re-serialise markup wrongly, and lose deep text. What it
does by the clock is mended in `_Writer`, and nowhere else.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable
from datetime import datetime
from itertools import count
from typing import Any

from ebooklib import epub
from lxml import etree

from exporter.backends.epub_metadata import describe
from exporter.backends.means import ALONE, Means
from exporter.diagnostics import Reports
from exporter.model.edition import Artifact, Asset, Chapter, Edition, File
from exporter.render.chapters import for_template, listed_number, opening, renderer
from exporter.render.cover_picture import store_picture
from exporter.render.footnotes import popups
from exporter.render.images import SUFFIXES, portable, unchanged
from exporter.render.labels import labels
from exporter.render.links import Addresses
from exporter.render.node_templates import themed
from exporter.render.outline import Place, label, nested, sections
from exporter.render.pages import direction, facts
from exporter.render.templates import Theme
from exporter.render.xhtml import XHTML

NAVIGATION = "nav.xhtml"
XHTML_TYPE = "application/xhtml+xml"
# EPUB 3.3 §3.2: the sounds that need no fallback, and films, of which any may stand in <video>
PLAYED = {
    "audio/mpeg": "audio/mpeg",
    "audio/mp4": "audio/mp4",
    "audio/mp4a-latm": "audio/mp4",
    "audio/ogg": "audio/ogg",
    "video/mp4": "video/mp4",
    "video/webm": "video/webm",
}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def render(edition: Edition, theme: Theme, reports: Reports, _means: Means = ALONE) -> Artifact:
    """The edition as an EPUB file."""
    names: dict[str, str] = {}
    for asset in edition.assets.values():
        suffix = _cover_suffix(asset, edition)
        names.setdefault(asset.path, _image_name(asset.path, len(names) + 1, suffix))
    images = {path: names[asset.path] for path, asset in edition.assets.items()}
    played = {
        path: _media_name(path, number)
        for number, (path, asset) in enumerate(edition.attachments.items(), 1)
        if asset.media_type in PLAYED
    }
    addresses = Addresses(edition, file_of=_file_of)
    package = epub.EpubBook()
    describe(package, edition)
    style = epub.EpubItem("style", "style.css", "text/css", _stylesheet(theme).encode())
    package.add_item(style)

    documents: list[epub.EpubItem] = []
    places: list[tuple[int, Place]] = []
    common = {
        "edition": facts(edition),
        "labels": labels(edition.metadata.lang),
        "stylesheet": "style.css",
    }
    navigation = _document("nav", NAVIGATION, "", "nav")
    for chapter in edition.chapters:
        render_ = renderer(
            edition,
            chapter,
            themed(XHTML, theme),
            addresses,
            lambda node: images.get(node.source) or played.get(node.source),
            reports,
        )
        if chapter.role == "toc":
            documents.append(navigation)
            continue
        template = "title" if chapter.role == "titlepage" else "chapter"
        context = for_template(chapter, render_, addresses, popups)
        markup = theme.render(f"epub/{template}.xhtml", chapter=context, **common)
        documents.append(_document(chapter.id, _file_of(chapter), markup))
        if chapter.listed:
            places.append((chapter.level, _place(chapter, render_)))
    outline = nested(places)
    cover = images.get(edition.metadata.cover) if edition.kind == "book" else None
    nav = theme.render(
        "epub/nav.xhtml",
        contents=outline,
        start=_file_of(edition.chapters[opening(edition)]),
        title_page=next((_file_of(c) for c in edition.chapters if c.role == "titlepage"), ""),
        cover=cover,
        **common,
    )
    navigation.content = nav.encode()
    if cover:
        page = theme.render("epub/cover.xhtml", cover=cover, **common)
        documents.insert(0, _document("cover", "cover.xhtml", page))

    package.spine = list(documents)
    # a reader of a single note wants its text, not a list of its headings, first
    if navigation not in documents:
        documents.append(navigation)
        package.spine.append((navigation, "no"))
    for item in (*documents, *_images(edition, names), *_played(edition, played)):
        package.add_item(item)
    package.add_item(epub.EpubNcx())
    package.toc = [_toc_entry(place, count(1)) for place in outline]
    if direction(edition) == "rtl":
        package.set_direction("rtl")
    return Artifact((File(".epub", _packed(package, edition)),))


def _file_of(chapter: Chapter) -> str:
    return NAVIGATION if chapter.role == "toc" else f"{chapter.id}.xhtml"


def _place(chapter: Chapter, render: Any) -> Place:
    file = _file_of(chapter)
    title = render(label(chapter.title))
    return Place(
        file,
        title,
        listed_number(chapter, render.lang),
        sections(chapter, render, lambda name: f"{file}#{name}"),
    )


def _document(identifier: str, file: str, markup: str, *properties: str) -> epub.EpubItem:
    item = epub.EpubItem(identifier, file, XHTML_TYPE, markup.encode())
    # EPUB 3.3 §5.4.4: the manifest says what a document holds beside XHTML
    found = [name for name, mark in (("mathml", "<math"), ("svg", "<svg")) if mark in markup]
    item.properties = [*properties, *found]
    item.is_linear = True
    return item


def _stylesheet(theme: Theme) -> str:
    # the colours of code would vanish on a page at night: listings keep the reader's ink
    return theme.text("epub/epub.css")


def _images(edition: Edition, names: dict[str, str]) -> Iterable[epub.EpubItem]:
    cover = edition.assets.get(edition.metadata.cover)
    for number, (path, name) in enumerate(names.items(), 1):
        asset = edition.assets[path]
        data, media_type = (store_picture if asset is cover else portable)(asset)
        item = epub.EpubItem(f"image-{number}", name, media_type, data)
        item.properties = ["cover-image"] if asset is cover else []
        yield item


def _played(edition: Edition, names: dict[str, str]) -> Iterable[epub.EpubItem]:
    for number, (path, name) in enumerate(names.items(), 1):
        asset = edition.attachments[path]
        media_type = PLAYED[asset.media_type]
        yield epub.EpubItem(f"media-{number}", name, media_type, unchanged(asset))


def _cover_suffix(asset: Asset, edition: Edition) -> str:
    """The suffix of the picture that the cover becomes; none for other images."""
    if asset is not edition.assets.get(edition.metadata.cover):
        return ""
    return SUFFIXES[store_picture(asset)[1]]


def _image_name(path: str, number: int, given: str) -> str:
    suffix = given or posixpath.splitext(path)[1].lower()
    known = suffix if suffix in (*SUFFIXES.values(), ".jpeg") else ".png"
    return _short_name("images", path, number, known)


def _media_name(path: str, number: int) -> str:
    return _short_name("media", path, number, posixpath.splitext(path)[1].lower())


def _short_name(folder: str, path: str, number: int, suffix: str) -> str:
    """A short ASCII name: zip tools and old readers stumble over any other."""
    stem = posixpath.basename(path).rpartition(".")[0]
    plain = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:40]
    return f"{folder}/{number:03d}{'-' if plain else ''}{plain}{suffix}"


def _toc_entry(place: Place, numbers: Any) -> Any:
    link = epub.Link(place.href, _text(place), f"toc-{next(numbers)}-{_key(place.href)}")
    if not place.children:
        return link
    section = epub.Section(link.title, link.href)
    return section, [_toc_entry(child, numbers) for child in place.children]


def _text(place: Place) -> str:
    """A place's label without markup, as the NCX wants it."""
    root = etree.fromstring(f"<x>{place.title}</x>")
    text = " ".join("".join(map(str, root.itertext())).split())
    return f"{place.number} {text}".strip()


def _key(href: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "-", href)


def _packed(package: epub.EpubBook, edition: Edition) -> bytes:
    stream = io.BytesIO()
    modified = datetime.fromisoformat(edition.modified)
    writer = _Writer(stream, package, {"mtime": modified, "epub3_pages": False})
    writer.lang = edition.metadata.lang or "en"
    writer.process()
    writer.write()
    return stream.getvalue()


class _Writer(epub.EpubWriter):  # type: ignore[misc]
    """EbookLib's writer without its clock, and with the language that Ace wants on the package."""

    lang = "en"

    def write(self) -> None:
        with _StillZip(self.file_name, "w", zipfile.ZIP_DEFLATED) as self.out:
            self.out.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
            self._write_container()
            self._write_opf()
            self._write_items()

    def _write_opf_file(self, root: Any) -> None:
        root.set(XML_LANG, self.lang)
        super()._write_opf_file(root)


class _StillZip(zipfile.ZipFile):
    """A zip file whose entries all bear the same date: same input, same bytes."""

    def writestr(self, name: Any, data: Any, compress_type: int | None = None, *_: Any) -> None:
        entry = zipfile.ZipInfo(str(name), (1980, 1, 1, 0, 0, 0))
        entry.external_attr = 0o644 << 16
        kind = zipfile.ZIP_DEFLATED if compress_type is None else compress_type
        super().writestr(entry, data, kind)
