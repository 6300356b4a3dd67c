"""The paper of a PDF: sizes, margins, running heads and page numbers, by style."""

from __future__ import annotations

import re
import statistics
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
import pytest

from exporter.backends import pdf
from exporter.backends.pdf_paper import paper_rules
from exporter.diagnostics import Report, Reports
from exporter.errors import UsageError
from exporter.model import nodes as n
from exporter.model.document import Contributor, Metadata
from exporter.model.edition import Asset, Edition, Typesetting
from exporter.rendering.sheet import POINTS, typeset_sheet
from exporter.rendering.templates import Theme, load_theme
from exporter.source.pandoc import Reader
from tests import editions
from tests.pdf_words import Page, pages_of
from tests.vaults import Project, Vault

ROOT = Path(__file__).parent
PROSE = editions.paragraph(n.Text("Words of a paragraph that goes on and on. " * 24))


@pytest.fixture(scope="module")
def theme() -> Theme:
    return load_theme("default", ROOT)


def made(edition: Edition, theme: Theme) -> bytes:
    report = Report("note.md")
    artifact = pdf.render(edition, theme, Reports(report))
    assert report.diagnostics == []
    return artifact.files[0].data


def leaves(data: bytes, folder: Path) -> list[Page]:
    file = folder / "it.pdf"
    file.write_bytes(data)
    return pages_of(file)


def sizes(data: bytes) -> set[tuple[int, int]]:
    """The sizes of all pages in millimetres."""
    with pikepdf.open(BytesIO(data)) as document:
        boxes = [[float(side) for side in page.trimbox] for page in document.pages]
    return {(round(box[2] / POINTS), round(box[3] / POINTS)) for box in boxes}


def note(*blocks: n.Block, authors: tuple[str, ...] = (), **typesetting: Any) -> Edition:
    people = tuple(Contributor(name) for name in authors)
    return editions.note(
        *(blocks or (PROSE,) * 8),
        metadata=Metadata(title="A title", authors=people, description="In short."),
        typesetting=Typesetting(**typesetting),
    )


def book(**fields: Any) -> Edition:
    """A book with a part, whose chapters take several pages each."""
    parted = [
        editions.chapter(name, editions.heading(f"In {name}", name), *(PROSE,) * 9, level=2)
        for name in ("one", "two")
    ]
    part = editions.chapter("craft", kind="part", role="part")
    return editions.book(part, *parted, editions.chapter("end", *(PROSE,) * 6), **fields)


@pytest.mark.parametrize("style", ["book", "article", "report", "notes"])
@pytest.mark.parametrize(
    ("paper", "size"),
    [((0.0, 0.0), None), ((148.0, 210.0), (148, 210)), ((215.9, 279.4), (216, 279))],
)
def test_all_pages_have_the_size_of_the_paper(
    style: Any, paper: tuple[float, float], size: tuple[int, int] | None, theme: Theme
) -> None:
    typesetting = Typesetting(style=style, paper=paper)
    usual = (152, 229) if style == "book" else (210, 297)
    assert sizes(made(note(style=style, paper=paper), theme)) == {size or usual}
    assert sizes(made(book(typesetting=typesetting), theme)) == {size or usual}


def test_margins_are_as_asked_and_mirror_each_other(theme: Theme, tmp_path: Path) -> None:
    margins = (20.0, 35.0, 30.0, 15.0)
    pages = leaves(made(note(style="book", margins=margins), theme), tmp_path)
    for number, page in enumerate(pages):
        left, right = (15, 35) if number % 2 == 0 else (35, 15)
        body = [word for word in page.words if 20 * POINTS <= word.top < page.height - 30 * POINTS]
        assert min(word.left for word in body) == pytest.approx(left * POINTS, abs=1)
        assert max(word.right for word in body) == pytest.approx(
            152 * POINTS - right * POINTS, abs=2
        )


@pytest.mark.parametrize("style", ["book", "article", "report", "notes"])
@pytest.mark.parametrize("paper", [(0.0, 0.0), (148.0, 210.0), (215.9, 279.4), (152.4, 228.6)])
def test_lines_have_sixty_to_seventy_letters(style: Any, paper: tuple[float, float]) -> None:
    sheet = typeset_sheet(Typesetting(style=style, paper=paper))
    assert 60 <= sheet.letters(sheet.size) <= (75 if style == "notes" else 70.5)
    assert sheet.inner < sheet.outer if style == "book" else sheet.inner == sheet.outer
    assert sheet.top < sheet.bottom


# --- styles ---------------------------------------------------------------------------------------


def head(page: Page, style: Any = "book") -> str:
    """What stands above the text."""
    top = typeset_sheet(Typesetting(style=style)).top
    return " ".join(word.text for word in page.words if word.bottom < top * POINTS)


def foot(page: Page, style: Any = "book") -> str:
    """What stands below the text."""
    bottom = page.height - typeset_sheet(Typesetting(style=style)).bottom * POINTS
    return " ".join(word.text for word in page.words if word.top > bottom)


