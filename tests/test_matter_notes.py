"""Where a book has its footnotes: at the foot of the page, the end of the chapter, or its end."""

from __future__ import annotations

import posixpath
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import msgspec
import pikepdf
import pytest
from lxml import etree, html

from exporter.backends import load
from exporter.diagnostics import Report, Reports
from exporter.model import nodes as n
from exporter.model.document import Metadata
from exporter.model.edition import Chapter, Edition
from exporter.model.walk import collect, plain_text
from exporter.normalize.footnotes import numbered
from exporter.publication.matter import make_matter
from exporter.publication.notes import number_notes
from exporter.rendering.templates import load_theme
from tests import oracles
from tests.editions import book, chapter, link, paragraph

Place = Literal["page", "chapter", "book"]
PLACES: tuple[Place, ...] = ("page", "chapter", "book")
THEME = load_theme("default", Path(__file__).parent)


def said(*content: str | n.Inline) -> n.Paragraph:
    return paragraph(*(n.Text(part) if isinstance(part, str) else part for part in content))


def note(*content: str | n.Inline) -> n.Footnote:
    return n.Footnote((said(*content),))


def cell(*content: n.Inline) -> n.Cell:
    return n.Cell((n.Plain(content),))


def calling(name: str, number: str, *blocks: n.Block) -> Chapter:
    return chapter(name, *numbered(blocks), number=number)


# A note in a heading, in a note, in a table and its caption; one that no foot of a page can hold;
# one that links into its chapter, and one that is linked to
FIRST = (
    said("Plain", note("Of the text."), "."),
    n.Heading(2, (n.Text("Method"), note("Of a heading.")), n.Attributes(id="method")),
    said("Nested", note("Outer", note("Inner."), " goes on."), "."),
    n.Table(
        (n.Column(),),
        head=(n.Row((cell(n.Text("Size")),)),),
        body=(n.Row((cell(n.Text("12"), note("Of a cell.")),)),),
        caption=(n.Plain((n.Text("Sizes"), note("Of a caption."))),),
    ),
    said("Long", note("Very long. " + "long " * 500), "."),
    said("Back", note("See ", n.Link((n.Text("there"),), "#method"), ".")),
    said("Spot", note("A ", n.Span((n.Text("spot"),), n.Attributes(id="spot")), ".")),
    link("#spot"),
)
SECOND = (
    said("More", note("Of the second."), "."),
    said("Code", n.Footnote((n.CodeBlock("x = 1"),)), "."),
    link("#spot", note="one.md"),
)
IN_FIRST, IN_SECOND = 9, 2


def edition(place: Place, *, restart: bool = True) -> Edition:
    chapters = [calling("one", "1", *FIRST), calling("two", "2", *SECOND)]
    if place == "book":
        chapters.append(chapter("notes", kind="back", role="endnotes", made="endnotes"))
    made = book(*chapters, notes=place, notes_restart=restart)
    return make_matter(number_notes(made), Reports(Report("book")))


def written(edition: Edition, name: str) -> bytes:
    reports = Reports(Report("book"))
    artifact = load(name)(edition, THEME, reports)
    assert reports.diagnostics == ()
    return artifact.files[0].data


def documents(edition: Edition, name: str) -> dict[str, Any]:
    """The pages of an artifact by their names."""
    data = written(edition, name)
    if name == "html":
        return {"": html.fromstring(data)}
    with zipfile.ZipFile(BytesIO(data)) as file:
        return {
            posixpath.basename(each): etree.fromstring(file.read(each))
            for each in file.namelist()
            if each.endswith(".xhtml")
        }


def targets(pages: dict[str, Any]) -> dict[tuple[str, str], Any]:
    """All elements with an id, by their page and it; no id is given twice."""
    found = [
        ((name, each.get("id")), each)
        for name, page in pages.items()
        for each in page.xpath("//*[@id]")
    ]
    assert [key for key, times in Counter(key for key, _ in found).items() if times > 1] == []
    return dict(found)


