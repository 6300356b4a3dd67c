"""One list of the works that all chapters of a book cite."""

from __future__ import annotations

import zipfile
from typing import Any

import pikepdf
import pytest
from lxml import etree, html

from exporter.run import Summary
from tests import oracles
from tests.test_citations import style
from tests.vaults import Project

BIB = """@book{knuth, author = {Knuth, Donald}, title = {Typesetting}, publisher = {P}, year = 1984}
@book{alpha, author = {Doe, Jane}, title = {Alpha}, publisher = {P}, year = 2020}
@book{beta, author = {Doe, Jane}, title = {Beta}, publisher = {P}, year = 2020}
@book{adams, author = {Adams, Ann}, title = {First}, publisher = {P}, year = 1999}
@book{zuse, author = {Zuse, Konrad}, title = {Last}, publisher = {P}, year = 1970}
"""
TOML = """[build]
bibliography = "works.bib"
{build}
[[book]]
title = "Book"
folder = "book"
bibliography = true
imprint = false
{book}
"""
COUNTED = style(
    "in-text",
    layouts="""<citation><layout prefix="[" suffix="]" delimiter=", ">
<text variable="citation-number"/></layout></citation>
<bibliography second-field-align="flush"><layout><text variable="citation-number" suffix="."/>
<text variable="title"/></layout></bibliography></style>""",
)
FULL_THEN_SHORT = style(
    layouts="""<citation><layout><choose><if position="subsequent"><text value="short"/></if>
<else><text variable="title"/></else></choose></layout></citation>
<bibliography><layout><text variable="title"/></layout></bibliography></style>"""
)


@pytest.fixture
def book(project: Project) -> Project:
    project.write("works.bib", BIB)
    project.write("exporter.toml", TOML.format(build="", book=""))
    project.write("book/01.md", "# One\n\nAs [@beta] and [@knuth, p. 3] say.\n")
    project.write("book/02.md", "# Two\n\nAlso [@alpha] and again [@beta].\n")
    project.write("book/03.md", "# Three\n\nNothing is cited.\n")
    return project


def page(project: Project) -> Any:
    summary = project.build(formats=("html",))
    assert codes(summary) == []
    return html.parse(project.out / "Book.html").getroot()


def codes(summary: Summary) -> list[str]:
    return [each.code for each in summary.diagnostics]


def works(page: Any) -> list[str]:
    found = page.xpath("//*[contains(@class, 'csl-entry')]")
    return [" ".join(each.text_content().split()) for each in found]


def citations(page: Any) -> list[str]:
    return [each.text_content() for each in page.xpath("//*[@class='citation']")]


def test_each_work_stands_once_in_the_order_of_the_style(book: Project) -> None:
    assert works(page(book)) == [
        "Doe, Jane. 2020a. Alpha. P.",
        "Doe, Jane. 2020b. Beta. P.",
        "Knuth, Donald. 1984. Typesetting. P.",
    ]


def test_letters_behind_years_hold_for_the_whole_book(book: Project) -> None:
    assert citations(page(book)) == ["(Doe 2020b)", "(Knuth 1984, 3)", "(Doe 2020a)", "(Doe 2020b)"]


def test_works_are_counted_through_the_book(book: Project) -> None:
    book.write("counted.csl", COUNTED)
    book.write("exporter.toml", TOML.format(build='csl = "counted.csl"', book=""))
    shown = page(book)
    assert citations(shown) == ["[1]", "[2]", "[3]", "[1]"]
    assert works(shown) == ["1. Beta", "2. Typesetting", "3. Alpha"]


def test_a_style_of_notes_cites_each_work_in_full_in_each_chapter(book: Project) -> None:
    book.write("notes.csl", FULL_THEN_SHORT)
    book.write("exporter.toml", TOML.format(build='csl = "notes.csl"', book=""))
    notes = page(book).xpath("//section[@class='footnotes']")
    assert [each.text_content().count("short") for each in notes] == [0, 0]


def test_citations_of_all_chapters_lead_into_the_list(book: Project) -> None:
    shown = page(book)
    (found,) = shown.xpath("//*[@role='doc-bibliography']")
    links = shown.xpath("//a[@role='doc-biblioref']/@href")
    assert links == [f"#bibliography-ref-{key}" for key in ("beta", "knuth", "alpha", "beta")]
    assert {link.removeprefix("#") for link in links} == set(
        found.xpath(".//*[@role='listitem']/@id")
    )


def test_citations_in_notes_at_the_books_end_lead_into_the_list(book: Project) -> None:
    book.write("exporter.toml", TOML.format(build="", book='notes = "book"'))
    book.write("book/03.md", "# Three\n\nCited below.^[See [@adams].]\n")
    shown = page(book)
    assert shown.xpath("//*[@class='book-notes']//a[@role='doc-biblioref']/@href") == [
        "#bibliography-ref-adams"
    ]
    assert works(shown)[0] == "Adams, Ann. 1999. First. P."


def test_headings_of_nothing_but_a_list_go_with_it(book: Project) -> None:
    book.write("book/01.md", "# One\n\nAs [@beta] says.\n\n## References\n\n::: {#refs}\n:::\n")
    front = "---\nreference-section-title: Works\n---\n"
    book.write("book/02.md", f"{front}# Two\n\nAlso [@alpha].\n\n## Remarks\n\nSome.\n")
    titles = [each.text_content().rstrip(" ¶") for each in page(book).xpath("//main//h2")]
    assert titles == ["Remarks"]


