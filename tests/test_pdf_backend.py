"""The PDF: its text, its marks, its tags, and what it may read."""

from __future__ import annotations

import itertools
import re
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from exporter.backends import pdf, pdf_page
from exporter.diagnostics import Report, Reports
from exporter.errors import RenderError
from exporter.model import nodes as n
from exporter.model.document import Contributor, Metadata
from exporter.model.edition import Artifact, Edition
from exporter.rendering.templates import Theme, load_theme
from tests import editions, oracles

ROOT = Path(__file__).parent


@pytest.fixture(scope="module")
def theme() -> Theme:
    return load_theme("default", ROOT)


def made(edition: Edition, theme: Theme) -> tuple[Artifact, Report]:
    report = Report("note.md")
    return pdf.render(edition, theme, Reports(report)), report


def opened(artifact: Artifact) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(artifact.files[0].data))


def text(artifact: Artifact, folder: Path) -> str:
    file = folder / "made.pdf"
    file.write_bytes(artifact.files[0].data)
    return oracles.pdftotext(file)


def test_title_text_and_metadata_are_there(tmp_path: Path, theme: Theme) -> None:
    metadata = Metadata(
        title="The <title>", subtitle="Sub", lang="de", authors=(Contributor("Jane Doe"),),
        date="2026-10-01", description="What it says", tags=("a", "b"),
    )  # fmt: skip
    artifact, report = made(editions.note(editions.paragraph(), metadata=metadata), theme)
    document = opened(artifact)
    shown = text(artifact, tmp_path)
    for words in ("Note", "Sub", "Jane Doe", "1. Oktober 2026", "What it says", "Words."):
        assert words in shown
    assert document.docinfo["/Title"] == "The <title>"
    assert document.docinfo["/Author"] == "Jane Doe"
    assert document.Root.Lang == "de"
    assert document.Root.MarkInfo.Marked
    assert artifact.pages == len(document.pages) == 1
    assert report.diagnostics == []


def test_headings_are_bookmarks(theme: Theme) -> None:
    edition = editions.note(
        editions.heading("One", "one"), editions.heading("Below", "below", 3),
        editions.heading("Two", "two"),
    )  # fmt: skip
    with opened(made(edition, theme)[0]).open_outline() as outline:
        (title,) = outline.root
        assert [place.title for place in title.children] == ["One", "Two"]
        assert [place.title for place in title.children[0].children] == ["Below"]


def test_contents_have_page_numbers(tmp_path: Path, theme: Theme) -> None:
    long: list[n.Block] = [editions.paragraph(n.Text("word " * 3000))]
    blocks: list[n.Block] = [
        editions.heading("First", "a"),
        *long,
        editions.heading("Second", "b"),
        *long,
    ]
    edition = editions.note(*blocks, contents="always")
    (tmp_path / "made.pdf").write_bytes(made(edition, theme)[0].files[0].data)
    laid_out = oracles.pdftotext(tmp_path / "made.pdf", layout=True)
    numbers = re.findall(r"^ *(?:First|Second)[ .]+(\d+)$", laid_out, re.MULTILINE)
    assert numbers[0] == "1"
    assert int(numbers[1]) > 3


def test_a_list_begins_with_its_own_number(tmp_path: Path, theme: Theme) -> None:
    items = tuple(n.ListItem((n.Plain((n.Text(word),)),)) for word in ("cod", "eel"))
    artifact, _ = made(editions.note(n.OrderedList(items, 3)), theme)
    assert "3. cod\n4. eel" in text(artifact, tmp_path)


def test_a_footnote_stands_at_the_foot_of_its_page(tmp_path: Path, theme: Theme) -> None:
    first = editions.footnote("At the foot.")
    edition = editions.note(first, editions.paragraph(n.Text("word " * 1500)))
    pages = text(made(edition, theme)[0], tmp_path).split("\f")
    assert "At the foot." in pages[0]
    assert pages[0].index("word") < pages[0].index("At the foot.")


def test_no_word_of_long_footnotes_is_lost(tmp_path: Path, theme: Theme) -> None:
    # longer than a page, then more of them than a page holds
    notes = [editions.footnote("long " * 1500, 1)]
    notes += [editions.footnote("short " * 200, number) for number in range(2, 9)]
    edition = editions.note(editions.paragraph(*(part for note in notes for part in note.content)))
    shown = text(made(edition, theme)[0], tmp_path)
    assert shown.count("long") == 1500
    assert shown.count("short") == 7 * 200


@pytest.mark.parametrize("columns", [3, 9, 40])
def test_no_word_leaves_the_page(tmp_path: Path, theme: Theme, columns: int) -> None:
    cell = n.Cell((n.Plain((n.Text("incomprehensible"),)),))
    rows = (n.Row((cell,) * columns),)
    table = n.Table((n.Column(),) * columns, head=rows, body=rows)
    long = editions.paragraph(n.Text("incomprehensible" * 30))
    shown = text(made(editions.note(table, long), theme)[0], tmp_path)
    letters = "".join(character for character in shown if character.isalpha())
    assert sum(letters.count(each) for each in "h") == columns * 2 + 30


