"""Notes beside the text."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from exporter.backends import pdf
from exporter.diagnostics import Report, Reports
from exporter.model import nodes as n
from exporter.model.edition import Edition, Typesetting
from exporter.rendering.sheet import NOTES, POINTS
from exporter.rendering.templates import load_theme
from tests import editions
from tests.pdf_words import Page, Word, pages_of

THEME = load_theme("default", Path(__file__).parent)
BESIDE = Typesetting(side_notes=True)
BOOK = Typesetting(style="book", side_notes=True)


def noted(number: int, note: str) -> n.Paragraph:
    return editions.paragraph(
        n.Text(f"call{number}"), n.Footnote((editions.paragraph(n.Text(note)),), number)
    )


def pages(edition: Edition, folder: Path) -> list[Page]:
    file = folder / "made.pdf"
    file.write_bytes(pdf.render(edition, THEME, Reports(Report("note.md"))).files[0].data)
    return pages_of(file)


def starting(page: Page, start: str) -> list[Word]:
    return [word for word in page.words if word.text.startswith(start)]


def test_a_note_stands_beside_its_call_in_the_outer_margin(tmp_path: Path) -> None:
    (page,) = pages(editions.note(noted(1, "beside"), typesetting=BESIDE), tmp_path)
    (call,), (note,) = starting(page, "call"), starting(page, "beside")
    assert note.left > page.width / 2
    assert abs(note.bottom - call.bottom) < 3


def test_on_a_left_page_of_a_book_the_notes_are_on_the_left(tmp_path: Path) -> None:
    filling = editions.paragraph(n.Text("fill " * 900))
    blocks = (noted(1, "beside"), filling, noted(2, "beside"))
    edition = editions.book(editions.chapter("one", *blocks), typesetting=BOOK)
    right, *_, left = [page for page in pages(edition, tmp_path) if starting(page, "beside")]
    assert right.word("beside").left > right.word("fill").left
    (call,), (note,) = starting(left, "call2"), starting(left, "beside")
    assert note.right < call.left


def test_notes_don_t_overlap_and_none_hangs_below_the_text(tmp_path: Path) -> None:
    filling = [editions.paragraph(n.Text("fill")) for _ in range(36)]
    notes = [noted(number, f"n{number} {'more words ' * 12}") for number in range(1, 7)]
    first, *_ = pages(editions.note(*filling, *notes, typesetting=BESIDE), tmp_path)
    beside = [word for word in first.words if word.left > first.width * 0.7 and word.top > 60]
    assert len(beside) > 50
    lines = sorted({round(word.top, 1) for word in beside})
    assert all(below - above > 9 for above, below in pairwise(lines))
    foot = (NOTES.height - NOTES.bottom) * POINTS
    assert max(word.bottom for word in beside) < foot + 3


def test_notes_for_which_a_margin_has_no_room_are_at_the_foot(tmp_path: Path) -> None:
    notes = [noted(number, f"n{number} {'more words ' * 30}") for number in range(1, 12)]
    edition = editions.note(*notes, noted(12, "long " * 200), typesetting=BESIDE)
    made = pages(edition, tmp_path)
    words = [word for page in made for word in page.words]
    assert all(sum(word.text == f"n{number}" for word in words) == 1 for number in range(1, 12))
    notes_at = {word.text: word.left < 200 for word in words if word.text[1:].isdigit()}
    assert set(notes_at.values()) == {True, False}
    assert next(word.left for word in words if word.text == "long") < 200
    assert all(word.right < made[0].width - 15 for word in words)