def address(page: str, element: Any) -> tuple[str, str]:
    file, _, fragment = element.get("href").partition("#")
    return file or page, fragment


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", ["html", "epub"])
def test_every_call_leads_to_a_note_and_the_note_back(name: str, place: Place) -> None:
    pages = documents(edition(place), name)
    places = targets(pages)
    calls = [
        (page, call)
        for page, root in pages.items()
        for call in root.xpath("//*[@role='doc-noteref']")
    ]
    assert len(calls) == IN_FIRST + IN_SECOND
    for page, call in calls:
        file, identifier = address(page, call)
        backs = places[file, identifier].xpath(".//*[@role='doc-backlink']")
        assert [address(file, back) for back in backs] == [(page, call.get("id"))]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", ["html", "epub"])
def test_no_link_of_the_book_is_broken(name: str, place: Place) -> None:
    pages = documents(edition(place), name)
    places = targets(pages)
    links = [
        address(page, each)
        for page, root in pages.items()
        for each in root.xpath("//*[local-name() = 'a'][@href]")
    ]
    assert [each for each in links if each not in places and each[1]] == []


def destinations(file: pikepdf.Pdf) -> tuple[list[str], set[str]]:
    """Where the links of a PDF lead, and what can be led to."""
    tree = pikepdf.NameTree(file.Root.Names.Dests)
    annotations = [each for page in file.pages for each in page.get("/Annots", [])]
    wanted = [str(each.get("/Dest", each.get("/A", {}).get("/D", ""))) for each in annotations]
    return wanted, set(map(str, tree))


@pytest.mark.parametrize("place", PLACES)
def test_every_link_of_the_pdf_leads_to_a_named_place(place: Place) -> None:
    with pikepdf.open(BytesIO(written(edition(place), "pdf"))) as file:
        wanted, named = destinations(file)
    assert wanted
    assert [each for each in wanted if each not in named] == []


@pytest.mark.parametrize(
    ("place", "call", "note"),
    [("chapter", "one-fnref", "one-fn"), ("book", "one-fnref-one-", "notes-fn-one-")],
)
def test_calls_of_the_pdf_lead_to_the_notes_at_the_end_and_back(
    place: Place, call: str, note: str
) -> None:
    with pikepdf.open(BytesIO(written(edition(place), "pdf"))) as file:
        wanted, _ = destinations(file)
    # the fourth is called from within the third
    for number in (1, 2, 3, 5, 6, 7, 8, 9):
        assert f"{call}{number}" in wanted
        assert f"{note}{number}" in wanted


def lines(data: bytes, folder: Path) -> str:
    (folder / "book.pdf").write_bytes(data)
    return " ".join(oracles.pdftotext(folder / "book.pdf", layout=True).split())


def test_notes_of_the_page_stand_at_its_foot_under_their_numbers(tmp_path: Path) -> None:
    shown = lines(written(edition("page"), "pdf"), tmp_path)
    for line in ("1. Of the text.", "4. Inner.", "9. A spot.", "1. Of the second."):
        assert line in shown


def test_a_note_behind_a_long_one_keeps_its_number(tmp_path: Path) -> None:
    shown = lines(written(edition("page", restart=False), "pdf"), tmp_path)
    assert "7. Very long." in shown
    assert "8. See there." in shown
    assert "10. Of the second." in shown


def test_notes_of_the_chapter_stand_under_a_heading_at_its_end(tmp_path: Path) -> None:
    shown = lines(written(edition("chapter"), "pdf"), tmp_path)
    first, second = shown.split("Of the second.")
    assert first.index("Notes") < first.index("Of the text.") < first.index("Of a cell.")
    assert first.count("Notes") == 2
    assert "Of the" not in second


def test_notes_of_the_book_stand_in_one_chapter_by_chapter() -> None:
    notes = edition("book").chapters[-1]
    headings = collect(notes.document.blocks, n.Heading)
    assert [plain_text(each.content) for each in headings] == ["1\u2002One", "2\u2002Two"]
    items = [len(each.items) for each in collect(notes.document.blocks, n.OrderedList)]
    assert items == [IN_FIRST, IN_SECOND]