def test_a_verso_has_the_part_and_a_recto_the_chapter(theme: Theme, tmp_path: Path) -> None:
    pages = leaves(made(book(), theme), tmp_path)
    heads = [head(page) for page in pages]
    opening = {number for number, page in enumerate(pages) if page.texts[:1] in (["One"], ["End"])}
    assert {number for number in opening if not heads[number]}, "nothing where a chapter opens"
    assert {each for each in heads[0::2] if each} == {"One", "Two", "End"}
    assert {each for each in heads[1::2] if each} == {"Craft", "A title"}


def test_a_book_from_right_to_left_has_its_rectos_on_the_left(theme: Theme, tmp_path: Path) -> None:
    metadata = Metadata(title="A title", lang="he", dir="rtl")
    pages = leaves(made(book(metadata=metadata), theme), tmp_path)
    page = next(page for page in pages if head(page) == "One")
    assert page.word("One").left < 30 * POINTS, "at the outer edge of a left page"


def test_pages_before_the_text_have_roman_numbers(theme: Theme, tmp_path: Path) -> None:
    for style in ("book", "report"):
        pages = leaves(made(book(typesetting=Typesetting(style=style)), theme), tmp_path)
        numbers = [foot(page, style) for page in pages if foot(page, style)]
        assert numbers[0] in ("ii", "iii")
        assert numbers[1:] == [str(number) for number in range(1, len(numbers))]
    pages = leaves(made(book(typesetting=Typesetting(style="article")), theme), tmp_path)
    assert [foot(page, "article") for page in pages] == [
        str(number + 1) for number in range(len(pages))
    ]


def test_a_blank_page_is_blank(theme: Theme, tmp_path: Path) -> None:
    pages = leaves(made(book(looks=("open-right",)), theme), tmp_path)
    for number, page in enumerate(pages):
        opens = bool({"One", "Two", "End"} & {*page.texts[:1]}) and not head(page)
        assert not opens or number % 2 == 0
    assert any(not page.words for page in pages[4:])


def test_an_article_has_its_title_above_the_text(theme: Theme, tmp_path: Path) -> None:
    authors = ("Ada Lovelace", "Ben", "Cy")
    pages = leaves(made(note(style="article", authors=authors), theme), tmp_path)
    first, second = pages[0], pages[1]
    title = first.word("Note")
    left, right = title.left, title.right
    assert left + right == pytest.approx(first.width, abs=2)
    assert "Words" in first.texts
    assert first.word("In").left > first.word("Words").left + 5 * POINTS
    heads = [head(page, "article") for page in (first, second)]
    assert heads == ["", "Ada Lovelace et al. Note"]


def test_the_contents_of_a_note_stand_on_its_first_page(theme: Theme, tmp_path: Path) -> None:
    blocks = [n for name in ("one", "two", "three") for n in (editions.heading(name, name), PROSE)]
    for style in ("notes", "article", "book"):
        edition = msgspec.structs.replace(note(*blocks, style=style), contents="always")
        assert "Contents" in leaves(made(edition, theme), tmp_path)[0].texts


def test_a_report_has_a_page_for_its_title(theme: Theme, tmp_path: Path) -> None:
    blocks = (editions.heading("Part one", "one"), *(PROSE,) * 12)
    pages = leaves(made(note(*blocks, style="report"), theme), tmp_path)
    assert "Words" not in pages[0].texts
    assert (head(pages[0], "report"), foot(pages[0], "report")) == ("", "")
    assert (head(pages[2], "report"), foot(pages[2], "report")) == ("Note Part one", "2")


def test_the_words_of_a_cover_of_another_shape_are_not_cut(theme: Theme) -> None:
    cover = Asset("c.png", "", "image/png", 1600, 2400)
    edition = editions.book(
        metadata=Metadata(title="T", cover="c.png"),
        assets={"c.png": cover},
        typesetting=Typesetting(style="book", paper=(215.9, 279.4)),
    )
    assert "--cover-fit: contain" in paper_rules(edition, theme)
    usual = msgspec.structs.replace(edition, typesetting=Typesetting(style="book"))
    assert "--cover-fit: cover" in paper_rules(usual, theme)


# --- lines ----------------------------------------------------------------------------------------


