"""Which way text runs: a whole note, a chapter, a part, and what runs from the left anywhere."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from types import ModuleType

import msgspec
import pytest
from lxml import html as markup

from exporter.backends import email, epub, html
from exporter.diagnostics import Report, Reports
from exporter.model import nodes as n
from exporter.model.document import Metadata
from exporter.model.edition import Chapter, Edition, Mailing
from exporter.rendering.directions import direction_of
from exporter.rendering.templates import load_theme
from tests import editions

THEME = load_theme("default", Path(__file__).parent)


def data_of(backend: ModuleType, edition: Edition) -> bytes:
    artifact = backend.render(edition, THEME, Reports(Report("note.md")))
    return next(
        file.data for file in artifact.files if file.suffix in (".html", ".epub", ".email.html")
    )


def page_of(edition: Edition, backend: ModuleType = html) -> markup.HtmlElement:
    return markup.document_fromstring(data_of(backend, edition))


def directions(edition: Edition, element: str) -> list[str]:
    return [each.get("dir", "") for each in page_of(edition).iter(element)]


def hebrew(*blocks: n.Block) -> Edition:
    return editions.note(*blocks, metadata=Metadata(title="T", lang="he"))


def in_language(name: str, lang: str) -> Chapter:
    chapter = editions.chapter(name, editions.paragraph())
    metadata = Metadata(title=name, lang=lang)
    document = msgspec.structs.replace(chapter.document, metadata=metadata)
    return msgspec.structs.replace(chapter, document=document)


def test_a_chapter_runs_as_its_language_does() -> None:
    book = editions.book(in_language("one", "en"), in_language("two", "ar"))
    assert directions(book, "section") == ["", "rtl"]
    with zipfile.ZipFile(BytesIO(data_of(epub, book))) as archive:
        assert b'dir="rtl"' not in archive.read("EPUB/one.xhtml")
        assert b'dir="rtl"' in archive.read("EPUB/two.xhtml")
        # pages turn as those of the book do
        assert b"page-progression-direction" not in archive.read("EPUB/content.opf")


def test_a_part_in_another_language_runs_as_that_does() -> None:
    english = n.Division((editions.paragraph(),), n.Attributes(pairs=(("lang", "en"),)))
    farsi = n.Division((editions.paragraph(),), n.Attributes(pairs=(("lang", "fa"),)))
    assert "ltr" in directions(hebrew(english), "div")
    assert "rtl" not in directions(hebrew(farsi), "div")


def test_code_runs_from_the_left() -> None:
    edition = hebrew(editions.paragraph(n.Code("a = b")), n.CodeBlock("a = b"))
    assert directions(edition, "pre") == ["ltr"]
    assert directions(edition, "code")[0] == "ltr"
    letter = msgspec.structs.replace(edition, mailing=Mailing("A <a@example.org>"))
    assert [each.get("dir") for each in page_of(letter, email).iter("pre")] == ["ltr"]


def test_nothing_says_how_it_runs_where_all_does() -> None:
    edition = editions.note(editions.paragraph(n.Code("a")), n.CodeBlock("b"))
    assert directions(edition, "pre") == directions(edition, "code")[:1] == [""]


@pytest.mark.parametrize("address", ["https://example.org/a/", "a@example.org", "example.org/a"])
def test_an_address_runs_from_the_left(address: str) -> None:
    def link(text: str) -> Edition:
        return hebrew(editions.paragraph(n.Link((n.Text(text),), "https://example.org/a/")))

    assert "ltr" in directions(link(address), "a")
    assert "ltr" not in directions(link("שם"), "a")


def test_labels_are_in_the_language() -> None:
    sections = [editions.heading(name, name) for name in ("a", "b", "c")]
    for lang, word in (("he", "תוכן העניינים"), ("ar", "المحتويات")):
        edition = editions.note(*sections, metadata=Metadata(title="T", lang=lang))
        assert word in page_of(edition).text_content()


@pytest.mark.parametrize(
    ("lang", "stated", "direction"),
    [
        ("en", "", "ltr"),
        ("he", "", "rtl"),
        ("ar-EG", "", "rtl"),
        ("he-Latn", "", "ltr"),
        ("pa-Arab", "", "rtl"),
        ("", "", "ltr"),
        ("he", "ltr", "ltr"),
        ("en", "rtl", "rtl"),
    ],
)
def test_the_direction_of_a_language(lang: str, stated: str, direction: str) -> None:
    assert direction_of(lang, stated) == direction
