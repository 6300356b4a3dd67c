"""An EPUB as what it holds: web pages in an order."""

from __future__ import annotations

import posixpath
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from lxml import etree

from exporter.serving.parts import Part, as_part

CONTAINER = "META-INF/container.xml"
# EPUB 3.3 §4.2.6.3.1 and §5.1
NAMES = {
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
    "o": "http://www.idpf.org/2007/opf",
}


def shown(file: Path, base: str) -> dict[str, Any]:
    """The addresses of its pages, in the order in which they are read."""
    with zipfile.ZipFile(file) as packed:
        (package,) = _tree(packed, CONTAINER).xpath("//c:rootfile/@full-path", namespaces=NAMES)
        tree = _tree(packed, package)
    items = {each.get("id"): each.get("href") for each in tree.iterfind(".//o:item", NAMES)}
    folder = posixpath.dirname(package)
    pages = (unquote(items[each.get("idref")]) for each in tree.iterfind(".//o:itemref", NAMES))
    return {"spine": [base + quote(posixpath.join(folder, page)) for page in pages]}


def part(file: Path, path: str) -> Part | None:
    """A file of the container, by its path there."""
    with zipfile.ZipFile(file) as packed:
        try:
            return as_part(packed.read(path), path)
        except KeyError:
            return None


def _tree(packed: zipfile.ZipFile, name: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(packed.read(name), parser)
