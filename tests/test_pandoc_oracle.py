"""Real notes: our page is Pandoc's, but for what docs/pandoc-differences.md explains."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.pandoc_oracle import table
from tests.pandoc_oracle.comparison import UNEXPLAINED
from tests.pandoc_oracle.explanations import EXPLANATIONS
from tests.pandoc_oracle.pages import between, found_in
from tests.trees import tree

# The garden is large: every n-th note of it is compared here, and all of them for the page
EVERY = {"vault-docs": 1, "book": 1, "newsletters": 1, "garden": 7}


def explained(theirs: str, ours: str) -> list[str]:
    return [found.explanation for found in between(theirs, ours)]


# --- the corpora ----------------------------------------------------------------------------------


@pytest.mark.parametrize("corpus", EVERY)
def test_every_difference_of_real_notes_is_explained(corpus: str, corpora: Path) -> None:
    counts: Counter[str] = Counter()
    unexplained: list[str] = []
    for note, (explanation, region) in found_in(corpora / corpus, EVERY[corpus]):
        counts[explanation] += 1
        if explanation == UNEXPLAINED:
            theirs, ours = ("".join(map(str, side))[:400] for side in region)
            unexplained.append(f"{note}\n  pandoc: {theirs}\n  ours:   {ours}")
    assert unexplained == []
    written = Counter(table.counts_of(table.PAGE.read_text("utf-8"))[corpus])
    if EVERY[corpus] == 1:
        assert counts == +written, "`make docs` counts again"
    else:
        assert counts <= written, "`make docs` counts again"


def test_the_page_says_what_the_explanations_say() -> None:
    text = table.PAGE.read_text("utf-8")
    assert text == table.page(table.counts_of(text)), "`make docs` writes it"


def test_every_explanation_is_needed_somewhere() -> None:
    counts = table.counts_of(table.PAGE.read_text("utf-8"))
    needed = {name for places in counts.values() for name, number in places.items() if number}
    assert needed == {each.name for each in EXPLANATIONS}


# --- the comparison -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("<p>one two three</p>", "<p>one three</p>"),
        ("<p>one <em>two</em></p>", "<p>one two</p>"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<ul><li>a</li></ul>", "<ul><li><p>a</p></li></ul>"),
        ("<p>a</p><p>b</p>", "<p>a b</p>"),
        ('<p><a href="a">x</a></p>', '<p><a href="b">x</a></p>'),
        ('<p><img src="a.png" alt="x"/></p>', '<p><img src="a.png" alt="a"/></p>'),
        ("<pre><code>a\n b</code></pre>", "<pre><code>a\nb</code></pre>"),
        ('<pre class="rust"><code>a</code></pre>', "<pre><code>a</code></pre>"),
        ('<ol start="3"><li>a</li></ol>', "<ol><li>a</li></ol>"),
        ("<p>a<br/>b</p>", "<p>a b</p>"),
    ],
)
def test_the_comparison_sees_what_differs(theirs: str, ours: str) -> None:
    assert UNEXPLAINED in explained(theirs, ours)
    assert UNEXPLAINED in explained(ours, theirs)
    assert explained(theirs, theirs) == []


def test_the_comparison_sees_a_lost_space() -> None:
    assert tree("<p>a <em>b</em> c</p>") != tree("<p>a<em>b</em> c</p>")
    assert tree("<p>a <em>b</em></p>") != tree("<p>a <em>b </em></p>")
    assert tree("<ul> <li>a\nb</li>\n</ul>") == tree("<ul><li> a b</li></ul>")


def test_a_difference_is_the_smallest_place_that_differs() -> None:
    (found,) = between(
        "<ul><li>a</li><li>b <strong>c d e</strong></li></ul>",
        "<ul><li>a</li><li>b <strong>c x e</strong></li></ul>",
    )
    assert found.region == (("d ",), ("x ",))


CALLOUT = (
    '<aside class="callout callout-note"><p class="callout-title">Note</p>'
    '<div class="callout-body"><p>{}</p></div></aside>'
)


def test_an_explanation_of_a_block_explains_nothing_inside_it() -> None:
    quote = "<blockquote><p>[!note] One ==two== three</p></blockquote>"
    assert explained(quote, CALLOUT.format("One <mark>two</mark> three")) == [
        "callout",
        "highlight",
    ]
    assert explained(quote, CALLOUT.format("One <mark>two</mark>")) == [
        "callout",
        "highlight",
        UNEXPLAINED,
    ]


def test_a_callout_of_another_kind_is_not_explained() -> None:
    quote = "<blockquote><p>[!warning] One</p></blockquote>"
    assert explained(quote, CALLOUT.format("One")) == [UNEXPLAINED]


def test_a_footnote_is_compared_where_it_is_referred_to() -> None:
    theirs = (
        '<p>a<a href="#fn1" class="footnote-ref" id="fnref1"><sup>1</sup></a></p>'
        '<section class="footnotes" id="footnotes"><hr/><ol><li id="fn1">'
        '<p>said<a href="#fnref1" class="footnote-back">↩︎</a></p></li></ol></section>'
    )
    ours = (
        '<p>a<sup class="footnote-ref"><a href="#fn1" id="fnref1">1</a></sup></p>'
        '<section class="footnotes"><ol><li id="fn1">'
        '<p>said <a href="#fnref1" class="footnote-back">↩︎</a></p></li></ol></section>'
    )
    assert explained(theirs, ours) == []
    assert explained(theirs, ours.replace("said", "sad")) == [UNEXPLAINED]
    assert explained(theirs, ours.partition("<section")[0]) == [UNEXPLAINED]
