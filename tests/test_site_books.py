"""Books in a site: a title page, a page a chapter, and the ways between these and the notes."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from exporter.publication.site import file_of
from tests import oracles
from tests.vaults import Project

FILES = {
    "exporter.toml": (
        '[project]\ntitle = "Shelf"\nurl = "https://example.org/"\nauthor = "Ann"\n'
        '[[book]]\ntitle = "The Book"\nfolder = "book"\nlist_of_figures = true\nindex = true\n'
        'dedication = "To whom it may concern."\n'
        'chapters = ["preface.md", { part = "One", chapters = ["a.md", "deep/b.md"] }]\n'
    ),
    "book/preface.md": "---\nrole: preface\n---\n# Before\n\nSee [[b#There]].\n",
    "book/a.md": (
        "---\npermalink: /old-a/\n---\n# First\n\nBack to [[Note]] and [[b]].[^1]\n\n"
        "[^1]: One note.\n"
    ),
    "book/deep/b.md": (
        "# Second\n\n## There\n\n![A drawing](../a.png)\n\n"
        "A [term]{.index} and [[a]].[^1]\n\n[^1]: Two.\n"
    ),
    "Note.md": "Into the book: [[b#There|there]], and to [[a]].\n",
}


@pytest.fixture
def site(project: Project) -> Path:
    from PIL import Image

    for name, text in FILES.items():
        project.write(name, text)
    Image.new("RGB", (8, 8)).save(project.root / "book/a.png")
    summary = project.build(formats=("site",))
    assert [o for o in summary.outcomes if o.status == "failed"] == []
    return project.out / "site"


def page(site: Path, address: str) -> html.HtmlElement:
    return html.fromstring((site / file_of(address)).read_text("utf-8"))


def said(found: list[html.HtmlElement]) -> list[str]:
    return [" ".join(each.text_content().split()) for each in found]


def test_a_title_page_has_the_contents_and_what_stands_before_them(site: Path) -> None:
    title = page(site, "the-book/")
    assert said(title.xpath("//h1")) == ["The Book"]
    contents = title.xpath("//section[@class='book-contents']")[0]
    assert said(contents.xpath(".//a")) == [
        "List of Figures",
        "Before",
        "1 First",
        "2 Second",
        "Index",
    ]
    assert contents.xpath(".//a/@href")[1:4] == ["preface/", "a/", "deep/b/"]
    assert said(contents.xpath(".//span[not(@class)]")) == ["Part I: One"]
    assert "To whom it may concern." in title.text_content()


def test_a_chapter_has_its_number_the_contents_and_its_neighbours(site: Path) -> None:
    first = page(site, "the-book/a/")
    assert said(first.xpath("//h1")) == ["1 First"]
    assert said(first.xpath("//nav[contains(@class, 'of-book')]//*[@aria-current]")) == ["1 First"]
    assert first.xpath("//a[@rel='prev']/@href") == ["../preface/"]
    assert first.xpath("//a[@rel='next']/@href") == ["../deep/b/"]
    assert said(first.xpath("//section[contains(@class, 'footnotes')]//li"))[0][:9] == "One note."
    assert first.xpath("//link[@rel='canonical']/@href") == ["https://example.org/the-book/a/"]


def test_links_lead_from_chapter_to_chapter_and_to_notes_and_back(site: Path) -> None:
    assert page(site, "the-book/preface/").xpath("//article//p/a/@href") == ["../deep/b/#there"]
    assert page(site, "the-book/a/").xpath("//article//p/a/@href")[:2] == [
        "../../note/",
        "../deep/b/",
    ]
    assert page(site, "note/").xpath("//article//a/@href") == [
        "../the-book/deep/b/#there",
        "../the-book/a/",
    ]
    backlinks = page(site, "the-book/a/").xpath("//section[@class='backlinks']//li/a")
    assert said(backlinks) == ["Note", "Second"]


def test_the_index_and_the_list_of_figures_lead_into_chapters(site: Path) -> None:
    (figure,) = page(site, "the-book/list-of-figures/").xpath("//article//a[@href]/@href")[:1]
    assert figure.startswith("../deep/b/#")
    (term,) = page(site, "the-book/index/").xpath("//article//li//a/@href | //article//p//a/@href")
    assert term.startswith("../deep/b/#")


def test_a_chapter_lies_nowhere_else_and_its_permalink_leads_to_it(site: Path) -> None:
    assert not (site / "book").exists()
    assert 'href="../the-book/a/"' in (site / "old-a/index.html").read_text()


def test_a_site_that_is_one_book_begins_with_its_title_page(project: Project) -> None:
    project.write("exporter.toml", '[[book]]\ntitle = "The Book"\n')
    project.write("tags/One.md", "# One\n\nA #word, and [[Two]].\n")
    project.write("Two.md", "# Two\n\nMore.\n")
    project.build(formats=("site",))
    top = project.out / "site"
    assert said(page(top, "").xpath("//h1")) == ["The Book"]
    assert page(top, "two/").xpath("//a[@rel='prev']/@href") == ["../tags-pages/one/"]
    assert said(page(top, "tags/word/").xpath("//h1")) == ["#word"]
    assert oracles.broken(top) == []


def test_nothing_of_it_is_broken_or_wrong(site: Path) -> None:
    assert oracles.broken(site) == []
    pages = sorted(site.rglob("*.html"))
    assert {name: said for name, said in oracles.nu(pages).items() if said} == {}
