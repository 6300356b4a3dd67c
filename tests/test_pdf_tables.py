"""Tables on paper: how they are made to fit, and what becomes of them over several pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporter.backends import pdf
from exporter.diagnostics import Report, Reports
from exporter.model import nodes as n
from exporter.model.edition import Edition, Typesetting
from exporter.rendering.markup import Renderer
from exporter.rendering.print import PRINT
from exporter.rendering.sheet import NOTES, Sheet, typeset_sheet
from exporter.rendering.templates import load_theme
from exporter.rendering.text_widths import longest_piece
from tests import editions
from tests.pdf_words import Page, pages_of

THEME = load_theme("default", Path(__file__).parent)
BOOK = typeset_sheet(Typesetting(style="book"))


def cell(text: str, columns: int = 1, rows: int = 1) -> n.Cell:
    return n.Cell((n.Plain((n.Text(text),)),), colspan=columns, rowspan=rows)


def row(*texts: str) -> n.Row:
    return n.Row(tuple(map(cell, texts)))


def grid(columns: int, text: str = "some words", rows: int = 3, caption: str = "") -> n.Table:
    body = tuple(row(*[text] * columns) for _ in range(rows))
    head = (row(*[f"Head{each}" for each in range(columns)]),)
    words = (n.Plain((n.Text(caption),)),) if caption else ()
    return n.Table((n.Column(),) * columns, head, body, caption=words)


def look(table: n.Table, sheet: Sheet = NOTES) -> str:
    """The classes of a table, empty for one that is as it is."""
    markup = Renderer(PRINT, sheet=sheet)((table,))
    return markup.partition('<div class="')[2].partition('"')[0]


def pages(edition: Edition, folder: Path) -> list[Page]:
    file = folder / "made.pdf"
    file.write_bytes(pdf.render(edition, THEME, Reports(Report("note.md"))).files[0].data)
    return pages_of(file)


@pytest.mark.parametrize(
    ("columns", "in_note", "in_book"),
    [
        (3, "", ""),
        (8, "wide-table", "wide-table turned small"),
        (14, "wide-table turned small", "wide-table turned small broken"),
    ],
)
def test_the_more_columns_the_further_a_table_goes(
    columns: int, in_note: str, in_book: str
) -> None:
    assert look(grid(columns, "several common words")) == in_note
    assert look(grid(columns, "several disproportionate words"), BOOK) == in_book


def test_many_columns_of_short_words_stay_as_they_are() -> None:
    assert look(grid(9, "yes")) == ""


def test_a_long_word_makes_a_table_smaller_and_one_that_can_end_a_line_does_not() -> None:
    assert look(grid(3, "x" * 40)) == "wide-table"
    assert look(grid(3, "x/" * 45)) == ""
    assert longest_piece("漢字漢字") == 1


def test_cells_over_several_columns_and_rows_count_where_they_are() -> None:
    long = "x" * 60
    one = n.Table((n.Column(),) * 2, (), (n.Row((cell(long, columns=2),)), row("a", "b")))
    assert look(one) == ""
    # the second row begins in the second column: both long words share one
    two = n.Table((n.Column(),) * 2, (), (n.Row((cell("a", rows=2), cell(long))), row(long)))
    assert look(two) == ""
    apart = n.Table((n.Column(),) * 2, (), (n.Row((cell("a"), cell(long))), row(long, "b")))
    assert look(apart) == "wide-table"


def test_the_head_is_on_each_page_and_the_caption_on_the_first(tmp_path: Path) -> None:
    made = pages(editions.note(grid(3, rows=90, caption="The caption")), tmp_path)
    assert len(made) > 1
    assert all("Head2" in page.texts for page in made)
    assert ["caption" in page.texts for page in made] == [True] + [False] * (len(made) - 1)


def test_a_turned_table_takes_its_heading_along_and_the_text_goes_on_upright(
    tmp_path: Path,
) -> None:
    wide = grid(12, "several common words")
    for edition in (
        editions.note(
            editions.paragraph(n.Text("Before.")), editions.heading("Leading", "leading"), wide,
            editions.paragraph(n.Text("After.")),
        ),
        editions.book(
            editions.chapter(
                "one", editions.paragraph(n.Text("Before.")),
                editions.heading("Leading", "leading"), wide, editions.paragraph(n.Text("After.")),
            )
        ),
    ):  # fmt: skip
        before, *turned, after = [page for page in pages(edition, tmp_path) if page.words][-3:]
        assert "Before." in before.texts
        assert before.width < before.height
        (page,) = turned
        assert {"Leading", "Head11"} <= set(page.texts)
        assert page.width > page.height
        assert "After." in after.texts
        assert after.width < after.height


@pytest.mark.parametrize("columns", [9, 14, 30])
def test_no_word_of_a_wide_table_leaves_the_page(columns: int, tmp_path: Path) -> None:
    table = grid(columns, "disproportionate words")
    quoted = n.BlockQuote((table,))
    for edition in (
        editions.note(table, quoted),
        editions.book(editions.chapter("a", table, quoted)),
    ):
        for page in pages(edition, tmp_path):
            assert all(word.left > 15 and word.right < page.width - 15 for word in page.words)
