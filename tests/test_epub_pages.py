"""The pages of the PDF in the EPUB that is made with it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pikepdf
import pytest
from lxml import etree

from exporter.backends import pdf
from exporter.backends.epub_pages import with_page_breaks
from exporter.model import nodes as n
from exporter.model.edition import Edition, PagePlace
from exporter.model.walk import collect
from exporter.rendering.page_places import PAGE_BREAK, place_of, units
from tests import links, oracles
from tests.editions import book, chapter, footnote, heading, leaf, paragraph
from tests.epubs import NAMES
from tests.vaults import Project

WORDS = "All happy families are alike, and each is told of with other words. "


def words(text: str) -> n.Paragraph:
    return paragraph(n.Text(text))


def on_pages(*pages: str) -> list[PagePlace]:
    """The places of a note whose pieces of text begin on these pages, one letter for each."""
    top = [PagePlace("#title", 0, "1")]
    return top + [
        PagePlace(place_of(words(letter)), number, str(number + 1))
        for number, page in enumerate(pages)
        for letter in page
    ]


def broken(text: str, *pages: str) -> str:
    """The pieces of text with the pages that begin with them."""
    blocks = tuple(words(letter) for letter in text)
    edition = Edition(
        kind="note",
        name="n",
        metadata=chapter("n").document.metadata,
        chapters=(chapter("n", *blocks),),
        assets={},
        modified="",
    )
    edition, _ = with_page_breaks(edition, on_pages(*pages))
    return " ".join(
        "".join(
            part.text if isinstance(part, n.Text) else f"({part.attributes.get('page')})"
            for part in block.content
            if isinstance(part, n.Text | n.Span)
        )
        for block in edition.chapters[0].document.blocks
        if isinstance(block, n.Paragraph)
    )


@pytest.mark.parametrize(
    ("text", "pages", "wanted"),
    [
        ("abcd", ("ab", "cd"), "a b (2)c d"),
        ("abcd", ("a", "", "bcd"), "a (3)b c d"),
        ("abcd", ("abcd",), "a b c d"),
        # what is on paper alone, and what is in the EPUB alone
        ("abd", ("ab", "xd"), "a b (2)d"),
        ("ayd", ("a", "d"), "a y (2)d"),
        # the same words again
        ("aaaa", ("aa", "aa"), "a a (2)a a"),
        ("abcb", ("ab", "xb"), "a b c (2)b"),
    ],
)
def test_a_page_begins_with_the_first_text_that_both_have(
    text: str, pages: tuple[str, ...], wanted: str
) -> None:
    assert broken(text, *pages) == wanted


def test_each_kind_of_text_can_begin_a_page() -> None:
    item = n.ListItem((n.Plain((n.Text("item"),)),))
    row = n.Row((n.Cell((n.Plain((n.Text("cell"),)),)),))
    blocks = (
        heading("Head", "head"),
        n.BulletList((item,)),
        n.CodeBlock("code"),
        n.Table((n.Column(),), body=(row,)),
        n.BlockQuote((words("quoted"),)),
    )
    edition = book(chapter("one", *blocks))
    pieces = list(units(blocks))
    assert len(pieces) == 6
    places = [PagePlace("#one", 0, "1")]
    places += [PagePlace(place_of(each), page, str(page)) for page, each in enumerate(pieces, 2)]
    edition, found = with_page_breaks(edition, places)
    assert [each.page for each in found] == ["1", "2", "3", "4", "5", "6", "7"]
    assert [each.opens for each in found] == [True, *[False] * 6]
    spans = collect(edition.chapters[-1].document.blocks, n.Span)
    assert sum(PAGE_BREAK in span.attributes.classes for span in spans) == 6


@pytest.fixture(scope="module")
def pages() -> tuple[Edition, tuple[PagePlace, ...]]:
    """A book of many pages, and what begins on them, as one piece has it."""
    edition = book(
        leaf("dedication", words("For you")),
        *(
            chapter(
                name,
                heading("Part", "part"),
                *[words(f"{name} {number}: {WORDS * 4}") for number in range(20)],
                footnote("A note."),
                n.CodeBlock("\n".join(f"line {number}" for number in range(90))),
                words("after"),
                number=str(number),
            )
            for number, name in enumerate(("first", "second"), 1)
        ),
    )
    return edition, places(edition)


def places(edition: Edition) -> tuple[PagePlace, ...]:
    from exporter.diagnostics import Report, Reports
    from exporter.rendering.templates import load_theme

    theme = load_theme("default", Path())
    return pdf.render(edition, theme, Reports(Report("note.md"))).places


def test_a_long_book_has_the_same_places_as_one_piece(
    pages: tuple[Edition, tuple[PagePlace, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    edition, in_one = pages
    assert [each.place for each in in_one][:2] == ["#dedication", place_of(words("For you"))]
    assert [each.name for each in in_one if each.place == "#first"] == ["1"]
    monkeypatch.setattr(pdf, "LONG", 0)
    assert places(edition) == in_one


@pytest.fixture
def project(tmp_path: Path) -> Project:
    root = tmp_path / "vault"
    root.mkdir()
    project = Project(root)
    text = "\n\n".join(f"Paragraph {number} is here. {WORDS * 5}" for number in range(60))
    project.write("n.md", f"# Note\n\n{text}\n\n## End\n\n- one\n- two\n")
    return project


def page_list(project: Project) -> dict[str, str]:
    with zipfile.ZipFile(project.out / "n.epub") as archive:
        nav = etree.fromstring(archive.read("EPUB/nav.xhtml"))
    found = nav.xpath("//x:nav[@epub:type='page-list']//x:a", namespaces=NAMES)
    return {str(link.text): str(link.get("href")) for link in found}


def test_every_page_begins_where_it_does_in_the_pdf(project: Project) -> None:
    project.build(formats=("epub", "pdf"))
    with pikepdf.open(project.out / "n.pdf") as document:
        count = len(document.pages)
    listed = page_list(project)
    assert list(listed) == [str(number) for number in range(1, count + 1)]
    printed = oracles.pdftotext(project.out / "n.pdf").split("\f")
    with zipfile.ZipFile(project.out / "n.epub") as archive:
        chapter_ = etree.fromstring(archive.read("EPUB/n.xhtml"))
        ncx = etree.fromstring(archive.read("EPUB/toc.ncx"))
    for name, href in listed.items():
        (mark,) = chapter_.xpath(f"//*[@id='{href.partition('#')[2]}']")
        assert mark.get("aria-label") == name
        if name == "1":
            continue
        (begins,) = re.findall(r"Paragraph \d+|End", "".join(mark.xpath("..//text()")))
        assert re.findall(r"Paragraph \d+|\bEnd\b", printed[int(name) - 1])[0] == begins
    targets = ncx.xpath("//ncx:pageTarget/ncx:content/@src", namespaces=NAMES)
    assert targets == list(listed.values())


def test_pages_are_named_only_with_a_pdf_and_in_whatever_order_they_are_asked_for(
    project: Project,
) -> None:
    made = {}
    for number, formats in enumerate((("epub",), ("pdf",), ("epub", "pdf"), ("pdf", "epub"))):
        project.build(formats=formats)
        made[number] = (project.out / "n.epub").read_bytes()
    assert made[0] == made[1] != made[2] == made[3]
    project.build(formats=("epub",))
    assert page_list(project) == {}
    assert (project.out / "n.epub").read_bytes() == made[0]


def test_judges_find_nothing_wrong_with_pages(project: Project) -> None:
    project.build(formats=("epub", "pdf"))
    file = project.out / "n.epub"
    assert oracles.epubcheck([file]) == {str(file): []}
    assert links.in_epub(file).broken == []
