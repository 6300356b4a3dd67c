"""Covers: what is drawn stays in its place, and what is given is fit to be used."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from exporter.backends import load
from exporter.config import Book
from exporter.diagnostics import Report, Reports
from exporter.model.document import Contributor, Metadata
from exporter.model.edition import Asset, Edition
from exporter.normalize.index import Index
from exporter.publication.cover import cover_of, with_cover
from exporter.rendering import cover
from exporter.rendering.cover import HEIGHT, WIDTH, drawn
from exporter.rendering.cover_picture import TALLEST, store_picture
from exporter.rendering.fitting import Block, Box, fit
from exporter.rendering.images import as_png
from exporter.rendering.lettering import Face, Type, fonts_of
from exporter.rendering.templates import Theme, load_theme
from tests import editions, oracles
from tests.commands import Call

ROOT = Path(__file__).parent
DESIGNS = ("plain", "frame", "label", "tiles")
LONG = (
    "On the Origin of Species by Means of Natural Selection, or the Preservation of Favoured Races"
)
TITLES = {
    "short": "It",
    "long": LONG,
    "one word": "Donaudampfschifffahrtsgesellschaft",
    "Chinese": "脂硯齋重評石頭記紅樓夢第一回甄士隱夢幻識通靈",
    "Arabic": "كتاب ألف ليلة وليلة ١٢ (abc)",
    "Greek": "Ὀδύσσεια",
    "Cyrillic": "Преступление и наказание",
    "stacked": "Z" + "\u0301\u0316" * 30 + "algo",
}


@pytest.fixture(scope="module")
def theme() -> Theme:
    return load_theme("default", ROOT)


def book(title: str, *authors: str, **fields: str) -> Edition:
    names = tuple(Contributor(name) for name in authors)
    metadata = Metadata(title=title, authors=names, **fields)  # type: ignore[arg-type]
    return editions.book(
        editions.chapter("one", editions.paragraph()), metadata=metadata, draws_cover=True
    )


@pytest.fixture(params=DESIGNS)
def design(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each design in turn, whatever the title."""
    look_of: Callable[..., cover.Look] = cover.look_of
    chosen: str = request.param
    monkeypatch.setattr(cover, "look_of", lambda *of: look_of(*of)._replace(design=chosen))
    cover._drawn.cache_clear()
    return chosen


# --- what is drawn --------------------------------------------------------------------------------


def test_the_same_book_has_the_same_cover(theme: Theme) -> None:
    edition = book("A title", "Jane Doe")
    first = drawn(edition, theme).svg
    cover._drawn.cache_clear()
    fonts_of.cache_clear()
    assert drawn(edition, theme).svg == first


def test_titles_decide_how_books_look(theme: Theme) -> None:
    looks = {cover.look_of(f"Book {number}", theme)[:2] for number in range(40)}
    assert len({design for design, _ in looks}) == len(DESIGNS)


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_no_letter_leaves_the_page(title: str, theme: Theme, design: str) -> None:
    assert design in DESIGNS
    lang = "ar" if title == TITLES["Arabic"] else "en"
    names = [f"Firstname{number} Lastname{number}" for number in range(30)]
    everything = book(title, *names, subtitle=LONG, publisher="P" * 60, series=LONG, lang=lang)
    for edition in (everything, book(title)):
        svg = drawn(edition, theme).svg
        assert ink_of(svg, margin=40) == []


