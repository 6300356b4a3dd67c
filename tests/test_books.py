"""Books: what stands in them, in which order, with what numbers, and where their links lead."""

from __future__ import annotations

import email
import zipfile
from typing import Any
from urllib.parse import quote

import pytest
from lxml import etree, html

from exporter.bench import document_of
from exporter.model.document import Document
from exporter.publication.chapters import letters, roman
from tests import links, oracles
from tests.vaults import Project

BOOK = """
[project]
url = "https://a.example/"
[[book]]
title = "A *Book* & more"
authors = ["Ada"]
publisher = "P_r_ess"
rights = "All <b>rights</b>"
folder = "b"
half_title = true
dedication = "For *Bea*."
epigraph = "epigraph.md"
foreword = "foreword.md"
colophon = "Set in type."
about = "about.md"
appendices = ["table.md", "code.md"]
numbering = "sections"
chapters = ["preface.md", "one.md", { part = "Deep", chapters = ["two.md", "three.md"] }]
"""
NOTES = {
    "epigraph": "> Words are wind.",
    "foreword": "# Foreword\n\nRead it.",
    "about": "# Ada\n\nAda writes.",
    "preface": "---\nrole: preface\n---\n# Preface\n\nSee [[two#Deeper]].",
    "one": "# One\n\n## First\n\n### Within\n\nSee [[three]], [[outside]] and [[secret]].[^1]"
    "\n\n[^1]: A note.",
    "two": "# Two\n\n## Deep\n\n## Deeper {.unnumbered}\n\n![A](../a.png){#fig:a}\n\nIn [@fig:a].",
    "three": "# Three\n\nBack to [[one#Within]].",
    "table": "# Tables\n\n## A list",
    "code": "# Code",
}


@pytest.fixture
def book(project: Project) -> Project:
    from PIL import Image

    Image.new("RGB", (40, 30), "red").save(project.root / "a.png")
    project.write("exporter.toml", BOOK)
    project.write("outside.md", "Outside.")
    project.write("secret.md", "---\ndraft: true\n---\nSecret.")
    for name, text in NOTES.items():
        project.write(f"b/{name}.md", text)
    return project


def packed(project: Project) -> dict[str, bytes]:
    with zipfile.ZipFile(next(project.out.glob("A*.epub"))) as file:
        return {name: file.read(name) for name in file.namelist()}


def spine(project: Project) -> list[str]:
    package = etree.fromstring(packed(project)["EPUB/content.opf"])
    ids = package.xpath("//*[local-name()='itemref']/@idref")
    return [package.xpath(f"//*[@id='{name}']/@href")[0].removesuffix(".xhtml") for name in ids]


def page(project: Project) -> html.HtmlElement:
    return html.fromstring(next(project.out.glob("A*.html")).read_text("utf-8"))


def test_pictures_with_the_same_bytes_are_packed_once(project: Project) -> None:
    from PIL import Image

    for name, colour in (("a.png", "red"), ("sub/b.png", "red"), ("c.png", "blue")):
        (project.root / name).parent.mkdir(exist_ok=True)
        Image.new("RGB", (40, 30), colour).save(project.root / name)
    project.write("n.md", "![A](a.png)\n\n![B](sub/b.png)\n\n![C](c.png)\n")
    project.build(formats=("epub", "email", "pdf"))
    with zipfile.ZipFile(project.out / "n.epub") as book:
        packed = [name for name in book.namelist() if name.endswith(".png")]
        text = book.read("EPUB/n.xhtml").decode()
    assert len(packed) == 2
    assert text.count("images/001-a.png") == 2
    message = email.message_from_bytes((project.out / "n.eml").read_bytes())
    assert sum(part.get_content_maintype() == "image" for part in message.walk()) == 2


def test_all_matter_stands_in_its_place(book: Project) -> None:
    found = book.build(formats=("epub",)).diagnostics
    assert {each.code for each in found} == {"publish/held-back", "links/unpublished"}
    assert [name for name in spine(book) if name != "cover"] == [
        "halftitlepage",
        "titlepage",
        "imprint",
        "dedication",
        "epigraph",
        "nav",
        "foreword",
        "preface",
        "one",
        "deep",
        "two",
        "three",
        "table",
        "code",
        "about",
        "colophon",
    ]


