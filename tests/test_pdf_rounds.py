"""How often pages are laid out until the numbers of pages on them are right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import weasyprint.layout.page

from exporter.backends.pdf_page import lay_out, parsed
from exporter.rendering.templates import Theme, default_folder

PAGE = """<html><body>
<ol><li><a class="to" href="#one">One</a></li><li><a class="to" href="#two">Two</a></li></ol>
<h1 id="one">One</h1><h1 id="two">Two</h1>
<p><a class="to" href="#one">back</a> <i class="all"></i></p>
</body></html>"""
RULES = """
@page { size: 300px 200px; margin: 0 }
h1 { break-before: page }
a.to::after { content: " " target-counter(attr(href), page) }
"""


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The pages that are laid out, one after the other."""
    numbers: list[int] = []
    once = weasyprint.layout.page.make_page

    def noted(context: Any, root: Any, kind: Any, at: Any, number: int, state: Any) -> Any:
        numbers.append(number)
        return once(context, root, kind, at, number, state)

    monkeypatch.setattr(weasyprint.layout.page, "make_page", noted)
    return numbers


def texts(rules: str) -> list[str]:
    """The text of each page."""
    document = lay_out(parsed(PAGE), {}, Theme((default_folder(),)), (), b"", RULES + rules)

    def shown(box: Any) -> Iterator[str]:
        if hasattr(box, "text"):
            yield box.text
        for child in getattr(box, "children", ()):
            yield from shown(child)

    return [" ".join("".join(shown(page._page_box)).split()) for page in document.pages]


def test_only_pages_with_numbers_are_laid_out_again_and_once(made: list[int]) -> None:
    contents, one, two = texts("")
    assert ("One 2" in contents, "Two 3" in contents) == (True, True)
    assert (one, two) == ("One", "Twoback 2")
    assert sorted(made) == [1, 1, 2, 3, 3]


@pytest.mark.parametrize(
    "rule",
    [
        'i.all::after { content: "of " counter(pages) }',
        'i.all::after { content: "of " target-counter("#two", pages) }',
    ],
)
def test_the_number_of_all_pages_is_right_where_a_theme_shows_it(rule: str) -> None:
    contents, _, two = texts(rule)
    assert "Two 3" in contents
    assert two == "Twoback 2 of 3"


def test_a_page_s_own_number_beside_that_of_a_place_is_right() -> None:
    *_, two = texts('a.to::after { content: counter(page) "/" target-counter(attr(href), page) }')
    assert two == "Twoback3/2"
