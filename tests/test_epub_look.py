"""How an EPUB looks: what its markup and its stylesheet do for readers of every size."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from exporter.model import nodes as n
from exporter.model.document import Metadata
from exporter.rendering.markup import Renderer
from exporter.rendering.xhtml import XHTML
from tests import oracles
from tests.editions import footnote, heading, note, paragraph
from tests.epubs import PACKAGE, files, made, values


def table(*words: str) -> str:
    cells = tuple(n.Cell((n.Plain((n.Text(word),)),)) for word in words)
    return Renderer(XHTML)((n.Table((n.Column(),) * len(words), (), (n.Row(cells),)),))


@pytest.mark.parametrize(
    ("columns", "word", "frame"),
    [
        (2, "some words", "<table>"),
        (4, "some words", '<div class="fitted-table">'),
        (6, "measure", '<div class="wide-table">'),
    ],
)
def test_a_table_is_set_as_a_phone_holds_it(columns: int, word: str, frame: str) -> None:
    markup = table(*(word for _ in range(columns)))
    assert markup.startswith(frame)
    assert "broken" not in markup


def test_words_are_broken_only_where_they_are_too_long() -> None:
    markup = table("1455", "Johannes", "x" * 60)
    assert markup.count("broken") == 1
    assert f'em">\n{"x" * 60}</div>' in markup


def test_many_columns_are_made_as_narrow_as_a_phone_wants_them() -> None:
    room = re.findall("min-width:(.*?)em", table(*("Wonderful" for _ in range(12))))
    assert len(room) == 12
    assert all(1 <= float(each) <= 1.5 for each in room)


def test_a_column_of_broken_words_keeps_the_room_that_there_is_for_it() -> None:
    room = [float(each) for each in re.findall("min-width:(.*?)em", table("1455", "x" * 60))]
    assert len(room) == 1
    assert 15 < room[0] < 25


@pytest.mark.parametrize(("signs", "small"), [(3, False), (40, True)])
def test_a_long_formula_is_set_smaller(signs: int, small: bool) -> None:
    row = "<mi>x</mi>" * signs
    mathml = f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">{row}</math>'
    markup = Renderer(XHTML)((n.Math("x", True, mathml),))
    assert ("font-size" in markup) == small


def test_a_book_of_standing_lines_is_turned_from_the_right(tmp_path: Path) -> None:
    words = n.Text("縦書きの本は右から左へ読まれる。" * 20)
    page = heading("第一章", "one"), paragraph(words), paragraph(words), footnote("注。")
    edition = note(*page, metadata=Metadata(title="縦書き", lang="ja", writing_mode="vertical-rl"))
    assert "writing-mode: vertical-rl" in files(edition)["style.css"].decode()
    assert values(edition, PACKAGE, "//opf:spine/@page-progression-direction") == ["rtl"]
    mode = "//opf:meta[@name='primary-writing-mode']/@content"
    assert values(edition, PACKAGE, mode) == ["vertical-rl"]
    file = tmp_path / "upright.epub"
    file.write_bytes(made(edition))
    assert oracles.epubcheck([file]) == {str(file): []}
    saw = oracles.reading(file, oracles.Page(360, 480))
    assert (saw["errors"], saw["spilt"]) == ([], [])
    assert saw["pages"] > 2


def test_lines_lie_where_nothing_else_is_said() -> None:
    edition = note(paragraph(), metadata=Metadata(title="横書き", lang="ja"))
    assert "vertical-rl" not in files(edition)["style.css"].decode()
    assert values(edition, PACKAGE, "//opf:spine/@page-progression-direction") == []


def test_a_formula_has_its_tex_and_a_drawing(tmp_path: Path) -> None:
    mathml = '<math xmlns="http://www.w3.org/1998/Math/MathML" display="inline"><mi>x</mi></math>'
    edition = note(paragraph(n.Math('x"<', False, mathml)))
    assert values(edition, "note.xhtml", "//@alttext") == ['x"<']
    (drawing,) = values(edition, "note.xhtml", "//@altimg")
    assert b"<svg" in files(edition)[drawing]
    assert drawing in values(edition, PACKAGE, "//opf:item/@href")
    file = tmp_path / "formula.epub"
    file.write_bytes(made(edition))
    assert oracles.epubcheck([file]) == {str(file): []}
