"""Notes that nobody wrote, for a minute: mutants of others', and what Hypothesis makes of syntax.

`make fuzz` goes on for longer. What is found is kept in `tests/hostile/vault/found/`.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hostile import fuzz
from tests.hostile.fuzz import SHARP, mutants, problems

# Seconds of mutation, and how many times Hypothesis makes notes: together a minute at most
SECONDS = 25
EXAMPLES = 25

TOKENS = (
    st.sampled_from(SHARP) | st.binary(max_size=4) | st.sampled_from([b"a", b" ", b"\n", b"\n\n"])
)
LINES = st.lists(TOKENS, max_size=12).map(b"".join)
INDENTED = st.tuples(st.sampled_from([b"> ", b"- ", b"    ", b"1. ", b"| "]), LINES).map(b"".join)
FENCED = st.tuples(
    st.sampled_from([b"```", b"~~~", b":::", b"$$", b"%%", b"---", b"+++"]), LINES
).map(lambda parts: b"\n".join((parts[0] + parts[1][:20], parts[1], parts[0])))
NOTES = st.lists(LINES | INDENTED | FENCED, max_size=8).map(b"\n".join)


def test_mutants_of_notes_are_published_or_told() -> None:
    assert fuzz.fuzz(SECONDS, seed=20261129) == {}


@settings(max_examples=EXAMPLES)
@given(st.lists(NOTES, min_size=4, max_size=8, unique=True))
def test_whatever_bytes_a_note_has_it_is_published_or_told(notes: list[bytes]) -> None:
    assert problems(notes, formats=("html", "epub", "email", "json")) == {}


def test_a_fuzzer_has_the_same_mutants_again() -> None:
    first, second = (mutants([b"a\n", b"b [[c]]\n"], random.Random(1)) for _ in range(2))  # noqa: S311
    assert [next(first) for _ in range(20)] == [next(second) for _ in range(20)]


@pytest.mark.parametrize(
    ("markup", "wanted"),
    [
        ('<p onclick="a()">b</p>', "onclick"),
        ('<a href="javascript:a()">b</a>', "href"),
        ("<object></object>", "<object>"),
    ],
)
def test_the_judge_sees_what_acts(tmp_path: Path, markup: str, wanted: str) -> None:
    (tmp_path / "a.html").write_text(f"<main>{markup}</main>")
    (problem,) = fuzz._of_page(tmp_path / "a.html")
    assert wanted in problem


@pytest.mark.parametrize(
    "text",
    [
        "A formula of nothing $$$$ and of a space $\\quad$ or ${}$.",
        "<details><summary>s</summary>" * 60 + "deep" + "</details>" * 60,
        "<table><tr><td>" * 200 + "deep" + "</td></tr></table>" * 200,
        "```mermaid\nflowchart LR\n" + "a --> b\n" * 9000 + "```",
        'A <span class="bookmark-picture">float within</span> a line.',
    ],
)
def test_what_was_found_before_is_published(text: str) -> None:
    assert problems([text.encode()], formats=("html", "epub", "pdf", "email")) == {}


def test_a_word_that_is_none_takes_no_minutes_to_print() -> None:
    from exporter.rendering.print_words import breakable

    assert breakable("w" * 500).split("\u200b") == ["w" * 200, "w" * 200, "w" * 100]
    assert breakable("\u00a0" * 201) == "\u00a0" * 200 + "\u200b" + "\u00a0"
    assert breakable("Donaudampfschifffahrtsgesellschaft") == "Donaudampfschifffahrtsgesellschaft"


def test_a_word_that_is_none_is_broken_whatever_is_marked_up_in_it() -> None:
    from exporter.rendering.print_words import BREAK, breakable_parts

    parts = "<b class='x y'>a</b>&amp;&#x27;" * 100
    broken = breakable_parts(parts)
    assert broken.replace(BREAK, "") == parts
    assert len(broken.split(BREAK)) == 3
    assert breakable_parts("<p>Two words, <b>one</b> bold</p>" * 9) == (
        "<p>Two words, <b>one</b> bold</p>" * 9
    )


def test_a_paragraph_in_bold_is_broken_like_others() -> None:
    from exporter.model.nodes import Emphasis, Paragraph, Strong, Text
    from exporter.rendering.markup import Renderer
    from exporter.rendering.print import PRINT
    from exporter.rendering.print_words import BREAK

    letters = (Emphasis((Text("w"),)),) * 300
    assert BREAK in Renderer(PRINT)((Paragraph((Strong(letters),)),))


def test_no_class_of_ours_breaks_a_page_of_others() -> None:
    styles = (Path(__file__).parent.parent / "templates").rglob("*.css")
    names = {name for file in styles for name in re.findall(r"\.([a-z][a-z-]+)", file.read_text())}
    assert len(names) > 200
    note = "\n\n".join(
        f'A <span class="{name}">b</span> c.\n\n<div class="{name}">d [e]{{.{name}}}</div>\n\n'
        f'- <span class="{name}">f</span>\n\n::: {name}\ng\n:::'
        for name in sorted(names)
    )
    assert problems([note.encode()], formats=("html", "epub", "pdf", "email")) == {}


def test_a_comment_that_never_ends_is_told(tmp_path: Path) -> None:
    from tests.vaults import Project

    (tmp_path / "vault").mkdir()
    project = Project(tmp_path / "vault")
    project.write("a.md", "Words.\n\n<!-- a <!-- b\n\nMore words.\n")
    found = project.build().diagnostics
    assert [(each.code, each.line) for each in found] == [("html/dropped", 3)]
    project.write("a.md", "Words.\n\n<!-- a -->\n\nMore words.\n")
    assert project.build().diagnostics == ()
