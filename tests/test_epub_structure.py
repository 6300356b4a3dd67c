"""What the parts of an EPUB say that they are, to reading systems and to screen readers."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporter.model.edition import Edition
from exporter.model.structure import SECTIONS
from tests import oracles
from tests.editions import book, chapter, footnote, heading, leaf, paragraph
from tests.epubs import made, values
from tests.test_epub_backend import landmarks


@pytest.fixture
def whole() -> Edition:
    """A book with a chapter of each role, and a part and an appendix."""
    front = ("halftitlepage", "imprint", "dedication", "epigraph", "foreword", "preface")
    back = ("afterword", "endnotes", "bibliography", "glossary", "index", "colophon")
    between = ("introduction", "prologue", "conclusion", "epilogue", "loi", "lot")
    more = ("acknowledgments", "contributors")
    return book(
        *(leaf(role, paragraph()) for role in front),
        *(chapter(role, paragraph(), kind="front", role=role) for role in between),
        chapter("one", paragraph(), kind="part", number="I"),
        chapter("two", heading("A", "a"), footnote("N."), number="1", level=2),
        chapter("three", paragraph(), kind="appendix", number="A"),
        *(chapter(role, paragraph(), kind="back", role=role) for role in (*back, *more)),
    )


def section(edition: Edition, name: str, attribute: str) -> list[str]:
    return values(edition, f"{name}.xhtml", f"//x:body/x:section/@{attribute}")


def test_each_part_has_its_type_and_the_role_that_aria_has_for_it(whole: Edition) -> None:
    types = {"one": "part", "two": "chapter", "three": "appendix"}
    for each in whole.chapters:
        if each.role in ("toc", "titlepage"):
            continue
        kind = types.get(each.id, each.role)
        assert section(whole, each.id, "epub:type") == [kind]
        assert section(whole, each.id, "role") == [SECTIONS[kind]] * bool(SECTIONS[kind])


def test_each_part_is_called_by_its_title(whole: Edition) -> None:
    assert section(whole, "two", "aria-labelledby") == ["two"]
    assert values(whole, "two.xhtml", "//x:h2[@id='two']/text()") == ["Two"]
    assert section(whole, "dedication", "aria-label") == ["Dedication"]


def test_the_landmarks_have_what_readers_look_for(whole: Edition) -> None:
    assert landmarks(whole) == {
        "titlepage": "titlepage.xhtml",
        "toc": "#toc",
        "bodymatter": "one.xhtml",
        "loi": "loi.xhtml",
        "lot": "lot.xhtml",
        "endnotes": "endnotes.xhtml",
        "bibliography": "bibliography.xhtml",
        "glossary": "glossary.xhtml",
        "index": "index.xhtml",
    }


def test_the_ncx_says_how_deep_it_is_and_in_which_language(whole: Edition) -> None:
    assert values(whole, "toc.ncx", "//ncx:meta[@name='dtb:depth']/@content") == ["3"]
    assert values(whole, "toc.ncx", "/ncx:ncx/@xml:lang") == ["en"]


def test_all_of_that_is_valid(whole: Edition, tmp_path: Path) -> None:
    file = tmp_path / "whole.epub"
    file.write_bytes(made(whole))
    assert oracles.epubcheck([file]) == {str(file): []}