def test_the_list_stands_in_the_note_that_is_the_bibliography(book: Project) -> None:
    text = "---\nrole: bibliography\n---\n# Works\n\nBefore.\n\n::: {#refs}\n:::\n\nBehind.\n"
    book.write("book/04.md", text)
    shown = page(book)
    (chapter,) = shown.xpath("//section[header/h1='Works']")
    words = chapter.text_content()
    assert words.index("Before.") < words.index("Alpha") < words.index("Behind.")
    assert len(works(shown)) == 3
    assert shown.xpath("//h1[text()='References']") == []
    assert shown.xpath("//a[@role='doc-biblioref']/@href")[0] == "#c-04-ref-beta"


def test_what_an_embedded_note_cites_is_in_the_list(book: Project) -> None:
    book.write("more/embedded.md", "Embedded [@adams].\n")
    book.write("book/03.md", "# Three\n\n![[embedded]]\n")
    shown = page(book)
    assert works(shown)[0] == "Adams, Ann. 1999. First. P."
    assert "#bibliography-ref-adams" in shown.xpath("//a[@role='doc-biblioref']/@href")


def test_nocite_of_a_chapter_lists_works_of_the_book(book: Project) -> None:
    book.write("book/03.md", '---\nnocite: "@zuse"\n---\n# Three\n\nNothing is cited.\n')
    assert works(page(book))[-1] == "Zuse, Konrad. 1970. Last. P."
    book.write("book/03.md", '---\nnocite: "@*"\n---\n# Three\n\nNothing is cited.\n')
    assert len(works(page(book))) == 5


def test_of_two_works_with_one_key_the_first_counts_and_it_is_told(book: Project) -> None:
    book.write("other.bib", BIB.replace("Beta", "Gamma"))
    book.write("book/02.md", "---\nbibliography: other.bib\n---\n# Two\n\nBy [@beta].\n")
    summary = book.build(formats=("html",))
    assert [(each.code, each.note, each.line) for each in summary.diagnostics] == [
        ("citations/apart", "book/02.md", 6)
    ]
    shown = html.parse(book.out / "Book.html").getroot()
    assert [entry.split(". ")[2] for entry in works(shown)] == ["Beta", "Typesetting"]


def test_another_style_in_a_chapter_is_told(book: Project) -> None:
    book.write("counted.csl", COUNTED)
    book.write("book/02.md", "---\ncsl: counted.csl\n---\n# Two\n\nBy [@beta].\n")
    summary = book.build(formats=("html",))
    assert [(each.code, each.note, each.line) for each in summary.diagnostics] == [
        ("citations/other-style", "book/02.md", 2)
    ]
    assert citations(html.parse(book.out / "Book.html").getroot())[-1] == "(Doe 2020)"


def test_an_unknown_key_is_told_once(book: Project) -> None:
    book.write("book/03.md", "# Three\n\nNo work [@nobody].\n")
    summary = book.build(formats=("html",))
    assert [(each.code, each.note, each.line) for each in summary.diagnostics] == [
        ("citations/unknown", "book/03.md", 3)
    ]
    assert len(works(html.parse(book.out / "Book.html").getroot())) == 3


def test_a_chapter_keeps_its_own_list_where_the_book_asks_for_none(book: Project) -> None:
    toml = TOML.format(build="", book="").replace("bibliography = true", "bibliography = false")
    book.write("exporter.toml", toml)
    shown = page(book)
    assert len(works(shown)) == 4
    labels = shown.xpath("//*[@role='doc-bibliography']/@aria-label")
    assert labels == ["References – 1 One", "References – 2 Two"]


def test_the_judges_find_nothing_and_every_link_leads_somewhere(book: Project) -> None:
    book.write("exporter.toml", TOML.format(build="", book='notes = "book"'))
    book.write("book/03.md", "# Three\n\nCited below.^[See [@adams].]\n")
    book.build(formats=("html", "epub", "pdf"))
    file = book.out / "Book"
    judges = ((oracles.nu, ".html"), (oracles.epubcheck, ".epub"), (oracles.verapdf, ".pdf"))
    for judge, suffix in judges:
        assert list(judge([file.with_suffix(suffix)]).values()) == [[]]
    with pikepdf.open(file.with_suffix(".pdf")) as pdf:
        named = set(map(str, pikepdf.NameTree(pdf.Root.Names.Dests)))
        links = [each for one in pdf.pages for each in one.get("/Annots", [])]
        wanted = {str(each.get("/Dest", each.get("/A", {}).get("/D", ""))) for each in links}
    assert wanted <= named
    assert {f"bibliography-ref-{key}" for key in ("alpha", "beta", "knuth", "adams")} <= wanted
    with zipfile.ZipFile(file.with_suffix(".epub")) as epub:
        chapter = next(name for name in epub.namelist() if name.endswith("c-01.xhtml"))
        root = etree.fromstring(epub.read(chapter))
    assert "bibliography.xhtml#bibliography-ref-beta" in root.xpath("//@href")
