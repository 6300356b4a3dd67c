"""A book as linked web pages: where they lie, how they lead to each other, what goes with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from tests import oracles
from tests.vaults import Project

FILES = {
    "exporter.toml": (
        '[project]\nurl = "https://example.org/"\nauthor = "Ann"\n'
        '[[book]]\ntitle = "The Book"\nfolder = "book"\nweb = "chapters"\nindex = true\n'
        'chapters = ["preface.md", { part = "One", chapters = ["a.md", "deep/b.md"] }]\n'
    ),
    "book/preface.md": "---\nrole: preface\n---\n# Before\n\nSee [[b#There]].\n",
    "book/a.md": (
        "---\ntags: [x]\n---\n# First\n\nBack to [[Note]] and [[b]]. A #tag.[^1]\n\n[^1]: So.\n"
    ),
    "book/deep/b.md": "# Second\n\n## There\n\n![A dot](../a.png)\n\nA [term]{.index}, [[a]].\n",
    "Note.md": "Into the book: [[b#There|there]], and to [[a]].\n",
}


@pytest.fixture
def book(project: Project) -> Path:
    from PIL import Image

    for name, text in FILES.items():
        project.write(name, text)
    Image.new("RGB", (8, 8)).save(project.root / "book/a.png")
    summary = project.build()
    assert [o for o in summary.outcomes if o.status == "failed"] == []
    return project.out / "The Book"


def page(file: Path) -> html.HtmlElement:
    return html.fromstring(file.read_text("utf-8"))


def names(book: Path) -> list[str]:
    return sorted(file.relative_to(book).as_posix() for file in book.rglob("*.html"))


def test_each_chapter_has_a_page_below_the_title_page(book: Path) -> None:
    assert names(book) == ["a.html", "deep/b.html", "index-2.html", "index.html", "preface.html"]
    contents = page(book / "index.html").xpath("//section[@class='book-contents']//a/@href")
    assert contents == ["preface.html", "a.html", "deep/b.html", "index-2.html"]


def test_links_lead_from_chapter_to_chapter_and_to_notes_and_back(book: Path) -> None:
    first, second = page(book / "a.html"), page(book / "deep/b.html")
    assert first.xpath("//article//p/a/@href")[:2] == ["../Note.html", "deep/b.html"]
    assert second.xpath("//a[@rel='prev']/@href") == ["../a.html"]
    assert second.xpath("//link[@rel='canonical']/@href") == [
        "https://example.org/The%20Book/deep/b.html"
    ]
    note = page(book.parent / "Note.html").xpath("//main//p/a/@href")
    assert note == ["The%20Book/deep/b.html#there", "The%20Book/a.html"]


def test_nothing_leads_to_lists_that_only_a_site_has(book: Path) -> None:
    hrefs = [href for file in book.rglob("*.html") for href in page(file).xpath("//a/@href")]
    assert [href for href in hrefs if "tags" in href or "all-notes" in href] == []
    assert "#tag" in page(book / "a.html").text_content()


def test_its_words_can_be_looked_for(book: Path) -> None:
    assert (book / "pagefind/pagefind.js").is_file()
    assert page(book / "a.html").xpath("//dialog[@class='search']")


def test_a_chapter_that_is_gone_leaves_no_page_and_no_folder(project: Project, book: Path) -> None:
    project.write("exporter.toml", FILES["exporter.toml"].replace(', "deep/b.md"', ""))
    project.build()
    assert names(book) == ["a.html", "index.html", "preface.html"]
    assert not (book / "deep").exists()


def test_a_book_that_becomes_one_page_leaves_none_of_its_chapters(
    project: Project, book: Path
) -> None:
    project.write("exporter.toml", FILES["exporter.toml"].replace('web = "chapters"\n', ""))
    project.build()
    assert not book.exists()
    assert (project.out / "The Book.html").is_file()


def test_a_file_of_somebody_else_in_its_folder_stays(project: Project, book: Path) -> None:
    (book / "deep/mine.txt").write_text("mine")
    project.write("exporter.toml", FILES["exporter.toml"].replace(', "deep/b.md"', ""))
    project.build()
    assert (book / "deep/mine.txt").read_text() == "mine"


def test_the_fonts_of_the_theme_go_along_where_they_are_asked_for(project: Project) -> None:
    project.write(
        "exporter.toml", '[html]\nfonts = true\n[[book]]\ntitle = "B"\nweb = "chapters"\n'
    )
    project.write("a.md", "# A\n\nText.\n")
    project.build()
    (style,) = (project.out / "B/assets").glob("style-*.css")
    assert "@font-face" in style.read_text()
    assert "font-src data:" in (project.out / "B/a.html").read_text()


def test_nothing_of_it_is_broken_or_wrong(book: Path) -> None:
    (book.parent / "Note.html").replace(book / "Note.html")
    (book / "a.html").write_text((book / "a.html").read_text().replace("../Note.html", "Note.html"))
    assert [each for each in oracles.broken(book) if "in Note.html" not in each] == []
    pages = sorted(book.rglob("*.html"))
    assert {name: said for name, said in oracles.nu(pages).items() if said} == {}
