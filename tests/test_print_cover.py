"""The cover of a printed book: its boxes, its spine, its barcode, and what is wrong with it."""

from __future__ import annotations

import math
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from exporter.backends import pdf
from exporter.backends.pdf_cover import spine_width
from exporter.config import Book, PrintCover, load
from exporter.config.lengths import length, paper_size
from exporter.diagnostics import Report, Reports
from exporter.errors import UsageError
from exporter.model.document import Contributor, Identifier, Metadata
from exporter.model.edition import Asset, CoverSheet, Edition
from exporter.publication.cover import sheet_of, with_cover
from exporter.rendering.barcode import MODULES, bars, check_digit, modules, thirteen
from exporter.rendering.templates import Theme, load_theme
from tests import editions, oracles
from tests.commands import Call

ROOT = Path(__file__).parent
POINTS = 72 / 25.4
SHEET = CoverSheet(trim=(152, 229), leaf=0.1, pages=200)


@pytest.fixture(scope="module")
def theme() -> Theme:
    return load_theme("default", ROOT)


def book(sheet: CoverSheet, **fields: Any) -> Edition:
    metadata = Metadata(title="A title", authors=(Contributor("Jane Doe"),), **fields)
    return editions.book(
        editions.chapter("one", editions.paragraph()),
        metadata=metadata,
        draws_cover=True,
        cover_sheet=sheet,
    )


def made(edition: Edition, theme: Theme, folder: Path) -> tuple[Path, list[tuple[str, str]]]:
    """The sheet, and what is told of it."""
    report = Report("exporter.toml", "\n[book.print_cover]\n")
    inside, cover = pdf.render(with_cover(edition, theme, report), theme, Reports(report)).files
    assert (inside.suffix, cover.suffix) == (".pdf", ".cover.pdf")
    file = folder / "sheet.pdf"
    file.write_bytes(cover.data)
    assert all(each.line == 2 for each in report.diagnostics)
    return file, [(each.code, each.message) for each in report.diagnostics]


def box(page: pikepdf.Page, name: str) -> list[float]:
    """The edges of a box in millimetres, from the corner of the trim."""
    return [round(float(edge) / POINTS, 2) for edge in page.obj[name]]


@pytest.mark.parametrize(
    ("sheet", "pages", "wide"),
    [
        (CoverSheet(leaf=0.1), 200, 10.0),
        (CoverSheet(leaf=0.1), 201, 10.1),
        (CoverSheet(leaf=0.1, pages=320), 200, 16.0),
        (CoverSheet(leaf=0.1, spine=12.5), 200, 12.5),
    ],
)
def test_the_spine_is_as_thick_as_its_leaves(sheet: CoverSheet, pages: int, wide: float) -> None:
    assert spine_width(sheet, pages) == pytest.approx(wide)


def test_the_sheet_is_two_pages_and_a_spine_with_room_for_the_knife(
    theme: Theme, tmp_path: Path
) -> None:
    file, told = made(book(SHEET), theme, tmp_path)
    with pikepdf.open(file) as document:
        (page,) = document.pages
        assert box(page, "/TrimBox") == [0, 0, 314, 229]
        assert box(page, "/BleedBox") == [-3, -3, 317, 232]
        assert box(page, "/MediaBox") == [-10, -10, 324, 239]
    assert told == []


def test_pages_and_size_are_those_of_the_pdf_without_its_cover(theme: Theme) -> None:
    report = Report("exporter.toml")
    edition = with_cover(book(CoverSheet(leaf=4)), theme, report)
    artifact = pdf.render(edition, theme, Reports(report))
    leaves = math.ceil(((artifact.pages or 0) - 2) / 2)
    with pikepdf.open(BytesIO(artifact.files[1].data)) as document:
        assert box(document.pages[0], "/TrimBox")[2:] == [2 * 152 + leaves * 4, 229]


