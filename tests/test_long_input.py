"""Notes that repeat one thing very often: the work grows with them, and not with their square.

Each of these took minutes, or hours, while a text was gone through again for each of its letters.
"""

from __future__ import annotations

import pytest
from msgspec import Raw

from exporter.backends import epub_parts
from exporter.config import Book, Build
from exporter.diagnostics import Report
from exporter.model import nodes as n
from exporter.model.document import Document, Metadata
from exporter.model.walk import plain_text
from exporter.normalize.context import Context
from exporter.normalize.identifiers import give_ids
from exporter.normalize.index import Index
from exporter.normalize.placeholders import fill_placeholders
from exporter.publication import listed
from exporter.source import works
from exporter.source.html import parsing
from exporter.source.syntax import inline_notes, line_blocks
from exporter.source.syntax.block_ids import lift_block_ids
from exporter.source.syntax.cards import card
from exporter.source.syntax.cross_references import labelled
from exporter.source.syntax.fences import lift_fences, line_numbers, with_info
from exporter.source.syntax.footnotes import unreferenced
from tests import editions
from tests.test_directions import page_of

MANY = 300_000
BLANKS = "\u00a0" * MANY


def text(written: str) -> n.Inlines:
    return (n.Text(written),)


def filled(block: n.Block) -> n.Blocks:
    index = Index("/nowhere", (), ())
    context = Context(index, Report("a.md"), lambda _path: None, build=Build(placeholders=True))
    return fill_placeholders(Document("a.md", Metadata(), (block,)), context).blocks


def ids(texts: list[str]) -> list[str]:
    headings = tuple(n.Heading(1, text(each)) for each in texts)
    blocks = give_ids(Document("a.md", Metadata(), headings)).blocks
    return [block.attributes.id for block in blocks if isinstance(block, n.Heading)]


def link_of_a_hebrew_page(written: str) -> str:
    edition = editions.note(
        n.Paragraph((n.Link(text(written), "https://a.example/"),)),
        metadata=Metadata(title="T", lang="he"),
    )
    (link,) = page_of(edition).xpath("//main//a[@href='https://a.example/']")
    return link.get("dir", "")


def test_a_value_of_a_card_with_many_blanks() -> None:
    found = card(f"url: https://a.example/\ntitle: a{' ' * MANY}b\t \n")
    assert found
    assert plain_text((found,)).startswith(f"a{' ' * MANY}b")


def test_a_card_whose_address_is_none_stays_as_it_is_written() -> None:
    assert card("url: http://[\ntitle: a\n") is None


def test_an_info_string_of_one_long_word() -> None:
    assert with_info(n.CodeBlock("x"), "a" * MANY) == n.CodeBlock("x")
    named = with_info(n.CodeBlock("x"), f"{'a' * MANY} title=b")
    assert named.title == "b"


def test_ranges_of_lines_that_overlap() -> None:
    assert line_numbers("1-99999," * 50_000 + "3-4,20000") == [*range(1, 10_002), 20_000]


def test_blanks_in_a_paragraph_that_may_end_with_an_id() -> None:
    blocks = (n.Paragraph(text(f"a{BLANKS}b")),)
    assert lift_block_ids(blocks) == blocks
    (division,) = lift_block_ids((n.Paragraph(text(f"a{BLANKS}^b")),))
    assert isinstance(division, n.Division)
    assert division.attributes.id == "b"


def test_blanks_in_a_caption_that_may_end_with_a_label() -> None:
    caption = text(f"a{BLANKS}b")
    assert labelled(caption) == (caption, "")
    assert labelled(text(f"a{BLANKS}{{#tbl:b}}")) == (text("a"), "tbl:b")


def test_footnotes_that_begin_and_never_end() -> None:
    body = f"[^a]: x\n[^b]: x\n\n    {'[^' * MANY}\n\n[^b]\n"
    assert list(unreferenced(body)) == ["a"]


def test_a_tag_that_never_ends() -> None:
    markup = f"{'< ' * parsing.DEEPEST_PARSED}<{'a' * MANY}"
    assert parsing.bounded(markup) == markup


