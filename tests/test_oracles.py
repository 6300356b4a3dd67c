"""The sample project before judges from outside."""

from __future__ import annotations

import email
import re
import unicodedata
import zipfile
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from lxml import etree, html

from tests import oracles
from tests.conftest import CONTENT

DEEPSEEK = "DeepSeek Why is This Chinese AI Startup Shaking Up the U.S"


def files(built: Path, suffix: str) -> list[Path]:
    found = sorted(f for f in built.rglob(f"*{suffix}") if f.name.count(".email.") == 0)
    assert found
    return found


def complaints(found: oracles.Findings) -> dict[str, list[str]]:
    return {name: messages for name, messages in found.items() if messages}


def test_every_page_is_valid_html(built: Path) -> None:
    assert complaints(oracles.nu(files(built, ".html"))) == {}


def test_every_epub_is_valid(built: Path) -> None:
    assert complaints(oracles.epubcheck(files(built, ".epub"))) == {}


def test_a_book_can_be_read_by_anybody_and_says_so(built: Path) -> None:
    file = built / "The Plain Page.epub"
    assert oracles.grave(oracles.ace(file)) == []
    with zipfile.ZipFile(file) as book:
        (package,) = (book.read(name) for name in book.namelist() if name.endswith(".opf"))
    assert b">EPUB Accessibility 1.1 - WCAG 2.2 Level AA<" in package


def test_every_pdf_is_pdf_ua(built: Path) -> None:
    assert complaints(oracles.verapdf(files(built, ".pdf"))) == {}


def test_every_pdf_is_sound(built: Path) -> None:
    assert complaints(oracles.qpdf(files(built, ".pdf"))) == {}


def test_the_judges_find_what_is_wrong(tmp_path: Path) -> None:
    page, book = tmp_path / "page.html", tmp_path / "book.epub"
    page.write_text("<!DOCTYPE html><title>x</title><p><b>")
    book.write_bytes(b"no zip")
    assert complaints(oracles.nu([page]))
    assert complaints(oracles.epubcheck([book]))


def test_the_judge_of_access_finds_a_picture_without_words(tmp_path: Path) -> None:
    from ebooklib import epub

    page = epub.EpubHtml(title="a", file_name="a.xhtml", content="<p><img src='a.png'/></p>")
    package = epub.EpubBook()
    for item in (page, epub.EpubItem("i", "a.png", "image/png", b""), epub.EpubNav()):
        package.add_item(item)
    package.spine = [page]
    book = tmp_path / "book.epub"
    epub.write_epub(str(book), package)
    assert any("image-alt" in each for each in oracles.grave(oracles.ace(book)))


def test_the_judge_of_pdf_finds_an_untagged_one(tmp_path: Path) -> None:
    import weasyprint

    file = tmp_path / "plain.pdf"
    weasyprint.HTML(string="<p>x").write_pdf(file)
    assert complaints(oracles.verapdf([file]))
    assert complaints(oracles.qpdf([file])) == {}


def test_the_judge_of_files_finds_a_torn_one(tmp_path: Path) -> None:
    import weasyprint

    file = tmp_path / "torn.pdf"
    file.write_bytes(weasyprint.HTML(string="<p>x").write_pdf()[:-200])
    assert complaints(oracles.qpdf([file]))


@pytest.mark.parametrize(
    ("name", "said"),
    [("07 The month in the garden", "October is the month"), ("New in the garden", "Dear reader")],
)
def test_a_letter_is_a_message_with_two_texts(built: Path, name: str, said: str) -> None:
    (file,) = (file for file in files(built, ".eml") if file.stem == name)
    message = email.message_from_bytes(file.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert [part.defects for part in message.walk() if part.defects] == []
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        assert said in body.get_content()
    assert max(map(len, file.read_bytes().split(b"\r\n"))) <= 998


def sentences(text: str) -> list[str]:
    return [s for s in re.split(r"(?<=[.!?:])\s+", text) if len(s.split()) > 2]


def letters(text: str) -> str:
    """Letters and digits alone: line ends, hyphens and ligatures are the page's."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if c.isalnum())


def source_sentences() -> list[str]:
    """Of the DeepSeek note as it lies there, without its front matter and its marks."""
    (note,) = (CONTENT / "notes").glob("DeepSeek*.md")
    body = note.read_text("utf-8").split("\n---\n", 1)[1]
    found: list[str] = []
    for line in body.splitlines():
        bare = re.sub(r"^\s*(?:[-*+]|#+|\d+\.)\s+", "", line)
        bare = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", bare)
        found += sentences(re.sub(r"[*_`]", "", bare).strip())
    return found


def test_every_sentence_of_the_note_is_in_the_pdf_and_the_epub(built: Path) -> None:
    wanted = source_sentences()
    assert len(wanted) > 40
    # without the running heads and page numbers, which stand between the lines of two pages
    pdf = letters(oracles.pdftotext(built / "notes" / f"{DEEPSEEK}.pdf", top=74, bottom=748))
    with zipfile.ZipFile(built / "notes" / f"{DEEPSEEK}.epub") as book:
        pages = [book.read(name) for name in book.namelist() if name.endswith(".xhtml")]
    epub = letters("".join("".join(etree.fromstring(page).itertext()) for page in pages))
    web = letters(html.parse(str(built / "notes" / f"{DEEPSEEK}.html")).getroot().text_content())
    for medium in (pdf, epub, web):
        assert [sentence for sentence in wanted if letters(sentence) not in medium] == []


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    from exporter import config
    from exporter.run import build

    settings = config.load(CONTENT / "exporter.toml")
    note = CONTENT / "notes/Printer's flowers.md"
    outs = (tmp_path / "a", tmp_path / "b")
    for out in outs:
        build(settings, [note], formats=("pdf", "epub", "html", "email"), out=out)
    made, again = (
        {f.relative_to(out): f.read_bytes() for f in (out / "notes").rglob("*") if f.is_file()}
        for out in outs
    )
    assert len(made) >= 6
    assert made == again
