"""The paper of a PDF: sizes, margins, running heads and page numbers, by style."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from exporter.backends import pdf
from exporter.diagnostics import Report, Reports
from exporter.model import nodes as n
from exporter.model.document import Contributor, Metadata
from exporter.model.edition import Edition, Typesetting
from exporter.render.sheet import POINTS, typeset_sheet
from exporter.render.templates import Theme, load_theme
from tests import editions
from tests.pdf_words import Page, pages_of

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
