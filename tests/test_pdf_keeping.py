"""What a page never ends with: what leads to something stays with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporter.backends import pdf
from exporter.diagnostics import Report, Reports
from exporter.model import nodes as n
from exporter.rendering.templates import load_theme
from tests import editions
from tests.pdf_words import pages_of

THEME = load_theme("default", Path(__file__).parent)
# Points: where the text of a page begins and ends, and less than one line of it
TOP, BOTTOM, LINE = 70, 745, 8
ITEMS = tuple(n.ListItem((editions.paragraph(n.Text("item")),)) for _ in range(9))
ROWS = tuple(n.Row((n.Cell((n.Plain((n.Text("cell"),)),)),)) for _ in range(9))
LEADING: dict[str, tuple[n.Block, ...]] = {
    "heading": (editions.heading("Lead", "lead"), editions.paragraph(n.Text("next " * 60))),
    "headings": (
        editions.heading("Lead", "lead"),
        editions.heading("Below", "below", 3),
        editions.paragraph(n.Text("next " * 60)),
    ),
    "heading and table": (
        editions.heading("Lead", "lead"),
        n.Table((n.Column(),), (n.Row((n.Cell((n.Plain((n.Text("next"),)),)),)),), ROWS),
    ),
    "caption": (
        n.Table((n.Column(),), (), ROWS, caption=(n.Plain((n.Text("Lead"),)),)),
    ),
    "lead-in": (editions.paragraph(n.Text("Lead:")), n.BulletList(ITEMS)),
    "bold words": (
        editions.paragraph(n.Strong((n.Text("Lead"),))),
        editions.paragraph(n.Text("next " * 60)),
    ),
    "term": (
        n.DefinitionList(
            (n.Definition((n.Text("Lead"),), ((editions.paragraph(n.Text("next " * 60)),),)),)
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("blocks", LEADING.values(), ids=list(LEADING))
def test_what_leads_to_something_is_on_its_page(
    blocks: tuple[n.Block, ...], tmp_path: Path
) -> None:
    file = tmp_path / "made.pdf"
    for lines in range(35, 45):
        filling = n.LineBlock(((n.Text("line"),),) * lines)
        edition = editions.note(filling, *blocks)
        file.write_bytes(pdf.render(edition, THEME, Reports(Report("note.md"))).files[0].data)
        tops = [
            {word.text.strip(":"): word.top for word in page.words if TOP < word.top < BOTTOM}
            for page in pages_of(file)
        ]
        (on_page,) = [words for words in tops if "Lead" in words]
        assert max(on_page.values()) > on_page["Lead"] + LINE, lines
