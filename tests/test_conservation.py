"""Text conservation: the checker itself, and what every output keeps of notes that others wrote.

Here it is a sample; `make conservation` goes through all notes.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from exporter import config
from exporter.run import build
from tests.conservation.__main__ import report
from tests.conservation.checking import (
    FORMATS,
    REQUIRED,
    TITLE_ALONE,
    Account,
    accounts,
    missing,
    survey,
)
from tests.conservation.outputs import EXTRACTORS
from tests.conservation.source import CONSTRUCTS, visible
from tests.conservation.words import shown, words

# Notes of each corpus, at even distances in its sorted list
PICKED = {"garden": 20, "vault-docs": 12, "newsletters": 3, "book": 8}
PICKED_FOR_PDF = {"garden": 3, "vault-docs": 2, "newsletters": 1, "book": 2}


def said(source: str) -> list[str]:
    return [word for each in visible(source).words for word in each.word]


def lost(source: str, output: str, *, breaks: bool = False) -> list[str]:
    found = missing(visible(source).words, shown(output, breaks=breaks))
    return [f"{line}:{word}" for word, line in found]


# --- what a source shows -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("**Bold**, _it_ and `code_it`", "bold it and code it"),
        ("**bold**er ~~an~~d", "bolder and"),
        ("[text](http://a.b/c_(d) 'title') on", "text on"),
        ("[a][b] [b] [c]\n\n[b]: http://x.y 'z'", "a b c"),
        ("![alt|300](a.png) ![[b.png|said|20x30]] ![[c#d|e]]", "alt said"),
        ("[[note#part]] [[n|text]] | [[n\\|cell]]", "note part text cell"),
        ("<http://a.b/c> http://d.e/f", "http a b c http d e f"),
        ("a[^1] b[^2]\n\n[^1]: note", "a b 2 note"),
        ("a\n\n[^1]: never\n    seen\n\nb", "a b"),
        ("<p class='x'>in<b>ner</b></p><img alt='a &amp; b' src=c>", "inner a b"),
        ("a<script>b()</script><iframe>c</iframe>", "a"),
        ("a <!-- b\n\nc --> d %%e\n\nf%% g", "a d g"),
        ("&eacute;t&#233; \\*a\\* b", "été a b"),
        ("---\ntitle: x\n---\na", "a"),
        ("Title: x\nDate: y\n\na", "a"),
        ("```py title=\"f.py\" {1}\n*a*[b](c) <!-- d -->\n```\ne", "f py a b c d e"),
        ("```mermaid\nflowchart LR\nA[one] -->|two| B(\"three four\")\n```", "one two three four"),
        ("> ```\n> a\n\nb <!-- c -->", "a b"),
        ("```dataview\ntable x\n```\na", "a"),
        ("a\n\n    <b>c</b>\n", "a b c b"),
        ("- a\n\n    **b**<!-- c -->", "a b"),
        ("1. a\n2. [x] b\n- [ ] c\n(iv) d\n1. 2. [3.](x) e", "a b c d 3 e"),
        ("> [!tip]+ Title\n> a\n\n> [!note]\n> b", "title a note b"),
        ("a ^block-1\n\n# b {#c .d}\n\ne { #f}", "a b e"),
        ("`a <b> [[c]]` ``d ` e``", "a b c d e"),
        ("a|b\n-|-\n`c\\|d`|e", "a b c d e"),
    ],
)  # fmt: skip
def test_a_source_shows_what_a_reader_sees(source: str, wanted: str) -> None:
    assert said(source) == wanted.split()


def test_what_is_not_expected_is_counted_by_construct() -> None:
    source = "---\na: b\n---\n[c](d.md) <!-- e f --> <br class=g>[^1]\n\n[^1]: h\n"
    assert visible(source).left_out == Counter(
        {"front matter": 2, "link addresses": 2, "comments": 2, "HTML tags": 3, "footnote marks": 2}
    )
    assert set(visible(source).left_out) <= CONSTRUCTS.keys()


def test_a_word_has_the_line_where_it_stands() -> None:
    source = "---\nx: y\n---\n\na\n<!--\n\n-->\nb `c\nd`"
    assert [(each.word[0], each.line) for each in visible(source).words] == [
        ("a", 5),
        ("b", 9),
        ("c", 9),
        ("d", 10),
    ]


def test_typography_makes_no_difference() -> None:
    assert words("“Don’t” ﬁnd e\u0301te\u0301 co\u00adop 日本 x² ABC") == words(
        '"don\'t" find été coop 日 本 x 2 abc'
    )


# --- what an output lost -------------------------------------------------------------------------


def test_a_word_that_stands_twice_must_be_there_twice() -> None:
    assert lost("one two\n\ntwo", "one two") == ["3:two"]
    assert lost("one two\n\ntwo", "two one two three") == []


def test_words_that_ran_into_one_are_missing() -> None:
    assert lost("one\n\ntwo", "onetwo") == ["1:one", "3:two"]
    assert lost("**one**two", "onetwo") == lost("**one**two", "one two") == []


def test_a_lost_word_is_placed_where_most_was_lost() -> None:
    assert lost("the one\n\nthe two three\n\nthe four", "the one the four") == [
        "3:the",
        "3:three",
        "3:two",
    ]


def test_a_line_may_end_within_a_word_where_lines_are_broken() -> None:
    assert lost("some typesetting", "some type\u2010\nsetting", breaks=True) == []
    assert lost("some typesetting", "some type\u2010\n2\n\fA head\nsetting", breaks=True) == []
    assert lost("incomprehensible", "incom\nprehens\nible", breaks=True) == []
    assert lost("some typesetting", "some type\nsetting") == ["1:typesetting"]
    assert lost("some typesetting", "some type\nsitting", breaks=True) == ["1:typesetting"]


MORE = ["drums", "or", "or", "xylophones"]


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_not_in_an_output_is_seen(name: str, tmp_path: Path) -> None:
    told = "# Title\n\nSome {}, and a [zither](a.md).[^1]\n\n![A lute](b.png)\n\n[^1]: And {}.\n"
    (tmp_path / "note.md").write_text(told.format("bells", "drums"))
    summary = build(config.default(tmp_path), [], formats=(name,), out=tmp_path / "out")
    for output in EXTRACTORS[name](Path(summary.outcomes[0].path)).values():
        assert list(missing(visible(told.format("bells", "drums")).words, output)) == []
        more = visible(told.format("bells or xylophones", "drums or drums"))
        assert [word for word, _ in missing(more.words, output)] == MORE


def test_a_note_of_which_nothing_was_made_has_lost_all(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Title alone\n")
    (tmp_path / "b.md").write_text("two words")
    found = survey(tmp_path, ["html"], jobs=1)
    assert found.left_out[TITLE_ALONE] == 2
    assert found.accounts == {"html": Account(2, ())}
    accounts_ = accounts({"b.md": visible("two words")}, ["email"], [])
    assert [account.share for account in accounts_.values()] == [0, 0]


# --- the notes of others -------------------------------------------------------------------------


@pytest.mark.parametrize("corpus", PICKED)
def test_real_notes_keep_their_words(corpus: str, corpora: Path) -> None:
    found = survey(corpora / corpus, ["html", "epub", "email"], notes=PICKED[corpus], jobs=1)
    assert found.notes == PICKED[corpus]
    short = [part for part, account in found.accounts.items() if account.share < REQUIRED]
    assert short == [], report(corpus, found, None)


@pytest.mark.parametrize("corpus", PICKED_FOR_PDF)
def test_real_notes_keep_their_words_in_print(corpus: str, corpora: Path) -> None:
    found = survey(corpora / corpus, ["pdf"], notes=PICKED_FOR_PDF[corpus], jobs=1)
    assert found.accounts["pdf"].share >= REQUIRED, report(corpus, found, None)