def ink_of(svg: str, margin: int) -> list[str]:
    """The words of a cover that come nearer to its edge than that, or into each other."""
    boxes = []
    for path in etree.fromstring(svg.encode()).iter("{*}path"):
        place = re.fullmatch(r"translate\((\S+) (\S+)\) scale\((\S+)\)", path.get("transform", ""))
        if place is None or float(place[3]) > 0.4:
            continue  # an ornament: its units are not those of letters
        x, y, scale = map(float, place.groups())
        boxes.append(extent(path.get("d", ""), x, y, scale))
    assert boxes
    outside = [
        f"outside: {box}"
        for box in boxes
        if box[0] < margin or box[1] < margin or box[2] > WIDTH - margin or box[3] > HEIGHT - margin
    ]
    touching = [
        f"touching: {one} {other}"
        for number, one in enumerate(boxes)
        for other in boxes[number + 1 :]
        if min(one[2], other[2]) - max(one[0], other[0]) > 1
        and min(one[3], other[3]) - max(one[1], other[1]) > 1
    ]
    return outside + touching


def extent(d: str, x: float, y: float, scale: float) -> tuple[float, float, float, float]:
    from fontTools.pens.boundsPen import BoundsPen
    from fontTools.svgLib.path import parse_path

    pen = BoundsPen(None)
    parse_path(d, pen)
    left, top, right, bottom = pen.bounds
    return x + left * scale, y + top * scale, x + right * scale, y + bottom * scale


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=300),
    st.floats(50, 2000),
    st.floats(50, 2000),
    st.sampled_from(["en", "ar", "zh", "", "x-none"]),
)
def test_whatever_is_set_stays_in_its_box(
    text: str, width: float, height: float, lang: str
) -> None:
    fonts = Type(fonts_of(load_theme("default", ROOT)), lang, "rtl" if lang == "ar" else "ltr")
    block = fit(fonts, text, Face("Spectral", 500), Box(width, height, 290, 84))
    assert block.width <= width * 1.0001
    assert block.height <= height * 1.0001
    assert block.size <= 290
    etree.fromstring(f"<svg>{block.draw(0, 0, '#000')}</svg>")


def set_words(text: str, theme: Theme, lang: str = "en", **room: float) -> Block:
    box = Box(**({"width": 1000, "height": 1000, "largest": 200, "smallest": 80} | room))  # type: ignore[arg-type]
    return fit(Type(fonts_of(theme), lang), text, Face("Spectral"), box)


def test_a_word_too_long_is_parted_at_a_syllable(theme: Theme) -> None:
    whole = set_words("Gesellschaft", theme, "de")
    parted = set_words("Donaudampfschifffahrtsgesellschaft", theme, "de")
    assert len(whole.lines) == 1
    assert len(parted.lines) == 2
    assert parted.size > 100


def test_a_text_without_end_is_cut_short(theme: Theme) -> None:
    block = set_words("word " * 1000, theme)
    assert 80 <= block.size <= 200


def test_what_no_font_draws_is_told_once_for_all_formats(theme: Theme) -> None:
    report = Report("exporter.toml", '[[book]]\ntitle = "Snow \U0001f4da"\n')
    edition = book("Snow \U0001f4da")
    for _ in ("epub", "pdf"):
        assert with_cover(edition, theme, report).metadata.cover
    (told,) = report.diagnostics
    assert (told.code, told.line) == ("book/cover", 2)
    assert "\U0001f4da" in told.message


def test_words_can_be_read_on_what_they_stand_on(theme: Theme) -> None:
    looks = [cover.look_of(f"{number}", theme) for number in range(300)]
    for colours in {tuple(look.colours.items()): look.colours for look in looks}.values():
        for words, ground in (("paper", "ground"), ("ink", "paper"), ("accent", "paper")):
            assert contrast(colours[words], colours[ground]) >= 4.5, (words, ground, colours)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's ratio of two colours."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (
            p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


# --- where it goes --------------------------------------------------------------------------------


