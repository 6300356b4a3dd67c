"""Listings on paper: long lines, and what is kept together."""

from __future__ import annotations

import re
from pathlib import Path

from exporter.backends import pdf
from exporter.diagnostics import Report, Reports
from exporter.model import nodes as n
from exporter.model.edition import Typesetting
from exporter.rendering.markup import Renderer
from exporter.rendering.print import PRINT
from exporter.rendering.print_code import LONGEST, columns
from exporter.rendering.sheet import NOTES, typeset_sheet
from exporter.rendering.templates import load_theme
from tests import editions, oracles
from tests.pdf_words import Page, pages_of

THEME = load_theme("default", Path(__file__).parent)
BOOK = typeset_sheet(Typesetting(style="book"))
LONG = f"first = call({', '.join(f'argument{number}' for number in range(9))})"


def made(folder: Path, *blocks: n.Block) -> Path:
    file = folder / "made.pdf"
    edition = editions.note(*blocks)
    file.write_bytes(pdf.render(edition, THEME, Reports(Report("note.md"))).files[0].data)
    return file


def markup(listing: n.CodeBlock, *, book: bool = False) -> str:
    return Renderer(PRINT, sheet=BOOK if book else NOTES)((listing,))


def page(folder: Path, *blocks: n.Block) -> Page:
    return pages_of(made(folder, *blocks))[0]


def test_a_long_line_goes_on_set_in_and_its_mark_is_no_text(tmp_path: Path) -> None:
    listing = n.CodeBlock(f"short\n{LONG}\nlast", language="python")
    shown = oracles.pdftotext(made(tmp_path, listing))
    assert " ".join(shown.split()).startswith(f"Note short {LONG} last")
    (on_page,) = pages_of(tmp_path / "made.pdf")
    words = {word.text: word for word in on_page.words}
    assert words["last"].left == words["first"].left == words["short"].left
    assert words["argument8)"].top > words["first"].top
    line = words["argument8)"].top
    assert min(w.left for w in on_page.words if w.top == line) > words["first"].left + 5


def test_only_lines_that_may_be_too_long_are_marked() -> None:
    assert '<span class="line long">' not in markup(n.CodeBlock("x" * 50))
    assert markup(n.CodeBlock(f"{'x ' * 25}\n{'x ' * 50}")).count("line long") == 1
    assert markup(n.CodeBlock("x " * 28), book=True).count("line long") == 1
    assert columns("\tx漢") == 11


def test_a_long_word_of_many_colours_stays_on_the_page(tmp_path: Path) -> None:
    listing = n.CodeBlock(f'x = "{"a" * 150}"', language="python")
    assert all(word.right < 482 for word in page(tmp_path, listing).words)


def test_a_title_stays_with_its_listing(tmp_path: Path) -> None:
    listing = n.CodeBlock("\n".join(["code"] * 20), title="title.py")
    for lines in range(38, 46):
        filling = n.LineBlock(((n.Text("line"),),) * lines)
        (on_page,) = [
            each for each in pages_of(made(tmp_path, filling, listing)) if "title.py" in each.texts
        ]
        assert on_page.texts.count("code") >= 2


def test_an_endless_line_is_one_line_of_short_pieces(tmp_path: Path) -> None:
    # what WeasyPrint takes for one grows with the square of its length
    endless = "".join(f"a{number}(" for number in range(450))
    listing = n.CodeBlock(f"{endless}\nlast", language="python")
    lines = re.findall(r'<span class="(line[^"]*)">([^<]*)', markup(listing))
    kinds, texts = zip(*lines, strict=True)
    assert kinds == ("line long", *("line long going-on",) * (len(lines) - 2), "line")
    assert "".join(texts) == f"{endless}\nlast\n"
    assert max(map(len, texts)) <= LONGEST + 1
    shown = oracles.pdftotext(made(tmp_path, listing))
    assert "".join(shown.split()).startswith(f"Note{endless}last")