def test_a_long_word_after_an_at_sign() -> None:
    of = works.Works([1], {"a": Raw(b"1")}, {"a": "a", "ab": "a"})
    asked = works.request(of, "@" + "ab" * MANY * 10, {})
    assert b'"keys":{"t":"MetaMap","c":{"a":' in asked
    assert b'"ab":' in asked


def test_headings_of_one_text() -> None:
    assert ids(["a"] * 50_000)[-2:] == ["a-49998", "a-49999"]
    assert ids(["fn1"] * 50_000)[-1] == "fn1-50000"


def test_a_heading_with_the_number_of_another_keeps_it() -> None:
    assert ids(["a", "a", "a 2", "a", "a 1"]) == ["a", "a-1", "a-2", "a-3", "a-1-1"]


def test_notes_in_a_line_that_begin_and_never_end() -> None:
    some = tuple(node for _ in range(MANY // 10) for node in (n.Text("^[ "), n.Emphasis(text("a"))))
    assert inline_notes.lift_inline_notes(some) == some


def test_lines_of_verse_that_have_no_source() -> None:
    words = [f"&a{number};" for number in range(MANY // 15)]
    verse = (n.LineBlock(tuple(map(text, words))),)
    source = "".join(f"|  &amp;{word[1:]}\n" for word in words)
    assert line_blocks.indented(verse, source) == verse


def test_a_line_of_verse_is_known_by_the_beginning_of_its_word() -> None:
    source = "|   longest\n|  a*b*\n|    same\n|  same\n"
    lines = ("long one", "ab", "same", "same")
    (verse,) = line_blocks.indented((n.LineBlock(tuple(map(text, lines))),), source)
    assert isinstance(verse, n.LineBlock)
    indents = ["\u00a0" * count for count in (2, 1, 3, 1)]
    assert verse.lines == tuple(
        text(indent + line) for indent, line in zip(indents, lines, strict=True)
    )


def test_listings_that_have_no_fence() -> None:
    listings = tuple(n.CodeBlock(str(number)) for number in range(MANY // 5))
    source = "~~~ a b\nx\n~~~\n" * (MANY // 5)
    assert lift_fences(listings, source) == listings


@pytest.mark.parametrize(
    "block",
    [
        n.Paragraph(text(f"{{{{< var{' ' * MANY}!")),
        n.Paragraph(text(f"{{{{#include a{' ' * MANY}{{")),
        n.CodeBlock(f"{{{{#include a{' ' * MANY}{{"),
        n.CodeBlock(f"{{{{#include a:{'1' * MANY}!"),
    ],
)
def test_placeholders_that_never_end(block: n.Block) -> None:
    assert filled(block) == (block,)


def test_a_link_that_is_no_address_among_words_from_the_right() -> None:
    assert link_of_a_hebrew_page(f"{'.' * MANY}é") == ""
    assert link_of_a_hebrew_page("a.example") == "ltr"


def test_only_for_some_missing_chapters_is_one_of_a_like_name_looked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def close(name: str, known: list[str], *, n: int) -> list[str]:
        asked.extend([name] if known else [])
        return known[:n]

    monkeypatch.setattr(listed, "get_close_matches", close)
    report = Report("exporter.toml")
    names = tuple(f"missing-{number}" for number in range(listed.SUGGESTED + 5))
    index = Index("/nowhere", (), ())
    index.entries = {"one.md": None}  # type: ignore[dict-item]
    assert listed.listed(Book("B", chapters=names), "", index, report) == []
    assert asked == list(names[: listed.SUGGESTED])
    assert len(report.diagnostics) == len(names)
    assert [bool(each.hint) for each in report.diagnostics].count(True) == listed.SUGGESTED


def test_a_chapter_of_headings_alone_is_cut_into_files() -> None:
    headings = (n.Heading(2, text("a")),) * 30_000
    edition = editions.note(*headings)
    parts = epub_parts.parts_of(edition, lambda _chapter, _block: 100)
    assert sum(len(part.chapter.document.blocks) for part in parts) == len(headings)
