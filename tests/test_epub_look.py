"""How an EPUB looks: what its markup and its stylesheet do for readers of every size."""

from __future__ import annotations

import pytest

from exporter.model import nodes as n
from exporter.render.markup import Renderer
from exporter.render.xhtml import XHTML


def table(columns: int, word: str) -> str:
    cells = tuple(n.Cell((n.Plain((n.Text(word),)),)) for _ in range(columns))
    return Renderer(XHTML)((n.Table((n.Column(),) * columns, (), (n.Row(cells),)),))


@pytest.mark.parametrize(
    ("columns", "word", "looks"),
    [
        (3, "some words", None),
        (6, "measure", "wide-table"),
        (12, "measure", "wide-table broken"),
        (1, "x" * 60, "wide-table broken"),
    ],
)
def test_a_table_is_set_as_a_phone_holds_it(columns: int, word: str, looks: str | None) -> None:
    made = table(columns, word)
    assert made.startswith(f'<div class="{looks}">' if looks else "<table>")
