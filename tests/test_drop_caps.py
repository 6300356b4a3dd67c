"""The large letter that begins a chapter."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporter.backends import pdf
from exporter.diagnostics import Report, Reports
from exporter.model import nodes as n
from exporter.model.edition import Typesetting
from exporter.rendering.drop_caps import initial, with_drop_cap
from exporter.rendering.markup import Renderer
from exporter.rendering.print import PRINT
from exporter.rendering.templates import load_theme
from tests import editions
from tests.pdf_words import pages_of

THEME = load_theme("default", Path(__file__).parent)


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("Once", "O"), ("“Who?”", "“W"), ("¿Qué?", "¿Q"), ("e\u0301tat", "e\u0301"), ("Ωμέγα", "Ω"),
        ("1984 was", ""), ("محمد", ""), ("中文", ""), ("नमस्ते", ""), ("", ""), ("…", ""),
    ],
)  # fmt: skip
def test_letters_that_stand_alone_are_enlarged_with_what_is_before_them(
    text: str, letter: str
) -> None:
    assert initial(text) == letter


def shown(*blocks: n.Block) -> str:
    return Renderer(PRINT)(with_drop_cap(blocks, "en")).strip()


def test_a_quotation_mark_goes_with_the_letter_and_emphasis_stays() -> None:
    said = n.Quoted((n.Text("Who"),), "double")
    assert shown(editions.paragraph(said)) == '<p><span class="drop-cap">“W</span>ho”</p>'
    strong = n.Emphasis((n.Text("Who"),))
    assert shown(editions.paragraph(strong)) == (
        '<p><em><span class="drop-cap">W</span>ho</em></p>'
    )


def test_a_chapter_that_begins_with_something_else_has_none() -> None:
    for first in (editions.heading("One", "one"), editions.paragraph(n.Code("x"))):
        assert "drop-cap" not in shown(first, editions.paragraph())


def test_the_letter_stands_beside_three_lines_on_the_third(tmp_path: Path) -> None:
    words = n.Text("Lines " + " ".join(f"word{number}" for number in range(60)))
    file = tmp_path / "made.pdf"
    edition = editions.book(
        editions.chapter("one", editions.paragraph(words)),
        typesetting=Typesetting(style="book", drop_caps=True, small_caps=False),
    )
    file.write_bytes(pdf.render(edition, THEME, Reports(Report("a"))).files[0].data)
    page = pages_of(file)[-1]
    letter, text = page.word("L"), [word for word in page.words if word.text.startswith("word")]
    tops = sorted({word.top for word in text})
    starts = [min(word.left for word in page.words if word.top == top) for top in tops]
    assert starts[0] == starts[1] == starts[2] > letter.right - 2
    assert starts[3] == pytest.approx(letter.left, abs=1)
    # the foot of each: Spectral's descent is .463 of its size, of a line and of the letter
    foot = letter.bottom - 0.463 / 1.522 * (letter.bottom - letter.top)
    third = next(word for word in text if word.top == tops[2])
    assert foot == pytest.approx(third.bottom - 0.463 / 1.522 * (third.bottom - third.top), abs=1)