def test_the_sheet_is_accessible_and_says_what_is_on_it(theme: Theme, tmp_path: Path) -> None:
    blurb = "What the book is about.\n\nAnd why."
    sheet = CoverSheet(trim=(152, 229), leaf=0.1, pages=200, blurb=blurb, price="€ 12")
    sheet = msgspec.structs.replace(sheet, isbn="978-0-306-40615-7")
    edition = book(sheet, publisher="The House")
    file, _ = made(edition, theme, tmp_path)
    text = oracles.pdftotext(file)
    assert [text.count(words) for words in ("about", "And why", "The House")] == [1, 1, 1]
    with pikepdf.open(file) as document:
        alts = [str(each.Alt) for each in document.objects if has_alt(each)]
        assert document.docinfo["/Title"] == "A title"
    assert sorted(alts) == ["A title", "A title, Jane Doe", "ISBN 978-0306406157, € 12"]
    assert oracles.verapdf([file]) == {str(file): []}


def has_alt(thing: object) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing


def test_the_same_book_has_the_same_sheet(theme: Theme, tmp_path: Path) -> None:
    first = made(book(SHEET), theme, tmp_path)[0].read_bytes()
    assert made(book(SHEET), theme, tmp_path)[0].read_bytes() == first


def test_a_thin_spine_stays_plain(theme: Theme, tmp_path: Path) -> None:
    sheet = CoverSheet(trim=(152, 229), leaf=0.1, pages=60)
    file, [(code, message)] = made(book(sheet), theme, tmp_path)
    assert (code, "3.0 mm" in message) == ("book/thin-spine", True)
    with pikepdf.open(file) as document:
        assert sum(map(has_alt, document.objects)) == 1


@pytest.mark.parametrize(
    ("fields", "sheet", "why"),
    [
        ({}, {"trim": (210, 297)}, "210 × 297 mm, and the pages of the PDF are 152 × 229"),
        ({}, {"blurb": "word " * 3000}, "too long"),
    ],
)
def test_what_cannot_be_right_is_told(
    theme: Theme, tmp_path: Path, fields: dict[str, Any], sheet: dict[str, Any], why: str
) -> None:
    wanted = CoverSheet(**({"trim": (152, 229), "leaf": 0.1, "pages": 200} | sheet))
    _, [(code, message)] = made(book(wanted, **fields), theme, tmp_path)
    assert code == "book/print-cover"
    assert why in message