def test_a_drawn_cover_is_a_picture_for_stores_and_a_page_for_readers(
    theme: Theme, tmp_path: Path
) -> None:
    edition = with_cover(book("A title", "Jane Doe"), theme, Report("exporter.toml"))
    (made,) = load("epub")(edition, theme, Reports(Report("exporter.toml"))).files
    file = tmp_path / "made.epub"
    file.write_bytes(made.data)
    with zipfile.ZipFile(file) as archive:
        package = archive.read("EPUB/content.opf").decode()
        (name,) = re.findall(r'href="([^"]*)"[^>]*properties="cover-image"', package)
        picture = Image.open(io.BytesIO(archive.read(f"EPUB/{name}")))
        page = archive.read("EPUB/cover.xhtml").decode()
    assert (picture.size, picture.mode, picture.format) == ((WIDTH, HEIGHT), "RGB", "PNG")
    assert 'alt="A title, Jane Doe"' in page
    assert oracles.epubcheck([file]) == {str(file): []}


def test_a_drawn_cover_is_the_first_page_as_outlines(theme: Theme, tmp_path: Path) -> None:
    edition = with_cover(book("A title", "Jane Doe"), theme, Report("exporter.toml"))
    (made,) = load("pdf")(edition, theme, Reports(Report("exporter.toml"))).files
    file = tmp_path / "made.pdf"
    file.write_bytes(made.data)
    with pikepdf.open(file) as document:
        assert not document.pages[0].get_images()
        alts = [str(each.Alt) for each in document.objects if "/Alt" in pairs(each)]
    assert alts == ["A title, Jane Doe"]
    with pypdfium2.PdfDocument(file) as document:
        assert document[0].get_textpage().get_text_range() == ""
    assert oracles.verapdf([file]) == {str(file): []}


def pairs(thing: object) -> object:
    return thing.keys() if isinstance(thing, pikepdf.Dictionary) else ()


def test_the_page_looks_like_the_picture(theme: Theme, design: str) -> None:
    assert design in DESIGNS
    edition = with_cover(book("A title", "Jane Doe"), theme, Report("exporter.toml"))
    picture = as_png(drawn(edition, theme).svg, 320)
    (made,) = load("pdf")(edition, theme, Reports(Report("exporter.toml"))).files
    with pypdfium2.PdfDocument(made.data) as document:
        page = document[0].render(scale=1).to_pil()
    one, other = (each.convert("L").resize((32, 48)) for each in (page, open_picture(picture)))
    far = [abs(a - b) for a, b in zip(one.tobytes(), other.tobytes(), strict=True)]
    assert sum(far) / len(far) < 6


def open_picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


# --- what is given --------------------------------------------------------------------------------


def told(tmp_path: Path, named: str, *files: str) -> tuple[str, list[tuple[str, int, str]]]:
    """The cover that is taken, and what is told of it."""
    report = Report("exporter.toml", f'[[book]]\ntitle = "B"\ncover = "{named}"\n')
    index = Index(str(tmp_path), (), files)
    path = cover_of(Book(title="B", cover=named), index, "one.md", report)
    return path, [(each.code, each.line, each.message) for each in report.diagnostics]


def test_a_picture_of_the_vault_is_taken(tmp_path: Path) -> None:
    Image.new("RGB", (1000, 1500)).save(tmp_path / "cover.jpg")
    assert told(tmp_path, "cover.jpg", "cover.jpg") == ("cover.jpg", [])


