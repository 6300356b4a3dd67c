"""How an EPUB looks: what its markup and its stylesheet do for readers of every size."""

from __future__ import annotations

import pytest

from exporter.model import nodes as n
from exporter.render.markup import Renderer
from exporter.render.xhtml import XHTML


def table(*words: str) -> str:
    cells = tuple(n.Cell((n.Plain((n.Text(word),)),)) for word in words)
    return Renderer(XHTML)((n.Table((n.Column(),) * len(words), (), (n.Row(cells),)),))


@pytest.mark.parametrize(
    ("columns", "word", "small"), [(3, "some words", False), (6, "measure", True)]
)
def test_a_table_is_set_as_a_phone_holds_it(columns: int, word: str, small: bool) -> None:
    made = table(*(word for _ in range(columns)))
    assert made.startswith('<div class="wide-table">' if small else "<table>")
    assert "broken" not in made


def test_words_are_broken_only_where_they_are_too_long() -> None:
    made = table("1455", "Johannes", "x" * 60)
    assert made.count("broken") == 1
    assert f'<div class="broken">\n{"x" * 60}</div>' in made


@pytest.mark.parametrize(("signs", "small"), [(3, False), (40, True)])
def test_a_long_formula_is_set_smaller(signs: int, small: bool) -> None:
    row = "<mi>x</mi>" * signs
    mathml = f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">{row}</math>'
    made = Renderer(XHTML)((n.Math("x", True, mathml),))
    assert ("font-size" in made) == small
    assert mathml in made
