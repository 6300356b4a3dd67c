"""The default stylesheets, where a slip would change what a page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parent.parent / "templates"


@pytest.mark.parametrize("sheet", ["html/page.css", "epub/epub.css"])
def test_formulas_have_faces_that_draw_roots(sheet: str) -> None:
    # Chromium leaves out the sign of a root in a face without a table for formulas
    rule = re.search(r"^math \{ font-family: ([^;]+);", (TEMPLATES / sheet).read_text(), re.M)
    assert rule is not None
    assert rule[1].split(", ")[-1] == "math"
    assert '"Cambria Math"' in rule[1]


def test_digits_of_formulas_and_drawings_are_not_those_of_the_text() -> None:
    # the text's `font-feature-settings` goes before any `font-variant-numeric`
    page = (TEMPLATES / "html/page.css").read_text()
    assert re.search(r"^math \{[^}]*font-feature-settings: normal", page, re.M)
    assert re.search(r"^\.diagram svg \{[^}]*font-feature-settings: \"lnum\"", page, re.M)


@pytest.mark.parametrize("name", ["wide", "wide-page", "table-max", "cards", "dashboard"])
def test_classes_that_notes_have_in_obsidian_are_not_ours(name: str) -> None:
    # `cssclasses` stand on the whole text: a rule of ours for a table would set all of it
    for sheet in TEMPLATES.rglob("*.css"):
        assert not re.search(rf"\.{name}(?![\w-])", sheet.read_text()), sheet


def test_frames_load_nothing_when_a_page_is_printed() -> None:
    printed = (TEMPLATES / "html/page.css").read_text().partition("@media print")[2]
    assert re.search(r"\.frame iframe\b[^}]*display: none", printed)