def test_of_two_pictures_of_a_name_that_of_the_book_is_taken(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        Image.new("RGB", (1000, 1500)).save(tmp_path / folder / "cover.jpg")
    index = Index(str(tmp_path), (), ("one/cover.jpg", "two/cover.jpg"))
    report = Report("exporter.toml")
    wanted = Book(folder="two", cover="cover.jpg")
    assert cover_of(wanted, index, "two/text/a.md", report) == "two/cover.jpg"


@pytest.mark.parametrize(
    ("named", "content", "why"),
    [
        ("cover.pdf", b"%PDF-1.7 ", "is no image"),
        ("cover.png", b"no picture", "is no image"),
        ("cover.jpg", b"\xff\xd8\xff\xe0broken", "can't be read"),
        ("cover.svg", b"<html/>", "is no SVG"),
        ("gone.png", None, "is not in the vault"),
        ("https://example.org/cover.png", None, "lies on the web"),
        ("../../etc/passwd", None, "is not in the vault"),
    ],
)
def test_what_is_no_picture_is_told(
    tmp_path: Path, named: str, content: bytes | None, why: str
) -> None:
    files = []
    if content is not None:
        (tmp_path / named).write_bytes(content)
        files = [named]
    path, [(code, line, message)] = told(tmp_path, named, *files)
    assert (path, code, line) == ("", "book/cover", 3)
    assert why in message


def test_a_folder_is_no_picture(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    path, [(code, _, message)] = told(tmp_path, "images")
    assert (path, code) == ("", "book/cover")
    assert "is a folder" in message


def test_a_small_picture_is_told_and_taken(tmp_path: Path) -> None:
    Image.new("RGB", (200, 300)).save(tmp_path / "cover.png")
    path, [(code, line, _)] = told(tmp_path, "cover.png", "cover.png")
    assert (path, code, line) == ("cover.png", "book/cover-size", 3)


def stored(tmp_path: Path, picture: Image.Image, suffix: str, **how: object) -> Image.Image:
    file = tmp_path / f"cover{suffix}"
    picture.save(file, **how)  # type: ignore[arg-type]
    media_type = {".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif"}[suffix]
    data, given = store_picture(Asset(file.name, str(file), media_type, *picture.size))
    made = open_picture(data)
    assert given == f"image/{made.format or ''}".lower()
    return made


def test_a_fit_picture_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "cover.jpg"
    Image.new("RGB", (160, 240), "red").save(file)
    asset = Asset(file.name, str(file), "image/jpeg", 160, 240)
    assert store_picture(asset) == (file.read_bytes(), "image/jpeg")


def test_a_picture_with_holes_gets_white_ones(tmp_path: Path) -> None:
    made = stored(tmp_path, Image.new("RGBA", (20, 30), (255, 0, 0, 0)), ".png")
    assert (made.mode, made.getpixel((1, 1))) == ("RGB", (255, 255, 255))


def test_printing_colours_become_those_of_screens(tmp_path: Path) -> None:
    made = stored(tmp_path, Image.new("CMYK", (20, 30), (255, 255, 0, 0)), ".jpg")
    assert made.mode == "RGB"
    red, _, blue = made.getpixel((1, 1))  # type: ignore[misc]
    assert blue > red


def test_a_broken_colour_profile_is_done_without(tmp_path: Path) -> None:
    picture = Image.new("CMYK", (20, 30), (255, 255, 0, 0))
    assert stored(tmp_path, picture, ".jpg", icc_profile=b"no profile").mode == "RGB"


def test_a_huge_picture_gets_smaller(tmp_path: Path) -> None:
    made = stored(tmp_path, Image.new("RGB", (3000, 4500)), ".jpg")
    assert made.size == (round(3000 * TALLEST / 4500), TALLEST)


def test_a_picture_on_its_side_is_turned(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert stored(tmp_path, Image.new("RGB", (30, 20)), ".jpg", exif=exif).size == (20, 30)


def test_a_book_has_a_cover_unless_it_wants_none(exporter: Call, tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text("text")
    settings = '[[book]]\ntitle = "B"\n'
    for line, shown in (("", True), ("cover = true\n", True), ("cover = false\n", False)):
        (tmp_path / "exporter.toml").write_text(settings + line)
        assert exporter("build", "--to", "epub", "--report", "json").code == 0
        with zipfile.ZipFile(tmp_path / "out/B.epub") as archive:
            assert ("EPUB/cover.xhtml" in archive.namelist()) == shown


def test_a_note_has_no_drawn_cover(exporter: Call, tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text("text")
    assert json.loads(
        exporter("build", "one.md", "--to", "epub", "--out", "out", "--report", "json").out
    )
    with zipfile.ZipFile(tmp_path / "out/one.epub") as archive:
        assert "EPUB/cover.xhtml" not in archive.namelist()