def test_text_stands_on_the_lines_of_the_page(theme: Theme, tmp_path: Path) -> None:
    """Headings, lists, quotations, callouts and code within text take whole lines."""
    sentence = n.Text("Words of a paragraph that goes on and on. " * 6)
    code = editions.paragraph(n.Text("Words with "), n.Code("code"), n.Text(" in them. " * 9))
    blocks: list[n.Block] = []
    for number in range(9):
        blocks += [
            editions.heading("A heading", f"h{number}", 2 + number % 4),
            editions.paragraph(sentence, n.Emphasis((sentence,))), code,
            n.BulletList((n.ListItem((n.Plain((n.Text("an item"),)),)),)),
            editions.paragraph(sentence),
            n.BlockQuote((editions.paragraph(sentence),)),
            n.Callout("note", (n.Text("Beware"),), (editions.paragraph(sentence),)),
            editions.paragraph(sentence), editions.footnote("Below.", number + 1),
        ]  # fmt: skip
    for style in ("book", "notes"):
        sheet = typeset_sheet(Typesetting(style=style))
        height = sheet.size * 1.522  # of Spectral's box
        pages = leaves(made(note(*blocks, style=style), theme), tmp_path)
        tops = [
            word.top - sheet.top * POINTS
            for page in pages
            for word in page.words
            if word.text == "paragraph" and abs(word.bottom - word.top - height) < 0.1
        ]
        places = [top % sheet.line for top in tops]
        usual = statistics.median(places)
        on = [abs(place - usual) < 0.3 for place in places]
        assert len(on) > 100
        assert sum(on) / len(on) >= 0.95


# --- settings ----------------------------------------------------------------------------------

SETTINGS = """
[pdf]
paper = "a5"
margins = [15, "20mm", "2.5cm", 15]

[[book]]
title = "The Book"
chapters = ["one.md"]
imprint = false
cover = false

[book.pdf]
paper = "6x9in"
"""
NOTE = "---\npdf:\n  paper: letter\n  margins: [20, 30, 30, 30]\n---\nSome words.\n"


def page_sizes(project: Project, name: str) -> set[tuple[int, int]]:
    return sizes((project.out / f"{name}.pdf").read_bytes())


def test_a_book_and_a_note_have_paper_of_their_own(tmp_path: Path) -> None:
    project = Project(tmp_path / "vault")
    project.write("exporter.toml", SETTINGS)
    project.write("one.md", "Words.\n")
    project.write("two.md", NOTE)
    project.write("three.md", "Other words.\n")
    project.build(formats=("pdf",))
    assert page_sizes(project, "The Book") == {(152, 229)}
    assert page_sizes(project, "two") == {(216, 279)}
    assert page_sizes(project, "three") == {(148, 210)}
    word = pages_of(project.out / "two.pdf")[0].word("Some")
    assert word.left == pytest.approx(30 * POINTS, abs=1)


def test_a_profile_goes_before_a_book(tmp_path: Path) -> None:
    project = Project(tmp_path / "vault")
    project.write("exporter.toml", SETTINGS + '[profile.screen.pdf]\npaper = "a4"\n')
    project.write("one.md", "Words.\n")
    project.write("two.md", NOTE)
    project.build(formats=("pdf",))
    assert page_sizes(project, "The Book") == page_sizes(project, "two") == {(210, 297)}


@pytest.mark.parametrize(
    ("table", "line", "message"),
    [
        ('paper = "a5"\npapper = "a4"', 5, "[pdf] has no key “papper”"),
        ('style = "novel"', 4, "“novel” is not a value of pdf.style"),
        ('margins = ["20mm"]', 4, "pdf.margins must be four lengths"),
        ('cover = "no"', 4, "book.pdf.cover must be true or false, not text in quotation marks"),
    ],
)
def test_what_a_book_cannot_say_of_its_paper_is_told(
    table: str, line: int, message: str, tmp_path: Path
) -> None:
    project = Project(tmp_path / "vault")
    project.write("exporter.toml", f'[[book]]\ntitle = "B"\n[book.pdf]\n{table}\n')
    with pytest.raises(UsageError, match=re.escape(f"exporter.toml:{line}: {message}")):
        project.settings  # noqa: B018


def test_a_key_that_a_note_cannot_have_is_told_and_the_others_hold(
    tmp_path: Path, reader: Reader
) -> None:
    text = "---\ntitle: T\npdf:\n  papper: a5\n  style: article\n  bleed: wide\n---\nWords.\n"
    document, report = Vault(tmp_path, reader, {"a.md": text}).note("a.md")
    assert document.metadata.pdf == {"style": "article"}
    assert [(found.code, found.line, found.message) for found in report.diagnostics] == [
        ("frontmatter/value", 4, "[pdf] has no key “papper”; it is not used"),
        ("frontmatter/value", 6, 'pdf.bleed must be a length such as "3mm"; it is not used'),
    ]


def test_a_file_that_goes_along_is_no_paper(tmp_path: Path, reader: Reader) -> None:
    notes = {"a.md": "---\npdf: paper.pdf\n---\nWords.\n"}
    document, report = Vault(tmp_path, reader, notes).note("a.md")
    assert document.metadata.pdf == {}
    assert document.metadata.extra == {"pdf": "paper.pdf"}
    assert report.diagnostics == []


def test_margins_without_room_for_text_are_told(tmp_path: Path) -> None:
    project = Project(tmp_path / "vault")
    project.write("a.md", "---\npdf:\n  paper: a6\n  margins: [9, 50, 9, 50]\n---\nWords.\n")
    summary = project.build(formats=("pdf",))
    assert [(found.code, found.line) for found in summary.diagnostics] == [("pdf/margins", 4)]
    assert page_sizes(project, "a") == {(105, 148)}
