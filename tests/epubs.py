"""What the tests of EPUB look at: the files of a package, and what is in them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from lxml import etree

from exporter.backends.epub import render
from exporter.diagnostics import Report, Reports
from exporter.model.edition import Edition
from exporter.rendering.templates import load_theme

ROOT = Path(__file__).parent.parent
NAMES = {
    "x": "http://www.w3.org/1999/xhtml",
    "epub": "http://www.idpf.org/2007/ops",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "ncx": "http://www.daisy.org/z3986/2005/ncx/",
}
PACKAGE = "content.opf"


def made(edition: Edition) -> bytes:
    (file,) = render(edition, load_theme("default", ROOT), Reports(Report("note.md"))).files
    assert file.suffix == ".epub"
    return file.data


def files(edition: Edition) -> dict[str, bytes]:
    """The files of the package by their names below its folder."""
    with zipfile.ZipFile(io.BytesIO(made(edition))) as archive:
        return {name.removeprefix("EPUB/"): archive.read(name) for name in archive.namelist()}


def values(edition: Edition, file: str, path: str) -> list[str]:
    found = etree.fromstring(files(edition)[file]).xpath(path, namespaces=NAMES)
    assert isinstance(found, list)
    return [str(each) for each in found]


def spine(edition: Edition) -> list[str]:
    """The names of the files in reading order."""
    items = values(edition, PACKAGE, "//opf:manifest/opf:item/@id")
    names = values(edition, PACKAGE, "//opf:manifest/opf:item/@href")
    by_id = dict(zip(items, names, strict=True))
    return [by_id[each] for each in values(edition, PACKAGE, "//opf:itemref/@idref")]