def test_a_given_picture_is_the_front_and_colours_the_rest(theme: Theme, tmp_path: Path) -> None:
    picture = tmp_path / "cover.png"
    Image.new("RGB", (1000, 1500), (10, 90, 40)).save(picture)
    edition = book(SHEET, cover="cover.png")
    asset = Asset("cover.png", str(picture), "image/png", 1000, 1500)
    file, _ = made(msgspec.structs.replace(edition, assets={"cover.png": asset}), theme, tmp_path)
    with pypdfium2.PdfDocument(file) as document:
        page = document[0].render(scale=1).to_pil()
    middle = page.height // 2
    for x in (60, page.width // 4, page.width - 60):
        assert page.getpixel((x, middle)) == pytest.approx((10, 90, 40), abs=3)


@pytest.mark.parametrize(
    ("lines", "line", "why"),
    [
        ("paper = 'thick'", 4, "paper must be a length"),
        ("paper = true", 4, "paper must be a length"),
        ("paper = 1\ntrim = 'big'", 5, "trim must be a paper"),
        ("paper = 1\ntrimm = 'a5'", 5, "no key “trimm”"),
        ("trim = 'a5'", 3, "needs `paper`"),
        ("paper = 1\npages = 'x'", 5, "pages must be a number"),
    ],
)
def test_a_wrong_measure_is_told_with_its_line(
    tmp_path: Path, lines: str, line: int, why: str
) -> None:
    file = tmp_path / "exporter.toml"
    file.write_text(f'[[book]]\ntitle = "B"\n[book.print_cover]\n{lines}\n')
    with pytest.raises(UsageError, match=why) as caught:
        load(file)
    assert f":{line}: " in caught.value.message


def test_it_is_written_beside_the_book(exporter: Call, tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text("text")
    (tmp_path / "exporter.toml").write_text(
        '[[book]]\ntitle = "B"\n[book.print_cover]\npaper = 0.1\npages = 300\n'
    )
    assert exporter("build", "--to", "pdf").code == 0
    assert sorted(each.name for each in (tmp_path / "out").glob("*.pdf")) == [
        "B.cover.pdf",
        "B.pdf",
    ]


# --- sizes and bars -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "millimetres"),
    [("3mm", 3), ("0.125 in", 3.175), ("1,5 cm", 15), ("3", 3), (".1", 0.1), ("72pt", 25.4)]
    + [(text, None) for text in ("", "mm", "3 ells", "-3mm", "1e9", "3000mm", "nan")],
)
def test_lengths_are_read_as_they_are_written(text: str, millimetres: float | None) -> None:
    assert length(text) == (None if millimetres is None else pytest.approx(millimetres))


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("A5", (148, 210)),
        ("148mm x 210mm", (148, 210)),
        ("148 × 210", (148, 210)),
        ("148x210mm", (148, 210)),
        ("6x9in", (152.4, 228.6)),
        ("5.5in × 216mm", (139.7, 216)),
        ("148mm", None),
        ("0x0", None),
        ("big", None),
        ("a x b", None),
    ],
)
def test_papers_are_read_as_they_are_written(text: str, size: tuple[float, float] | None) -> None:
    assert paper_size(text) == (None if size is None else pytest.approx(size))


@pytest.mark.parametrize(
    ("isbn", "digits"),
    [
        ("978-0-306-40615-7", "9780306406157"),
        ("0-306-40615-2", "9780306406157"),
        ("080442957X", "9780804429573"),
        ("", ""),
    ],
)
def test_an_isbn_has_thirteen_digits(isbn: str, digits: str) -> None:
    assert thirteen(isbn) == digits


@pytest.mark.parametrize(
    ("barcode", "isbn", "found"),
    [
        (True, ("978-0-306-40615-7", "9780804429573"), "978-0-306-40615-7"),
        (False, ("978-0-306-40615-7",), ""),
        ("9780804429573", ("978-0-306-40615-7",), "9780804429573"),
        (True, (), ""),
    ],
)
def test_a_printed_book_may_have_an_isbn_of_its_own(
    barcode: bool | str, isbn: tuple[str, ...], found: str
) -> None:
    book = Book(print_cover=PrintCover(paper="0.1mm", barcode=barcode))
    metadata = Metadata(identifiers=tuple(Identifier(each, "isbn") for each in isbn))
    sheet = sheet_of(book, metadata, Report("exporter.toml"))
    assert sheet is not None
    assert sheet.isbn == found


def test_check_digits_are_those_of_the_standard() -> None:
    known = ("9780306406157", "4003994155486", "5901234123457", "4006381333931", "9780804429573")
    assert [code[:12] + check_digit(code[:12]) for code in known] == list(known)


def test_bars_are_those_of_the_standard() -> None:
    # the example of GS1's General Specifications, as Wikipedia shows it part by part
    assert modules("4003994155486") == "".join(
        "101 0001101 0100111 0111101 0001011 0010111 0011101 01010"
        " 1100110 1001110 1001110 1011100 1001000 1010000 101".split()
    )


def test_bars_reach_down_at_the_edges_and_in_the_middle() -> None:
    drawn = bars("9780306406157")
    assert [place for place, _, long in drawn if long] == [0, 2, 46, 48, 92, 94]
    assert sum(width for _, width, _ in drawn) == modules("9780306406157").count("1")
    assert drawn[-1][0] + drawn[-1][1] == MODULES