def test_a_note_that_says_what_it_is_takes_the_place_of_what_would_be_made(book: Project) -> None:
    book.write("b/one.md", "---\nrole: imprint\n---\nMine.")
    book.build(formats=("epub",))
    assert spine(book)[spine(book).index("titlepage") + 1] == "one"
    assert "imprint" not in spine(book)


def test_what_is_put_into_a_page_is_text(book: Project) -> None:
    book.build(formats=("epub",))
    files = packed(book)
    imprint = files["EPUB/imprint.xhtml"].decode()
    assert "<em>A *Book* &amp; more</em>" in imprint
    assert "P_r_ess" in imprint
    assert "All &lt;b&gt;rights&lt;/b&gt;" in imprint
    assert "For <em>Bea</em>." in files["EPUB/dedication.xhtml"].decode()


def test_headings_stand_below_those_of_the_part(book: Project) -> None:
    book.build(formats=("html",))
    headings = page(book).xpath("//main//*[self::h1 or self::h2 or self::h3 or self::h4]")
    found = [(each.tag, each.text_content().removesuffix("¶").strip()) for each in headings]
    assert found == [
        ("h1", "Foreword"),
        ("h1", "Preface"),
        ("h1", "One"),
        ("h2", "1.1 First"),
        ("h3", "1.1.1 Within"),
        ("h1", "Deep"),
        ("h2", "Two"),
        ("h3", "2.1 Deep"),
        ("h3", "Deeper"),
        ("h2", "Three"),
        ("h1", "Tables"),
        ("h2", "A.1 A list"),
        ("h1", "Code"),
        ("h1", "Ada"),
        ("h1", "Colophon"),
    ]
    numbers = page(book).xpath("//p[@class='chapter-number']/text()")
    assert numbers == ["1", "Part I", "2", "3", "Appendix A", "Appendix B"]


def test_contents_are_nested_as_the_book_is(book: Project) -> None:
    book.build(formats=("epub", "html"))
    nav = etree.fromstring(packed(book)["EPUB/nav.xhtml"])
    (part,) = nav.xpath("//*[local-name()='li'][*[local-name()='a']='Part I: Deep']")
    inside = part.xpath("*[local-name()='ol']/*[local-name()='li']/*[local-name()='a']")
    assert ["".join(link.itertext()) for link in inside] == ["2 Two", "3 Three"]
    top = nav.xpath("//*[@id='toc']/*[local-name()='ol']/*/*[local-name()='a']")
    assert ["".join(link.itertext()) for link in top][:4] == [
        "Foreword",
        "Preface",
        "1 One",
        "Part I: Deep",
    ]


def test_a_figure_bears_the_number_of_its_chapter(book: Project) -> None:
    book.build(formats=("html",))
    assert "In Figure\xa02.1." in page(book).text_content()


def test_links_between_chapters_stay_in_the_book(book: Project) -> None:
    book.build(formats=("epub", "html"))
    one = packed(book)["EPUB/one.xhtml"].decode()
    assert 'href="three.xhtml#three"' in one
    assert 'href="https://a.example/outside.html"' in one
    assert "secret</" in one
    assert "secret.html" not in one
    links = page(book).xpath("//main//a[not(contains(@class, 'anchor'))]/@href")
    assert "#two-deeper" in links
    assert "#one-within" in links
    assert "outside.html" in links


@pytest.mark.parametrize(("number", "numeral"), [(1, "I"), (4, "IV"), (1994, "MCMXCIV")])
def test_parts_have_roman_numerals(number: int, numeral: str) -> None:
    assert roman(number) == numeral


def test_appendices_go_on_after_z() -> None:
    assert [letters(number) for number in (1, 26, 27, 52, 53, 702, 703)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]


