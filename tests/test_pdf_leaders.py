"""The dots between a title and its page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from exporter.backends.pdf_page import lay_out, parsed
from exporter.rendering.templates import Theme, default_folder

PAGE = '<html dir="{}"><body><p><a>Title</a></p></body></html>'
RULES = """
@page {{ size: 300px 200px; margin: 0 }}
html {{ font: 16px serif }}
body {{ margin: 0 }}
a::after {{ content: leader("{}") "12" }}
"""


def texts(unit: str, direction: str = "ltr") -> list[tuple[str, float, float]]:
    """What stands on the line, each with its left and its right edge in CSS pixels."""
    root = parsed(PAGE.format(direction))
    document = lay_out(root, {}, Theme((default_folder(),)), (), b"", RULES.format(unit))

    def shown(box: Any) -> Iterator[tuple[str, float, float]]:
        if hasattr(box, "text"):
            yield box.text, box.position_x, box.position_x + box.width
        for child in getattr(box, "children", ()):
            yield from shown(child)

    return sorted(shown(document.pages[0]._page_box), key=lambda each: each[1])


def test_they_are_one_text_as_wide_as_there_is_room() -> None:
    (title, _, end), (dots, left, right), (number, start, edge) = texts(". ")
    assert (title, number) == ("Title", "12")
    assert dots == ". " * (len(dots) // 2)
    unit = (right - left) / (len(dots) / 2)
    assert 0 <= left - end < unit
    assert 0 <= start - right < unit
    assert edge == pytest.approx(300, abs=0.1)


def test_they_go_from_the_right_to_the_left_in_such_text() -> None:
    (number, start, end), (dots, left, right), (title, begin, _) = texts(". ", "rtl")
    assert (title, number) == ("Title", "12")
    assert start == pytest.approx(0, abs=0.1)
    assert dots.startswith(". . . ")
    assert end <= left < right <= begin


def test_where_a_font_sets_them_closer_in_one_text_each_stands_alone() -> None:
    _, *units, _ = texts("AV")
    assert {text for text, _, _ in units} == {"AV"}
    assert len(units) > 5
