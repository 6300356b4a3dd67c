"""A real book of 120 chapters, as it stands: `The Rust Reference`, an mdBook project.

Its order and its links are counted by our own patterns and by Pandoc, and followed in each format.
"""

from __future__ import annotations

import json
import posixpath
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pypandoc
import pytest
from lxml import etree

from exporter.source.pandoc import DIALECTS
from tests import links, oracles
from tests.conftest import CORPORA

BOOK = CORPORA / "book"
NAME = "The Rust Reference"
# Links within a chapter to rules that only a preprocessor of the Rust project makes places of
LOST = Counter({"names/name-resolution.md": 4, "patterns.md": 1})
LISTED = re.compile(r"^(?P<indent> *)(?:[-*] )?\[(?P<title>.+)\]\((?P<path>.+)\)$", re.MULTILINE)

pytestmark = pytest.mark.skipif(not BOOK.is_dir(), reason="the corpora are not there")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # what a build keeps, it keeps in the project
    book = tmp_path_factory.mktemp("book") / "book"
    shutil.copytree(BOOK, book, ignore=shutil.ignore_patterns(".*"))
    out = tmp_path_factory.mktemp("made")
    command = [sys.executable, "-m", "exporter.cli", "build", str(book), "--to", "pdf,epub,html"]
    done = subprocess.run([*command, "--out", str(out), "--quiet"], check=False)
    assert done.returncode == 0
    return out


def summary() -> list[tuple[int, str]]:
    """The chapters that the summary lists, with their depths from 1."""
    text = (BOOK / "src/SUMMARY.md").read_text("utf-8")
    return [(len(m["indent"]) // 4 + 1, m["path"]) for m in LISTED.finditer(text)]


def pages(made: Path) -> dict[str, Any]:
    with zipfile.ZipFile(made / f"{NAME}.epub") as book:
        names = [name for name in book.namelist() if name.endswith(".xhtml")]
        return {posixpath.basename(name): etree.fromstring(book.read(name)) for name in names}


def test_it_is_one_book(made: Path) -> None:
    files = sorted(file.name for file in made.iterdir() if not file.name.startswith("."))
    assert files == [f"{NAME}.epub", f"{NAME}.html", f"{NAME}.pdf"]


def listed(made: Path) -> list[tuple[int, str]]:
    """The chapters that the EPUB's contents list, with their depths."""
    (top,) = pages(made)["nav.xhtml"].xpath("//*[@id='toc']/*[local-name()='ol']")
    return [(depth, href) for depth, href in _places(top, 1) if "#" not in href]


def chapters(made: Path) -> dict[str, Any]:
    """The pages of the EPUB by the files that they are made from."""
    read = pages(made)
    return {path: read[href] for (_, path), (_, href) in zip(summary(), listed(made), strict=True)}


def test_it_has_the_chapters_of_its_summary_in_their_order_and_depth(made: Path) -> None:
    found = listed(made)
    # a second chapter of the same name has a number behind it
    names = [re.sub(r"-\d+$", "", href.removesuffix(".xhtml")) for _, href in found]
    assert names == [Path(path).stem.replace("_", "-") for _, path in summary()]
    assert [depth for depth, _ in found] == [depth for depth, _ in summary()]
    assert len(found) > 100


def _places(entries: Any, depth: int) -> Iterator[tuple[int, str]]:
    for entry in entries:
        for child in entry:
            if child.tag.endswith("}a"):
                yield depth, child.get("href")
            elif child.tag.endswith("}ol"):
                yield from _places(child, depth + 1)


def test_every_link_between_chapters_is_in_the_epub(made: Path) -> None:
    names = "|".join(re.escape(Path(path).stem) for _, path in summary())
    # by its file, by its page as mdBook allows, or by its name as notes do
    written = re.compile(rf"(.*/)?({names})(\.md|\.html)?")
    wanted = Counter(
        path for _, path in summary() for target in _targets(path) if written.fullmatch(target)
    )
    found = Counter({path: _links(page) for path, page in chapters(made).items()})
    assert wanted - found == LOST
    assert found - wanted == Counter()
    assert found.total() > 1700


def _links(page: Any) -> int:
    notes = ("doc-noteref", "doc-backlink")
    found = page.xpath("//*[local-name()='a'][@href]")
    return sum(not urlsplit(a.get("href")).scheme and a.get("role") not in notes for a in found)


def _targets(path: str) -> Iterator[str]:
    """The files of the vault that a chapter leads to, by Pandoc's word."""
    markdown = (BOOK / "src" / path).read_text("utf-8")
    read = json.loads(pypandoc.convert_text(markdown, "json", DIALECTS["obsidian"]))
    waiting: list[Any] = [read["blocks"]]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if node.get("t") == "Link":
                parts = urlsplit(node["c"][2][0])
                if not parts.scheme and not parts.netloc:
                    folder = posixpath.dirname(path)
                    target = posixpath.normpath(posixpath.join(folder, unquote(parts.path)))
                    yield target if parts.path else path
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node


def test_every_link_leads_somewhere(made: Path) -> None:
    in_epub = links.in_epub(made / f"{NAME}.epub")
    in_html = links.in_html(made / f"{NAME}.html")
    in_pdf = links.in_pdf(made / f"{NAME}.pdf")
    assert (in_epub.broken, in_html.broken, in_pdf.broken) == ([], [], [])
    # a link that is broken over two lines is two in a PDF
    wanted = Counter(links.in_text(made / f"{NAME}.html"))
    assert wanted - Counter(in_pdf.targets) == Counter()
    assert wanted.total() > 1700


def test_judges_are_content(made: Path) -> None:
    assert oracles.epubcheck([made / f"{NAME}.epub"]) == {str(made / f"{NAME}.epub"): []}
    assert oracles.qpdf([made / f"{NAME}.pdf"]) == {str(made / f"{NAME}.pdf"): []}