@pytest.mark.parametrize("numbering", ["none", "chapters"])
def test_numbers_are_given_as_the_book_asks(book: Project, numbering: str) -> None:
    settings = (book.root / "exporter.toml").read_text("utf-8")
    book.write("exporter.toml", settings.replace('"sections"', f'"{numbering}"'))
    book.build(formats=("html",))
    shown = page(book).xpath("//p[@class='chapter-number']")
    assert bool(shown) == (numbering == "chapters")
    assert page(book).xpath("//*[@class='section-number']") == []


def test_every_judge_is_content_and_every_link_leads_somewhere(book: Project) -> None:
    book.build(formats=("epub", "html", "pdf"))
    epub, page_, pdf = (next(book.out.glob(f"A*.{each}")) for each in ("epub", "html", "pdf"))
    found = oracles.epubcheck([epub]) | oracles.nu([page_]) | oracles.verapdf([pdf])
    assert {name: told for name, told in found.items() if told} == {}
    assert links.in_epub(epub).broken == []
    assert links.in_html(page_).broken == []
    assert links.in_pdf(pdf).broken == []


def test_notes_with_a_tag_are_the_terms_of_a_glossary(book: Project) -> None:
    settings = (book.root / "exporter.toml").read_text("utf-8")
    book.write("exporter.toml", settings + 'glossary = "#term"\n')
    book.write("terms/Folio.md", "---\ntags: [term]\n---\nThe number of a page.")
    book.write("terms/Leading.md", "Air between lines. #term/air")
    book.write("terms/Held.md", "---\ntags: [term]\ndraft: true\n---\nSecret.")
    book.write("b/two.md", "# Two\n\nA [[Folio]].")
    book.build(formats=("epub",))
    glossary = etree.fromstring(packed(book)["EPUB/glossary.xhtml"])
    terms = ["".join(each.itertext()) for each in glossary.xpath("//*[local-name()='dfn']")]
    assert terms == ["Folio", "Leading"]
    assert 'href="glossary.xhtml#glossary-term-folio"' in packed(book)["EPUB/two.xhtml"].decode()
    assert links.in_epub(next(book.out.glob("A*.epub"))).broken == []
    # a new term is a new glossary
    book.write("terms/Recto.md", "---\ntags: [term]\n---\nRight.")
    book.build(formats=("epub",))
    assert b"Recto" in packed(book)["EPUB/glossary.xhtml"]


def test_a_note_leads_to_a_chapter_in_its_book(book: Project) -> None:
    book.write("outside.md", "See [[b/one]] and [[b/one#Within]].")
    book.build(formats=("html", "epub"))
    outside = html.fromstring((book.out / "outside.html").read_text("utf-8"))
    places = [href.partition("#")[2] for href in outside.xpath("//main//a/@href")]
    assert places == ["one", "one-within"]
    assert set(places) <= set(page(book).xpath("//@id"))
    name = next(book.out.glob("A*.html")).name
    assert outside.xpath("//main//a/@href")[0] == f"{quote(name)}#one"
    with zipfile.ZipFile(book.out / "outside.epub") as file:
        text = file.read("EPUB/outside.xhtml").decode()
    assert f'href="https://a.example/{quote(name)}#one-within"' in text


@pytest.mark.parametrize("error", [ZeroDivisionError("of our own"), MemoryError()])
def test_whatever_goes_wrong_in_a_chapter_costs_that_chapter_alone(
    project: Project, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def broken(path: str, *rest: Any) -> Document:
        if path == "b.md":
            raise error
        return document_of(path, *rest)

    monkeypatch.setattr("exporter.assembly.document_of", broken)
    project.write("exporter.toml", '[[book]]\ntitle = "It"\nchapters = ["a.md", "b.md"]\n')
    project.write("a.md", "Quagga")
    project.write("b.md", "B")
    summary = project.build()
    told = [(each.note, each.message) for each in summary.diagnostics if each.severity == "error"]
    if isinstance(error, MemoryError):  # who makes the book may have less to do with it
        assert not (project.out / "It.html").exists()
    else:
        assert told == [("b.md", "internal error: ZeroDivisionError: of our own")]
        assert "Quagga" in (project.out / "It.html").read_text("utf-8")
