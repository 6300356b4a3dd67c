"""The links of an artifact, followed by readers of its format and not by our own word."""

from __future__ import annotations

import posixpath
import zipfile
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

import pikepdf
from lxml import etree, html


class Links(NamedTuple):
    """Links within an artifact: where each leads, and those that lead nowhere."""

    targets: list[str]
    broken: list[str]


def in_epub(file: Path) -> Links:
    """The links of all documents of an EPUB, its contents included."""
    with zipfile.ZipFile(file) as book:
        names = set(book.namelist())
        pages = {
            name: etree.fromstring(book.read(name)) for name in names if name.endswith(".xhtml")
        }
    places = {name: set(map(str, page.xpath("//@id"))) for name, page in pages.items()}
    targets: list[str] = []
    broken: list[str] = []
    for name, page in pages.items():
        for href in map(str, page.xpath("//*[local-name()='a']/@href")):
            parts = urlsplit(href)
            if parts.scheme:
                continue
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
            path = path if parts.path else name
            targets.append(f"{path}#{unquote(parts.fragment)}")
            if path not in names or (
                parts.fragment and unquote(parts.fragment) not in places[path]
            ):
                broken.append(f"{name}: {href}")
    return Links(targets, broken)


def in_html(file: Path) -> Links:
    """The links of a page to places in it."""
    page = html.fromstring(file.read_text("utf-8"))
    ids = set(map(str, page.xpath("//@id")))
    targets = _fragments(page, "//a/@href")
    return Links(targets, [target for target in targets if target not in ids])


def in_site(site: Path) -> Links:
    """The links of all pages of a site to places in it: `page#id`, with who has those that lead
    nowhere. Whether there is such a page is for a crawler to say."""
    pages = {
        file.relative_to(site).as_posix(): html.fromstring(file.read_bytes())
        for file in site.rglob("*.html")
    }
    places = {name: set(map(str, page.xpath("//@id"))) for name, page in pages.items()}
    targets: list[str] = []
    broken: list[str] = []
    for name, page in pages.items():
        for href in map(str, page.xpath("//a/@href")):
            address, _, fragment = urljoin(f"http://site/{name}", href).partition("#")
            path = unquote(address.removeprefix("http://site/"))
            path += "index.html" if path == "" or path.endswith("/") else ""
            if fragment and path in places:
                targets.append(f"{path}#{unquote(fragment)}")
                if unquote(fragment) not in places[path]:
                    broken.append(f"{targets[-1]} in {name}")
    return Links(targets, broken)


def in_text(file: Path) -> list[str]:
    """Where the links of a page lead that its author wrote: the contents and the links of headings
    to themselves are of no other format."""
    page = html.fromstring(file.read_text("utf-8"))
    return _fragments(page, "//a[not(@class='anchor') and not(ancestor::nav)]/@href")


def _fragments(page: html.HtmlElement, path: str) -> list[str]:
    return [unquote(href[1:]) for href in map(str, page.xpath(path)) if href[:1] == "#"]


def in_pdf(file: Path) -> Links:
    """The links of a PDF to its named destinations (ISO 32000-2 §12.3.2.4)."""
    with pikepdf.open(file) as document:
        tree = document.Root.Names.Dests if "/Names" in document.Root else None
        known = set(map(str, pikepdf.NameTree(tree))) if tree is not None else set()
        targets = [
            str(note.Dest if "/Dest" in note else note.A.D)
            for page in document.pages
            for note in page.get("/Annots", ())
            if "/Dest" in note or ("/A" in note and note.A.get("/S") == "/GoTo")
        ]
    return Links(targets, [target for target in targets if target not in known])
