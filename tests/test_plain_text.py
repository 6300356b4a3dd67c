"""The text part of a letter: it reads as if somebody had typed it, and leaves out no word."""

from __future__ import annotations

import re
from unicodedata import normalize as unicode_form

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.model import nodes as n
from exporter.model.nodes import Link
from exporter.rendering.plain import WIDTH, plain
from exporter.rendering.plain_lines import columns, filled
from tests.editions import footnote, heading, paragraph

WORDS = re.compile(r"\w+")


def href(link: Link) -> str | None:
    return link.target or None


def text(*blocks: n.Block, lang: str = "en") -> str:
    return plain(blocks, href, lang)


def words(*said: str) -> n.Paragraph:
    return paragraph(*map(n.Text, said))


def cell(said: str, **fields: int) -> n.Cell:
    return n.Cell((words(said),), **fields)  # type: ignore[arg-type]


def table(*rows: tuple[n.Cell, ...], head: int = 1, aligns: tuple[str, ...] = ()) -> n.Table:
    made = tuple(n.Row(row) for row in rows)
    columns_ = tuple(n.Column(align) for align in aligns)  # type: ignore[arg-type]
    return n.Table(columns_, made[:head], made[head:])


# --- lines ---------------------------------------------------------------------------------------


@given(st.text(alphabet="ab é日本、（한\u0301 \u00a0", max_size=300), st.integers(2, 40))
def test_lines_are_no_wider_than_asked_for_and_lose_nothing(said: str, width: int) -> None:
    lines = filled(said, width)
    assert "".join("".join(lines).split()) == "".join(said.split())
    for line in lines:
        assert columns(line) <= width or len(filled(line, 1)) == 1 or "（" in line or "、" in line


def test_a_word_that_is_longer_than_a_line_stays_whole() -> None:
    address = "https://example.org/" + "a" * 80
    assert filled(f"see {address} there", 40) == ["see", address, "there"]


def test_chinese_is_broken_between_characters_but_not_before_a_stop() -> None:
    assert filled("人人生而自由，在尊严", 12) == ["人人生而自", "由，在尊严"]


def test_a_no_break_space_breaks_no_line() -> None:
    assert filled("a b\u00a0c", 4) == ["a", "b\u00a0c"]


# --- blocks --------------------------------------------------------------------------------------


def test_links_are_numbered_and_their_addresses_end_the_section() -> None:
    first = paragraph(n.Link((n.Text("here"),), "https://a.example"))
    again = paragraph(n.Link((n.Text("there"),), "https://a.example"))
    made = text(heading("One", "one"), first, again, heading("Two", "two"), words("End."))
    assert made == (
        "One\n===\n\nhere [1]\n\nthere [1]\n\n[1] https://a.example\n\nTwo\n===\n\nEnd.\n"
    )


def test_a_heading_that_stands_alone_above_the_others_does_not_make_one_section_of_all() -> None:
    def heading(level: int, text: str) -> n.Heading:
        return n.Heading(level, (n.Text(text),))

    def text(*blocks: n.Block) -> list[str]:
        lines = plain(blocks, lambda node: node.target).splitlines()
        return [line for line in lines if line[:2] in ("A", "B") or line.startswith("[")]

    led = n.Paragraph((n.Link((n.Text("there"),), "https://example.org/"),))
    once = [heading(2, "Title"), heading(3, "A"), led, heading(3, "B")]
    assert text(*once) == ["A", "[1] https://example.org/", "B"]
    assert text(*once, heading(2, "C")) == ["A", "B", "[1] https://example.org/"]


def test_no_line_ends_in_a_blank() -> None:
    assert (
        plain((n.Paragraph((n.Text("a \u00a0"), n.HardBreak(), n.Text("b\u00a0"))),), str)
        == "a\nb\n"
    )


def test_a_rule_ends_a_section() -> None:
    there = paragraph(n.Link((n.Text("here"),), "https://a.org"))
    lines = text(there, n.ThematicBreak(), words("More.")).split("\n\n")
    assert [line.strip() for line in lines] == ["here [1]", "[1] https://a.org", "* * *", "More."]


