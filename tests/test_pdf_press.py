"""What a print shop gets: boxes, marks, and black ink; and what a screen gets instead."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image as Picture

from exporter import config
from exporter.backends import pdf
from exporter.diagnostics import Report, Reports
from exporter.errors import UsageError
from exporter.model import nodes as n
from exporter.model.document import Metadata
from exporter.model.edition import Asset, CoverSheet, Edition, Typesetting
from exporter.rendering.templates import Theme, load_theme
from tests import editions, oracles

ROOT = Path(__file__).parent
MM = 72 / 25.4
MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>'
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30">'
    '<rect width="30" height="30" fill="#c02020"/><rect x="30" width="30" height="30"'
    ' fill="#808080"/>'
    "<text x='60' y='20' fill='#333'>abc</text></svg>"
)


@pytest.fixture(scope="module")
def theme() -> Theme:
    return load_theme("default", ROOT)


def made(edition: Edition, theme: Theme) -> list[bytes]:
    report = Report("note.md")
    artifact = pdf.render(edition, theme, Reports(report))
    assert report.diagnostics == []
    return [file.data for file in artifact.files]


def colourful(**typesetting: Any) -> Edition:
    """A note with everything that has a colour in the theme."""
    code = n.CodeBlock('def f():  # why\n    return "x"', "python", numbered=True)
    callout = n.Callout("danger", (n.Text("Beware"),), (editions.paragraph(),))
    line = editions.paragraph(
        n.Link((n.Text("there"),), "https://example.org/"), n.Text(" and "),
        n.Highlight((n.Text("marked"),)), n.Math("x", False, MATH),
        n.Image((n.Text("Drawn"),), "a.svg"),
    )  # fmt: skip
    drawing = Asset("a.svg", "", "image/svg+xml", 90, 30, data=DRAWING.encode())
    return editions.note(
        editions.heading("One", "one"), callout, code, line, editions.footnote("Below."),
        assets={"a.svg": drawing}, typesetting=Typesetting(**typesetting),
    )  # fmt: skip


def instructions(drawing: Any) -> Iterator[tuple[Any, Any]]:
    for each in pikepdf.parse_content_stream(drawing):
        yield each.operands, each.operator


def painted(data: bytes) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """The colours of text outside of figures, and those that are set within them."""
    text, figures = set(), set()
    with pikepdf.open(BytesIO(data)) as document:
        for page in document.pages:
            colour: tuple[str, ...] = ()
            kept: list[tuple[str, ...]] = []
            marked: list[bool] = []
            for operands, operator in instructions(page):
                name = str(operator)
                match name:
                    case "q":
                        kept.append(colour)
                    case "Q":
                        colour = kept.pop()
                    case "BDC" | "BMC":
                        marked.append(str(operands[0]) == "/Figure")
                    case "EMC":
                        marked.pop()
                    case "rg" | "g" | "k" | "scn":
                        colour = (name, *(f"{float(each):.2f}" for each in operands))
                        if any(marked):
                            figures.add(colour)
                    case "Tj" | "TJ" if not any(marked):
                        text.add(colour)
                    case "RG" | "rg" | "sh" if any(marked):
                        figures.add((name,))
    return text, figures


def operators(data: bytes) -> set[str]:
    with pikepdf.open(BytesIO(data)) as document:
        return {str(operator) for page in document.pages for _, operator in instructions(page)}


def boxes(data: bytes, page: int = 0) -> dict[str, list[float]]:
    """The boxes of a page in millimetres."""
    with pikepdf.open(BytesIO(data)) as document:
        return {
            name: [round(float(side) / MM, 1) for side in document.pages[page][f"/{name}Box"]]
            for name in ("Media", "Bleed", "Trim")
        }


def test_all_text_is_in_black_ink_alone(theme: Theme) -> None:
    (data,) = made(colourful(black=True), theme)
    assert painted(data)[0] == {("k", "0.00", "0.00", "0.00", "1.00")}


def test_colours_of_drawings_stay_and_their_greys_become_ink(theme: Theme) -> None:
    _, colours = painted(made(colourful(black=True), theme)[0])
    assert ("rg", "0.75", "0.13", "0.13") in colours
    greys = {colour for colour in colours if colour[0] == "k"}
    # the formula and the words, and the grey ground, which is no text
    assert {grey[4] for grey in greys} == {"1.00", "0.50"}


def test_without_drawings_no_colour_is_left(theme: Theme) -> None:
    edition = colourful(black=True)
    assert not {"rg", "RG", "sh"} & operators(
        made(
            editions.note(
                *edition.chapters[0].document.blocks[:-2], typesetting=edition.typesetting
            ),
            theme,
        )[0]
    )


def test_on_screens_colours_stay_and_are_said_to_be_srgb(theme: Theme) -> None:
    (data,) = made(colourful(), theme)
    text, _ = painted(data)
    assert len(text) > 4
    with pikepdf.open(BytesIO(data)) as document:
        (intent,) = document.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert intent.DestOutputProfile.N == 3


def test_for_a_press_no_colours_of_a_screen_are_promised(theme: Theme) -> None:
    with pikepdf.open(BytesIO(made(colourful(black=True), theme)[0])) as document:
        assert "/OutputIntents" not in document.Root


def test_a_colour_of_a_theme_that_we_do_not_know_becomes_black(tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "print"
    folder.mkdir(parents=True)
    own = load_theme("default", ROOT).text("print/print.css")
    (folder / "print.css").write_text(f"{own}\np {{ color: #7a1020; opacity: .9 }}")
    (data,) = made(editions.note(editions.paragraph(), typesetting=Typesetting(black=True)),
                   load_theme("default", tmp_path))  # fmt: skip
    with pikepdf.open(BytesIO(data)) as document:
        streams = [each for each in document.objects if isinstance(each, pikepdf.Stream)]
        forms = [each for each in streams if each.get("/Subtype") == "/Form"]
        used = {str(op) for each in forms for _, op in instructions(each)}
        assert forms[0].Group.CS == "/DeviceCMYK"
    assert "Tj" in used or "TJ" in used
    assert not {"rg", "RG"} & used


@pytest.mark.parametrize(
    ("settings", "media", "bleed"),
    [
        ({}, 0, 0),
        ({"bleed": 3}, 3, 3),
        ({"bleed": 5}, 5, 5),
        ({"crop_marks": True}, 10, 0),
        ({"bleed": 3, "crop_marks": True}, 10, 3),
        ({"bleed": 5, "crop_marks": True}, 12, 5),
    ],
)
def test_a_page_is_so_much_larger_than_it_is_cut(
    theme: Theme, settings: dict[str, Any], media: float, bleed: float
) -> None:
    (data,) = made(editions.note(typesetting=Typesetting(**settings)), theme)
    found = boxes(data)
    width, height = found["Trim"][2:]
    assert found["Trim"] == [0, 0, 210, 297]
    for name, around in (("Media", media), ("Bleed", bleed)):
        assert found[name] == [-around, -around, width + around, height + around]


@pytest.mark.parametrize("marks", [True, False])
def test_a_cover_reaches_into_the_bleed_and_no_further(
    tmp_path: Path, theme: Theme, marks: bool
) -> None:
    Picture.new("RGB", (300, 450), (20, 90, 160)).save(tmp_path / "cover.png")
    cover = Asset("cover.png", str(tmp_path / "cover.png"), "image/png", 300, 450)
    edition = editions.book(
        editions.chapter("one", editions.paragraph()),
        metadata=Metadata(title="A title", cover="cover.png"), assets={"cover.png": cover},
        typesetting=Typesetting(bleed=5, crop_marks=marks),
    )  # fmt: skip
    (data,) = made(edition, theme)
    (tmp_path / "made.pdf").write_bytes(data)
    subprocess.run(
        ["pdftoppm", "-r", "254", "-singlefile", "made.pdf", "made"], cwd=tmp_path, check=True
    )
    page = Picture.open(tmp_path / "made.ppm")
    # ten pixels a millimetre
    edge = 70 if marks else 0
    column = [page.getpixel((x, page.height // 2)) for x in range(page.width)]
    inked = [x for x, colour in enumerate(column) if colour == (20, 90, 160)]
    assert abs(inked[0] - edge) <= 2
    assert abs(inked[-1] - (page.width - edge)) <= 3
    row = [page.getpixel((page.width // 2, y)) for y in range(page.height)]
    inked = [y for y, colour in enumerate(row) if colour == (20, 90, 160)]
    assert abs(inked[0] - edge) <= 2
    assert abs(inked[-1] - (page.height - edge)) <= 3


def test_crop_marks_stand_outside_the_bleed_where_the_page_is_cut(
    tmp_path: Path, theme: Theme
) -> None:
    setting = Typesetting(bleed=3, crop_marks=True, black=True)
    (data,) = made(editions.note(typesetting=setting), theme)
    (tmp_path / "made.pdf").write_bytes(data)
    subprocess.run(
        ["pdftoppm", "-r", "254", "-gray", "-singlefile", "made.pdf", "made"],
        cwd=tmp_path,
        check=True,
    )
    page = Picture.open(tmp_path / "made.pgm")
    top = [x for x in range(page.width) if page.getpixel((x, 20)) < 128]  # type: ignore[operator]
    # one at the left edge and one at the right, ten millimetres in
    assert len({round(x / 40) for x in top}) == 2
    assert abs(top[0] - 100) <= 3
    assert abs(top[-1] - (page.width - 100)) <= 3
    down = [y for y in range(100) if page.getpixel((top[0], y)) < 128]  # type: ignore[operator]
    assert down[-1] < 70


def test_a_print_cover_has_its_words_in_ink_and_its_picture_in_colours(theme: Theme) -> None:
    edition = editions.book(
        editions.chapter("one", editions.paragraph()),
        metadata=Metadata(title="A title"),
        cover_sheet=CoverSheet(spine=12, blurb="A blurb.", isbn="9783161484100"),
        draws_cover=True,
        typesetting=Typesetting(black=True),
    )
    sheet = made(edition, theme)[1]
    assert {"k", "rg"} <= operators(sheet)


def test_the_profile_for_print_has_no_cover_in_the_book(tmp_path: Path, theme: Theme) -> None:
    settings = config.default(tmp_path, "print").pdf
    assert (settings.cover, settings.black, settings.bleed) == (False, True, "3mm")
    Picture.new("RGB", (300, 450), (20, 90, 160)).save(tmp_path / "cover.png")
    cover = Asset("cover.png", str(tmp_path / "cover.png"), "image/png", 300, 450)
    edition = editions.book(
        editions.chapter("one", editions.paragraph()),
        metadata=Metadata(title="A title", cover="cover.png"), assets={"cover.png": cover},
        typesetting=Typesetting(cover=False),
    )  # fmt: skip
    (tmp_path / "made.pdf").write_bytes(made(edition, theme)[0])
    first = oracles.pdftotext(tmp_path / "made.pdf").split("\f")[0]
    assert "A title" in first


def test_black_ink_and_an_archive_can_not_both_be_had(tmp_path: Path) -> None:
    (tmp_path / "exporter.toml").write_text('[pdf]\nblack = true\nstandard = "a-3u"\n')
    with pytest.raises(UsageError, match="can't go with PDF/A"):
        config.load(tmp_path / "exporter.toml")


def test_a_pdf_for_a_press_is_accessible_as_well(tmp_path: Path, theme: Theme) -> None:
    edition = colourful(black=True, bleed=3, crop_marks=True)
    (tmp_path / "made.pdf").write_bytes(made(edition, theme)[0])
    assert oracles.verapdf([tmp_path / "made.pdf"]) == {str(tmp_path / "made.pdf"): []}


def test_a_long_book_is_made_for_a_press_as_a_short_one_is(
    tmp_path: Path, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    Picture.new("RGB", (600, 400), (20, 90, 160)).save(tmp_path / "a.png")
    asset = Asset("a.png", str(tmp_path / "a.png"), "image/png", 600, 400)
    image = n.Image((n.Text("Blue"),), "a.png", width="96")
    text = editions.paragraph(
        image, n.Math("x", False, MATH), n.Link((n.Text("a"),), "https://b.org")
    )
    edition = editions.book(
        editions.chapter("one", text), editions.chapter("two", text),
        assets={"a.png": asset},
        typesetting=Typesetting(bleed=3, crop_marks=True, black=True, resolution=150),
    )  # fmt: skip
    short = made(edition, theme)[0]
    monkeypatch.setattr(pdf, "LONG", 1)
    long = made(edition, theme)[0]
    for data in (short, long):
        assert painted(data)[0] == {("k", "0.00", "0.00", "0.00", "1.00")}
        assert not {"rg", "RG"} & operators(data)
        with pikepdf.open(BytesIO(data)) as document:
            assert "/OutputIntents" not in document.Root
            objects = [each for each in document.objects if isinstance(each, pikepdf.Stream)]
            pictures = [each for each in objects if each.get("/Subtype") == "/Image"]
            letters = [
                each
                for each in objects
                if each.get("/Subtype") == "/Form" and float(each.BBox[3]) < 20
            ]
            assert [int(each.Width) for each in pictures] == [150]
            assert len(letters) == 1
    assert boxes(long, 3) == boxes(short, 3)
    assert boxes(long)["Media"][0] == -10


@pytest.mark.parametrize("long", [True, False])
def test_a_book_for_screens_says_that_it_is_srgb(
    theme: Theme, monkeypatch: pytest.MonkeyPatch, long: bool
) -> None:
    monkeypatch.setattr(pdf, "LONG", 1 if long else 10**9)
    edition = editions.book(editions.chapter("one", editions.paragraph()))
    with pikepdf.open(BytesIO(made(edition, theme)[0])) as document:
        (intent,) = document.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