def test_a_book_numbers_its_text_from_one(tmp_path: Path, theme: Theme) -> None:
    chapters = [
        editions.chapter("preface", editions.paragraph(), kind="front"),
        editions.chapter("one", editions.link(note="two.md"), number="1"),
        editions.chapter("two", editions.paragraph(), number="2"),
    ]
    artifact, _ = made(editions.book(*chapters), theme)
    pages = [page.split() for page in text(artifact, tmp_path).split("\f")]
    preface = next(page for page in pages[3:] if "Preface" in page)
    one = next(page for page in pages if page[:2] == ["1", "One"])
    assert preface[-1] in ("iv", "v", "vi", "vii")
    assert one[-1] == "1"
    targets = [
        annotation.Dest
        for page in opened(artifact).pages
        for annotation in page.get("/Annots", [])
        if "/Dest" in annotation
    ]
    assert "two" in [str(target) for target in targets]


def test_a_picture_of_the_vault_is_in_it(tmp_path: Path, theme: Theme) -> None:
    dot = editions.asset(tmp_path)
    artifact, report = made(editions.note(editions.image(), assets={"dot.png": dot}), theme)
    assert any(page.images for page in opened(artifact).pages)
    assert report.diagnostics == []


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:1/x",
        "https://example.org/x",
        "asset:../../etc/passwd",
        "asset:%2e%2e/secret",
        "exporter:/etc/passwd",
    ],
)
def test_nothing_beside_the_publication_is_read(theme: Theme, url: str) -> None:
    fetcher = pdf_page.Fetcher({})
    with pytest.raises(ValueError, match="is not part of the publication"):
        fetcher.fetch(url)


def test_a_picture_that_is_not_shown_is_named_once(tmp_path: Path, theme: Theme) -> None:
    picture = editions.image("https://example.org/x.png")
    figure = n.Figure((picture,), (n.Plain((n.Text("A dot"),)),))
    artifact, report = made(editions.note(figure), theme)
    assert text(artifact, tmp_path).count("A dot") == 1
    assert report.diagnostics == []


def test_running_heads_say_title_and_section(tmp_path: Path, theme: Theme) -> None:
    edition = editions.note(
        editions.heading("Section", "a"), editions.paragraph(n.Text("word " * 1500))
    )
    first, second = text(made(edition, theme)[0], tmp_path).split("\f")[:2]
    assert first.split("\n")[0] == "Note"
    head = second[: second.index("word")]
    assert "Note" in head
    assert "Section" in head


def test_the_theme_s_fonts_are_embedded(theme: Theme) -> None:
    artifact, _ = made(editions.note(editions.paragraph()), theme)
    fonts = {
        str(font.BaseFont)
        for page in opened(artifact).pages
        for font in page.Resources.Font.values()
    }
    assert any("Spectral" in font for font in fonts)


def test_a_character_that_no_font_has_is_told_once(theme: Theme) -> None:
    # a private use character, twice
    edition = editions.note(editions.paragraph(n.Text("a \U0010fffd b \U0010fffd")))
    _, report = made(edition, theme)
    assert [found.code for found in report.diagnostics] == ["pdf/missing-glyph"]
    assert "U+10FFFD" in report.diagnostics[0].message


def test_a_numbered_equation_may_meet_the_end_of_a_page(theme: Theme) -> None:
    mathml = '<math display="block"><mfrac><mi>a</mi><mi>b</mi></mfrac></math>'
    equation = n.Math("a", display=True, mathml=mathml, number="1")
    artifact, _ = made(editions.note(*[editions.paragraph(equation)] * 40), theme)
    assert len(opened(artifact).pages) > 1


def test_the_same_edition_gives_the_same_bytes(theme: Theme) -> None:
    edition = editions.note(editions.paragraph(), editions.footnote("x"))
    assert made(edition, theme)[0] == made(edition, theme)[0]


def test_where_harfbuzz_subsets_no_fonts_the_bytes_are_the_same_at_any_time(
    theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("weasyprint.pdf.fonts.harfbuzz_subset", None)
    clock = itertools.count(3_000_000_000, 1000)
    monkeypatch.setattr("fontTools.ttLib.tables._h_e_a_d.timestampNow", lambda: next(clock))
    edition = editions.note(editions.paragraph())
    assert made(edition, theme)[0] == made(edition, theme)[0]


def test_what_can_not_be_laid_out_is_a_failure_of_its_own(theme: Theme) -> None:
    deep: n.Block = editions.paragraph()
    for _ in range(400):
        deep = n.Division((deep,), n.Attributes(classes=("x",)))
    with pytest.raises(RenderError, match="can't be laid out"):
        made(editions.note(deep), theme)