@pytest.mark.parametrize(
    ("shown", "address"),
    [
        ("https://example.org/", "https://example.org/"),
        ("example.org", "https://example.org/"),
        ("me@example.org", "mailto:me@example.org"),
    ],
)
def test_an_address_that_is_shown_is_not_told_again(shown: str, address: str) -> None:
    assert text(paragraph(n.Link((n.Text(shown),), address))) == f"{shown}\n"


def test_a_link_without_text_shows_its_address() -> None:
    assert text(paragraph(n.Link((), "https://example.org"))) == "https://example.org\n"


def test_a_place_in_the_same_letter_is_no_address() -> None:
    assert text(paragraph(n.Link((n.Text("above"),), "#above"))) == "above\n"


def test_footnotes_stand_at_the_end() -> None:
    assert text(footnote("The note."), words("More.")) == "Said¹\n\nMore.\n\n¹ The note.\n"


def test_items_hang_and_tasks_keep_their_boxes() -> None:
    inner = n.BulletList((n.ListItem((n.Plain((n.Text("in"),)),), " "),))
    outer = n.BulletList((n.ListItem((n.Plain((n.Text("word " * 20),)), inner), "x"),))
    first, second, third = text(outer).splitlines()
    assert first.startswith("- [x] word")
    assert second.startswith("  word")
    assert third == "  - [ ] in"


def test_numbers_of_a_list_stand_in_line() -> None:
    items = tuple(n.ListItem((n.Plain((n.Text("x"),)),)) for _ in range(2))
    assert text(n.OrderedList(items, 9)) == "9.  x\n10. x\n"
    assert text(n.OrderedList(items, 27, "upper-alpha")) == "AA. x\nAB. x\n"


def test_quotations_are_marked_on_every_line() -> None:
    inner = n.BlockQuote((words("b"),))
    assert text(n.BlockQuote((words("a"), inner))) == "> a\n>\n> > b\n"


def test_code_is_set_in_and_never_broken() -> None:
    line = "x = " + "1 + " * 30
    assert text(n.CodeBlock(f"{line}1\n\ny", title="a.py")) == f"a.py:\n\n    {line}1\n\n    y\n"


def test_code_keeps_its_empty_lines() -> None:
    assert text(n.CodeBlock("a\n\n\nb")) == "    a\n\n\n    b\n"


def test_a_formula_alone_keeps_its_lines() -> None:
    tex = "\\begin{aligned}\na &= b\n\\end{aligned}"
    assert text(paragraph(n.Math(tex, display=True))) == (
        "    \\begin{aligned}\n    a &= b\n    \\end{aligned}\n"
    )


def test_small_figures_are_small_and_ordinals_are_letters() -> None:
    made = text(
        paragraph(
            n.Text("H"), n.Subscript((n.Text("2"),)), n.Text("O, x"), n.Superscript((n.Text("n"),)),
            n.Text(", 1"), n.Superscript((n.Text("st"),)),
        )
    )  # fmt: skip
    assert made == "H₂O, xⁿ, 1st\n"


def test_a_caption_that_says_what_the_picture_says_is_not_said_twice() -> None:
    long = "A picture of " + "words " * 20 + "end"
    image = n.Image((n.Text(long),), "a.png")
    assert text(n.Figure((paragraph(image),), (words(long),))).count("end") == 1
    other = text(n.Figure((paragraph(image),), (words("Another."),)))
    assert other.endswith("Another.\n")


def test_a_callout_has_a_line_beside_it() -> None:
    callout = n.Callout("tip", (n.Text("Straße"),), (words("Text."),))
    assert text(callout) == "| *Straße*\n|\n| Text.\n"


# --- tables --------------------------------------------------------------------------------------


def test_columns_stand_in_line_whatever_the_script() -> None:
    made = text(
        table((cell("名前"), cell("n")), (cell("a"), cell("10")), aligns=("default", "right"))
    )
    assert made == "名前   n\n----  --\na     10\n"


