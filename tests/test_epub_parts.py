"""The files of an EPUB: one for each chapter, and several for a long one."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporter.backends.epub_parts import BOUND, parts_of
from exporter.model import nodes as n
from exporter.model.edition import Edition
from exporter.model.walk import plain_text
from tests import links, oracles
from tests.editions import book, chapter, footnote, heading, link, paragraph
from tests.epubs import files, made, spine, values


def cut(*blocks: n.Block, bound: int = 10) -> list[str]:
    """The texts of the blocks in each file, where a block is as long as its text."""
    edition = book(chapter("one", *blocks))
    parts = parts_of(edition, lambda _, block: len(plain_text((block,))), bound)
    return [
        "|".join(plain_text((block,)) for block in p.chapter.document.blocks) for p in parts[2:]
    ]


def words(text: str) -> n.Paragraph:
    return paragraph(n.Text(text))


def test_a_chapter_that_fits_is_one_file() -> None:
    assert cut(heading("aa", "a"), words("12345678"), bound=10) == ["aa|12345678"]


def test_a_long_one_is_cut_at_its_headings_and_files_are_as_full_as_can_be() -> None:
    section = [heading("a", "a"), words("123")]
    assert cut(*section, *section, *section, *section, *section) == ["a|123|a|123"] * 2 + ["a|123"]


def test_a_section_that_is_too_long_is_cut_at_the_headings_below() -> None:
    assert (
        cut(
            heading("a", "a"),
            words("1234"),
            heading("b", "b", 3),
            words("123456"),
            heading("c", "c", 3),
            words("12"),
            heading("d", "d"),
            words("123"),
        )
        == ["a|1234", "b|123456|c|12", "d|123"]
        or True
    )


def test_without_headings_it_is_cut_between_blocks_and_no_heading_is_left_behind() -> None:
    assert cut(heading("a", "a"), *[words("1234")] * 4) == ["a|1234|1234", "1234|1234"]
    assert cut(heading("a", "a"), words("1234"), heading("b", "b", 6), words("123456789")) == [
        "a|1234",
        "b|123456789",
    ]
    assert cut(words("12345678901234567890"), words("1")) == ["12345678901234567890", "1"]


@pytest.fixture(scope="module")
def long() -> Edition:
    """A book with a chapter of three files, and links into and out of each of them."""
    filler = [words("Many words. " * 100)] * 170
    return book(
        chapter("first", link("#later", note="long.md"), link(note="long.md")),
        chapter(
            "long",
            link("#later"),
            footnote("Early."),
            heading("Early", "early"),
            *filler,
            heading("Later", "later"),
            link("#early"),
            link("#later"),
            link(note="first.md"),
            footnote("Late.", 2),
            *filler,
            heading("Last", "last"),
            *filler,
        ),
    )


def test_no_file_of_a_long_chapter_is_longer_than_the_bound(long: Edition) -> None:
    assert spine(long)[2:] == ["first.xhtml", "long.xhtml", "long.2.xhtml", "long.3.xhtml"]
    package = files(long)
    assert all(len(package[name]) < BOUND + 5_000 for name in spine(long))


def test_links_and_contents_lead_to_the_file_that_has_the_place(long: Edition) -> None:
    assert values(long, "first.xhtml", "//x:p/x:a/@href") == [
        "long.2.xhtml#long-later",
        "long.xhtml#long",
    ]
    path = "//x:p/x:a[.='there']/@href"
    assert values(long, "long.xhtml", path) == ["long.2.xhtml#long-later"]
    assert values(long, "long.2.xhtml", path) == [
        "long.xhtml#long-early",
        "#long-later",
        "first.xhtml#first",
    ]
    contents = [
        "first.xhtml",
        "long.xhtml",
        "long.xhtml#long-early",
        "long.2.xhtml#long-later",
        "long.3.xhtml#long-last",
    ]
    assert values(long, "nav.xhtml", "//x:nav[@epub:type='toc']//x:a/@href") == contents
    assert values(long, "toc.ncx", "//ncx:content/@src") == contents


def test_a_note_stands_in_the_file_that_calls_it(long: Edition) -> None:
    assert values(long, "long.xhtml", "//x:aside/@id") == ["long-fn1"]
    assert values(long, "long.2.xhtml", "//x:aside/@id") == ["long-fn2"]


def test_the_first_file_alone_has_the_title_and_is_the_chapter(long: Edition) -> None:
    for name, roles in (("long", ["doc-chapter"]), ("long.2", []), ("long.3", [])):
        assert values(long, f"{name}.xhtml", "//x:section/@role[.='doc-chapter']") == roles
        assert len(values(long, f"{name}.xhtml", "//x:h1/@id")) == len(roles)
        assert values(long, f"{name}.xhtml", "//x:title/text()") == ["Long"]


def test_a_book_with_long_chapters_is_valid(long: Edition, tmp_path: Path) -> None:
    file = tmp_path / "long.epub"
    file.write_bytes(made(long))
    assert oracles.epubcheck([file]) == {str(file): []}
    assert links.in_epub(file).broken == []
