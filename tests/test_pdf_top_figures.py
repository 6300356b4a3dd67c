"""Figures at the top of a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pikepdf
import pytest

from exporter.backends import pdf
from exporter.diagnostics import Report, Reports
from exporter.model import nodes as n
from exporter.model.edition import Edition, Typesetting
from exporter.rendering.templates import load_theme
from tests import editions
from tests.pdf_words import Page, pages_of

THEME = load_theme("default", Path(__file__).parent)
TOP = Typesetting(figures="top")
WORDS = editions.paragraph(n.Text("fill " * 120))


def figure(caption: str, height: str = "90mm") -> n.Figure:
    image = n.Image((n.Text("A dot"),), "dot.png", width="90mm", height=height)
    return n.Figure((n.Plain((image,)),), (n.Plain((n.Text(caption),)),), n.Attributes(id=caption))


def noted(number: int) -> n.Paragraph:
    note = n.Footnote((editions.paragraph(n.Text(f"note{number}")),), number)
    return editions.paragraph(n.Text("fill " * 60), note, n.Text(" fill" * 60))


def made(folder: Path, edition: Edition) -> tuple[list[Page], Path]:
    file = folder / "made.pdf"
    file.write_bytes(pdf.render(edition, THEME, Reports(Report("note.md"))).files[0].data)
    return pages_of(file), file


@pytest.fixture
def assets(tmp_path: Path) -> dict[str, Any]:
    return {"assets": {"dot.png": editions.asset(tmp_path)}, "typesetting": TOP}


def test_a_figure_stands_above_the_text_of_its_page(tmp_path: Path, assets: dict[str, Any]) -> None:
    blocks = (*[WORDS] * 5, figure("Shown"), *[WORDS] * 8)
    pages, file = made(tmp_path, editions.note(*blocks, **assets))
    (page,) = [page for page in pages if "Shown" in page.texts]
    assert page is not pages[0]
    assert page.word("Shown").bottom < page.word("fill").top
    assert page.word("Shown").top > 90 / 25.4 * 72
    with pikepdf.open(file) as document:
        # where it is called nothing is to be seen, and no link
        assert not any("Annots" in each for each in document.pages)


def test_text_flows_on_where_a_figure_has_to_wait(tmp_path: Path, assets: dict[str, Any]) -> None:
    blocks = [WORDS] * 5
    for number in range(4):
        blocks += [figure(f"Shown{number}", "120mm"), noted(number + 1), WORDS, WORDS]
    pages, _ = made(tmp_path, editions.note(*blocks, *[WORDS] * 9, **assets))
    order = [word.text for page in pages for word in page.words if word.text.startswith("Shown")]
    assert order == ["Shown0", "Shown1", "Shown2", "Shown3"]
    for page in pages[:-1]:
        end = max(word.bottom for word in page.words if word.text == "fill")
        notes = [word.top for word in page.words if word.text.startswith("note")]
        assert end > min([*notes, 770]) - 75


def test_a_figure_is_not_set_above_a_title(tmp_path: Path, assets: dict[str, Any]) -> None:
    (first, *_), _ = made(tmp_path, editions.note(WORDS, figure("Shown"), WORDS, **assets))
    assert first.word("Note").top < first.word("fill").top < first.word("Shown").top


def test_notes_stay_at_the_foot_below_figures_on_top(
    tmp_path: Path, assets: dict[str, Any]
) -> None:
    blocks = (*[WORDS] * 6, noted(1), figure("Shown", "30mm"), noted(2), *[WORDS] * 5)
    pages, _ = made(tmp_path, editions.note(*blocks, **assets))
    (page,) = [page for page in pages if "Shown" in page.texts]
    notes = [word for word in page.words if word.text.startswith("note")]
    assert [word.text for word in notes] == ["note1", "note2"]
    assert notes[0].top < notes[1].top
    assert min(word.top for word in notes) > max(w.bottom for w in page.words if w.text == "fill")