def test_a_cell_that_spans_leaves_room() -> None:
    made = text(
        table(
            (cell("a"), cell("b"), cell("c")),
            (cell("high", rowspan=2), cell("wide", colspan=2)),
            (cell("x"), cell("y")),
            aligns=("default",) * 3,
        )
    )
    assert made.splitlines() == ["a     b     c", "----  ----  -", "high  wide", "      x     y"]


def test_a_table_that_is_too_wide_is_told_row_by_row() -> None:
    head = tuple(cell(f"Column {number}") for number in range(6))
    row = tuple(cell("some words that want room " * 2) for _ in range(6))
    lines = text(table(head, row, aligns=("default",) * 6)).splitlines()
    assert lines[0].startswith("Column 0: some words")
    assert all(len(line) <= WIDTH for line in lines)


def test_the_head_of_a_wide_table_is_told_where_nothing_stands_below_it() -> None:
    head = tuple(cell(f"column{number} with a long name") for number in range(6))
    alone = text(table(head, aligns=("default",) * 6))
    row = (cell("some words that want room " * 4), *[cell("")] * 5)
    beside = text(table(head, row, aligns=("default",) * 6))
    for made in (alone, beside):
        assert [f"column{number}" in made for number in range(6)] == [True] * 6
    assert "column0 with a long name: some words" in beside


def test_a_row_with_more_cells_than_columns_loses_none() -> None:
    made = text(table((cell("a", rowspan=2),), (cell("b"), cell("c")), aligns=("default",)))
    assert set(WORDS.findall(made)) == {"a", "b", "c"}


# --- the whole -----------------------------------------------------------------------------------

SAID = st.text(alphabet="abcdefg äöß日本", min_size=1, max_size=60).filter(str.strip)
INLINE = st.recursive(
    SAID.map(n.Text) | SAID.map(n.Code),
    lambda inner: (
        st.builds(
            lambda kind, content: kind((content,)),
            st.sampled_from([n.Emphasis, n.Strong, n.Strikethrough, n.Highlight, n.Superscript]),
            inner,
        )
        | inner.map(lambda content: n.Link((content,), "https://example.org/x"))
        | inner.map(lambda content: n.Quoted((content,), "double"))
    ),
    max_leaves=4,
)
BLOCK = st.recursive(
    INLINE.map(paragraph) | SAID.map(n.CodeBlock) | INLINE.map(lambda i: n.Heading(2, (i,))),
    lambda inner: st.one_of(
        inner.map(lambda block: n.BlockQuote((block,))),
        inner.map(lambda block: n.BulletList((n.ListItem((block, block)),))),
        inner.map(lambda block: n.OrderedList((n.ListItem((block,), "x"),), 7)),
        inner.map(lambda block: n.Callout("tip", (n.Text("Title"),), (block,))),
        inner.map(lambda block: paragraph(n.Text("said"), n.Footnote((block,), 1))),
        inner.map(lambda block: table((n.Cell((block,)), cell("b")), head=0)),
        inner.map(lambda block: n.DefinitionList((n.Definition((n.Text("t"),), ((block,),)),))),
    ),
    max_leaves=5,
)


def letters(said: str) -> str:
    """What is left of a text without spaces, lines and marks."""
    return re.sub(r"[\W_]+", "", unicode_form("NFKC", said))


def said_in(node: n.Node) -> list[str]:
    from exporter.model.walk import walk

    return [each.text for each in walk((node,)) if isinstance(each, n.Text | n.Code | n.CodeBlock)]


@given(BLOCK)
def test_every_word_of_a_note_is_in_its_text(block: n.Block) -> None:
    made = letters(text(block))
    for said in said_in(block):
        for word in said.split():
            assert letters(word) in made


@given(BLOCK)
def test_no_line_begins_or_ends_with_what_is_not_seen(block: n.Block) -> None:
    made = text(block)
    assert made.endswith("\n")
    assert not made.startswith("\n")
    assert not re.search(r"[ \t]$", made, re.MULTILINE)
    assert "\n\n\n" not in made