def test_notes_at_the_books_end_leave_none_in_its_chapters() -> None:
    pages = documents(edition("book"), "epub")
    assert not any(page.xpath("//*[@role='doc-footnote']") for page in pages.values())
    words = "".join(pages["one.xhtml"].itertext())
    assert "Of the text." not in words
    assert "".join(pages["notes.xhtml"].itertext()).count("Of the text.") == 1


def test_a_reading_system_can_show_a_note_of_another_file_over_the_text() -> None:
    pages = documents(edition("book"), "epub")
    space = "{http://www.idpf.org/2007/ops}type"
    call = pages["one.xhtml"].xpath("//*[@role='doc-noteref']")[0]
    note = targets(pages)[address("one.xhtml", call)]
    assert call.get(space) == "noteref"
    assert note.get(space).split() == ["endnote", "footnote"]


def test_the_contents_have_no_number_of_a_note() -> None:
    pages = documents(edition("book"), "epub")
    assert "Method" in [a.text for a in pages["nav.xhtml"].xpath("//*[local-name() = 'a']")]


def numbers(edition: Edition) -> list[list[int]]:
    return [
        [each.number for each in collect(chapter.document.blocks, n.Footnote)]
        for chapter in edition.chapters
        if chapter.kind == "chapter"
    ]


def test_numbers_begin_anew_with_each_chapter_or_run_through_the_book() -> None:
    assert numbers(edition("page")) == [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2]]
    assert numbers(edition("page", restart=False)) == [[1, 2, 3, 4, 5, 6, 7, 8, 9], [10, 11]]


@pytest.mark.parametrize("place", PLACES)
def test_numbers_that_run_through_are_those_of_the_lists(place: Place, tmp_path: Path) -> None:
    made = edition(place, restart=False)
    page = documents(made, "html")[""]
    calls = [each.text for each in page.xpath("//*[@role='doc-noteref']")]
    assert sorted(map(int, calls)) == list(range(1, IN_FIRST + IN_SECOND + 1))
    assert page.xpath("//ol/@start") == ["10"]
    assert "10. Of the second." in lines(written(made, "pdf"), tmp_path)


def test_notes_in_another_language_say_so() -> None:
    german = calling("zwei", "2", *SECOND[:1])
    metadata = Metadata(title="Zwei", lang="de")
    document = msgspec.structs.replace(german.document, metadata=metadata)
    german = msgspec.structs.replace(german, document=document)
    notes = chapter("notes", made="endnotes")
    made = make_matter(book(german, notes, notes="book"), Reports(Report("book")))
    page = documents(made, "html")[""]
    assert page.xpath("//*[@class='book-notes']/div/@lang") == ["de"]


def test_a_book_without_notes_has_no_chapter_for_them() -> None:
    notes = chapter("notes", made="endnotes")
    reports = Reports(Report("book"))
    made = make_matter(book(chapter("one", paragraph()), notes, notes="book"), reports)
    assert "notes" not in [each.id for each in made.chapters]
    assert [each.code for each in reports.diagnostics] == ["book/nothing-to-list"]


def test_the_notes_of_each_chapter_are_a_landmark_of_their_own() -> None:
    page = documents(edition("chapter"), "html")[""]
    named = page.xpath("//*[@role='doc-endnotes']/@aria-label")
    assert named == ["Notes – 1 One", "Notes – 2 Two"]


def test_the_judges_find_nothing(tmp_path: Path) -> None:
    files: dict[str, list[Path]] = {"html": [], "epub": [], "pdf": []}
    for place in PLACES:
        for name, found in files.items():
            file = tmp_path / f"{place}.{name}"
            file.write_bytes(written(edition(place), name))
            found.append(file)
    for judge, name in (
        (oracles.nu, "html"),
        (oracles.epubcheck, "epub"),
        (oracles.verapdf, "pdf"),
    ):
        assert {file: told for file, told in judge(files[name]).items() if told} == {}
