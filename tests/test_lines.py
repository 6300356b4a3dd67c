"""Findings stand where their text stands, however the source spells it."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporter.diagnostics import Report
from exporter.lines import fenced, occurrences
from exporter.source.pandoc import Reader
from tests.vaults import Vault, codes


@pytest.mark.parametrize(
    ("about", "marked"),
    [
        ("[[a b]]", "x ¦[[a b]]"),
        ("[[a b]]", "x ¦[[a b|text]]"),
        ("[[a b]]", r"| ¦[[a b\|text]] |"),
        ("[[a & b]]", "x ¦[[a &amp; b]]"),
        ("![[a]]", "[[a]] !¦[[a]]"),
        ("[[a]]", "![[a]] ¦[[a]]"),
        ("[[a]]", "[[a b]] [[ab]] ¦[[a]]"),
        ("[[a]]", "`[[a]]` %%[[a]]%% <!-- [[a]] --> ¦[[a]]"),
        ("[[a]]", "```\n[[a]]\n```\n\n¦[[a]]"),
        ("[[a]]", "> ~~~~ x\n> [[a]]\n> ~~~\n> ~~~~\n\n¦[[a]]"),
        ("my note.md", "[x](¦my%20note.md)"),
        ("my%20note.md", "[x](<¦my note.md>)"),
        ("ä.png", "![x](¦%C3%A4.png)"),
        ("..%2fa.png", "![x](¦..%2fa.png)"),
        ("a_b(c).png", r"![x](¦a\_b\(c\).png)"),
        ("a.png?b&c", '<img src="¦a.png?b&amp;c">'),
        ("a.png", "a.png ![x](b/a.png) ![x](¦a.png)"),
        ("std", "[x]: std::a\n[y]: ¦std\n"),
        ("x.y", "r[x.y] [x.y]\n\n[x.y]: ¦x.y\n"),
        ("#", "# A #tag\n\n[x](¦#)"),
        ("http://www.a.example", "see ¦www.a.example now"),
        ("<script", "x ¦<SCRIPT>"),
        ("<a", "x <abbr> ¦<a>"),
        ("a\u2019s \u201cword\u201d\u2026", '¦a\'s "word"...'),
        ("two words", "> ¦two\n> words"),
        ("gone", "x `¦gone` y"),
    ],
)
def test_a_text_is_found_where_it_means_something(about: str, marked: str) -> None:
    assert occurrences(about, marked.replace("¦", "")) == (marked.index("¦"),)


@pytest.mark.parametrize("text", ["`" * 50_000, "` `` " * 20_000, "%%" * 50_000, "<!--" * 50_000])
def test_no_source_takes_long(text: str) -> None:
    assert occurrences("[[gone]]", text) == ()
    assert occurrences("gone.png", text) == ()


NOTE = """\
---
title: One
aliases: ["[[gone]]"]
---

`[[gone]]` is code, [[here]] is there.

[[gone]] and [[gone#part|text]]

![x](<no picture.png>) then ![x](no%20picture.png)

| a                |
|------------------|
| [[gone\\|text]]   |

[[gone]]

<IFRAME srcdoc="x"></IFRAME>

<Script>x</Script>

[x](#nowhere)
"""


def test_each_finding_stands_on_its_own_line(tmp_path: Path) -> None:
    reader = Reader()
    _, report = Vault(tmp_path, reader, {"one.md": NOTE, "here.md": "text"}).note("one.md")
    reader.close()
    assert sorted((line, code) for code, line in codes(report)) == [
        (8, "links/dangling"),
        (8, "links/dangling"),
        (10, "images/missing"),
        (10, "images/missing"),
        (14, "links/dangling"),
        (16, "links/dangling"),
        (18, "media/unsupported"),
        (20, "html/dropped"),
        (22, "links/fragment"),
    ]


@pytest.mark.parametrize("mark", ["", "- ", "1. - ", "> - "])
def test_no_indentation_takes_long(mark: str) -> None:
    long = " \t" * 200_000
    assert [opening for opening, _, _ in fenced([f"{mark}{long}x", f"{mark}{long}```", "x"])] == [1]


def test_long_runs_of_blanks_are_gone_through_once() -> None:
    blanks = " \n\t> %20" * 200
    assert occurrences("a b", f"a{blanks}c a{blanks}b") == (len(blanks) + 3,)


def test_what_is_quoted_in_quotes_is_gone_through_once() -> None:
    text, lines = "> willa b\n" * 20, "> > > willa willa willa\n" * 2000
    assert occurrences(text, lines) == ()
    assert occurrences(text, f"{lines}{text}") == (len(lines) + 2,)
    assert occurrences("a > b", "a > b") == occurrences("a > b", "a &gt;\n> b") == (0,)
    assert occurrences("a>b", "a b a>b") == (4,)


def test_an_address_that_is_nowhere_has_no_line() -> None:
    """One that ends in a slash has no file name to look for either."""
    assert Report("note.md", "One.\n\nTwo.\n").line_of("https://example.org/two/") == 0
