"""Formulas as drawings: their box, their baseline, and what can't be drawn."""

from __future__ import annotations

import re
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pikepdf
import pytest
from PIL import Image as Picture
from PIL import ImageChops, ImageStat

from exporter.backends import pdf
from exporter.backends.pdf_formulas import Formula, _operators
from exporter.diagnostics import Report, Reports
from exporter.model import nodes as n
from exporter.rendering.images import as_png
from exporter.rendering.math import EM, Drawing, broken, drawing
from exporter.rendering.templates import load_theme
from tests import editions

MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML" display="{}">{}</math>'
SUM = "<munderover><mo>∑</mo><mi>k</mi><mi>n</mi></munderover><mi>k</mi>"
FRACTION = "<mfrac><mn>1</mn><mn>2</mn></mfrac>"
ROW = "<mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr>"


def drawn(content: str, *, display: bool = False) -> Drawing:
    made = drawing(MATH.format("block" if display else "inline", content))
    assert made is not None
    return made


def ys(made: Drawing) -> list[float]:
    """The heights of all points of the outlines, the baseline at 0, downward."""
    outlines = re.findall(r' d="([^"]*)"', made.svg)
    return [float(y) for d in outlines for y in re.findall(r"-?[\d.]+ (-?[\d.]+)", d)]


@pytest.mark.parametrize(
    "content",
    ["<mi>x</mi>", "<mi>p</mi>", FRACTION, SUM, f"<mtable>{ROW * 3}</mtable>",
     f"<mrow><mo>{{</mo><mtable>{ROW * 2}</mtable></mrow>"],
    ids=["x", "p", "fraction", "sum", "matrix", "cases"],
)  # fmt: skip
def test_the_box_holds_the_drawing_and_hangs_below_the_baseline_what_does(content: str) -> None:
    made = drawn(content, display=True)
    lowest, highest = max(ys(made)) / EM, -min(ys(made)) / EM
    assert lowest <= made.depth + 0.02
    assert highest <= made.height - made.depth + 0.02
    # and little air around it
    assert made.depth - lowest < 0.15
    assert made.height - made.depth - highest < 0.15


def test_a_letter_stands_on_the_baseline_at_the_size_of_the_text() -> None:
    made = drawn("<mi>x</mi>")
    assert made.depth == pytest.approx(0, abs=0.08)
    assert 0.4 < made.height - made.depth < 0.6  # an x-height
    assert f"vertical-align:{-made.depth:.3f}em" in made.style


def test_a_fraction_in_the_text_is_lower_than_one_on_its_own() -> None:
    assert drawn(FRACTION).height < drawn(FRACTION, display=True).height


def test_the_tex_beside_the_formula_is_not_drawn() -> None:
    tex = '<annotation encoding="application/x-tex">x &lt; 10000000</annotation>'
    assert drawn(f"<semantics><mi>x</mi>{tex}</semantics>") == drawn("<mi>x</mi>")


@pytest.mark.parametrize("mathml", ["", "no formula", MATH.format("inline", "<mfrac/>")])
def test_what_can_not_be_drawn_is_none(mathml: str) -> None:
    assert drawing(mathml) is None


def test_a_drawing_is_an_svg_file() -> None:
    root = ElementTree.fromstring(drawn(FRACTION).svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"


def test_a_formula_keeps_the_line_and_tells_its_tex_to_those_who_listen() -> None:
    formula = n.Math("x^2", False, MATH.format("inline", "<msup><mi>x</mi><mn>2</mn></msup>"))
    edition = editions.note(editions.paragraph(n.Text("where "), formula, n.Text(" is it")))
    report = Report("note.md")
    made = pdf.render(edition, load_theme("default", Path(__file__).parent), Reports(report))
    assert report.diagnostics == []
    document = pikepdf.open(BytesIO(made.files[0].data))
    alternatives = [
        str(each.Alt)
        for each in document.objects
        if isinstance(each, pikepdf.Dictionary) and "/Alt" in each
    ]
    assert alternatives == ["x^2"]


def page(*content: n.Inline, **fields: Any) -> bytes:
    edition = editions.note(editions.paragraph(*content), **fields)
    report = Report("note.md")
    made = pdf.render(edition, load_theme("default", Path(__file__).parent), Reports(report))
    assert report.diagnostics == []
    return made.files[0].data


def inline(content: str, tex: str = "x") -> n.Math:
    return n.Math(tex, False, MATH.format("inline", content))


def operations(data: bytes) -> list[tuple[str, list[str]]]:
    with pikepdf.open(BytesIO(data)) as document:
        return [
            (str(each.operator), [str(operand) for operand in each.operands])
            for page in document.pages
            for each in pikepdf.parse_content_stream(page)
        ]


def test_a_formula_has_the_colour_of_the_text_around_it() -> None:
    made = operations(page(n.Link((inline("<mi>x</mi>"),), "https://example.org/")))
    drawn = next(place for place, (name, _) in enumerate(made) if name == "Do")
    colour = [operands for name, operands in made[:drawn] if name == "rg"][-1]
    accent = [0x8F / 255, 0x2D / 255, 0x1E / 255]
    assert [float(part) for part in colour] == pytest.approx(accent, abs=0.001)


def test_a_letter_of_formulas_is_written_once() -> None:
    data = page(
        inline("<mi>x</mi>"), inline("<mi>y</mi><mo>+</mo><mi>x</mi>"), inline("<mi>x</mi>")
    )
    shown = [operands[0] for name, operands in operations(data) if name == "Do"]
    assert len(shown) == 5
    assert len(set(shown)) == 3


def test_no_formula_is_a_picture_of_pixels() -> None:
    with pikepdf.open(BytesIO(page(inline(FRACTION)))) as document:
        streams = [each for each in document.objects if isinstance(each, pikepdf.Stream)]
        assert all(each.get("/Subtype") != "/Image" for each in streams)


def test_a_formula_is_drawn_as_it_is_on_the_web(tmp_path: Path) -> None:
    """Beside resvg, which reads the same drawing as SVG."""
    made = drawn(f"<mi>x</mi><mo>=</mo>{FRACTION}<msqrt><mi>y</mi></msqrt>", display=True)
    formula = Formula(made.svg)
    svg = Picture.open(BytesIO(as_png(made.svg, 400, "#ffffff"))).convert("L")
    body = b"\n".join(
        part if isinstance(part, bytes)
        else b"q 1 0 0 1 %.4f %.4f cm\n%s\nf Q"
        % (part.x, part.y, b"\n".join(_operators(part.outline, 0, 0)))
        for part in formula.parts
    )  # fmt: skip
    document = pikepdf.new()
    document.add_blank_page(page_size=(formula.width, formula.height))
    turned = b"1 0 0 -1 %.4f %.4f cm\n" % (-formula.left, formula.height + formula.top)
    document.pages[0].Contents = document.make_stream(turned + body)
    document.save(tmp_path / "made.pdf")
    size = ["-scale-to-x", str(svg.width), "-scale-to-y", str(svg.height)]
    subprocess.run(
        ["pdftoppm", "-gray", "-singlefile", *size, "made.pdf", "made"], cwd=tmp_path, check=True
    )
    ours = Picture.open(tmp_path / "made.pgm")
    assert ours.size == svg.size
    # the two round the size of the page differently, by less than a 200th of it
    small = [each.resize((40, 18), Picture.Resampling.BOX) for each in (ours, svg)]
    assert ImageStat.Stat(ImageChops.difference(*small)).mean[0] < 6


def test_a_bracket_is_as_large_as_it_says() -> None:
    big = '<mo minsize="240%" maxsize="240%" stretchy="true">(</mo>'
    assert drawn(big).height > 1.8 * drawn("<mo>(</mo>").height


def test_columns_of_align_touch() -> None:
    cells = (
        '<mtd columnalign="right" style="text-align: right; padding-right: 0"><mi>a</mi></mtd>'
        '<mtd columnalign="left" style="text-align: left; padding-left: 0">'
        "<mo>=</mo><mi>b</mi></mtd>"
    )
    table = drawn(f"<mtable><mtr>{cells}</mtr></mtable>")
    assert table.width == pytest.approx(drawn("<mi>a</mi><mo>=</mo><mi>b</mi>").width, abs=0.3)


LONG = "<mi>a</mi>" + "<mo>+</mo><mi>b</mi>" * 40


def test_a_formula_that_is_wider_than_a_line_is_broken_at_its_operators() -> None:
    whole = drawn(LONG, display=True)
    lines = broken(MATH.format("block", LONG), 30)
    assert lines is not None
    assert whole.width > 60
    assert 25 < lines.width <= 30.5
    assert lines.height > 2.5 * whole.height


def test_a_formula_without_operators_stays_whole() -> None:
    fraction = f"<mfrac><mrow>{LONG}</mrow><mn>2</mn></mfrac>"
    whole = broken(MATH.format("block", fraction), 30)
    assert whole == drawn(fraction, display=True)


@pytest.mark.parametrize("number", ["", "7"])
@pytest.mark.parametrize("content", [LONG, f"<mfrac><mrow>{LONG}</mrow><mn>2</mn></mfrac>"])
@pytest.mark.parametrize("display", [True, False])
def test_no_formula_leaves_the_page(
    tmp_path: Path, content: str, number: str, display: bool
) -> None:
    kind = "block" if display else "inline"
    formula = n.Math("long", display, MATH.format(kind, content), number)
    (tmp_path / "made.pdf").write_bytes(page(n.Text("Before "), formula))
    subprocess.run(
        ["pdftoppm", "-r", "50", "-gray", "-singlefile", "made.pdf", "made"],
        cwd=tmp_path, check=True,
    )  # fmt: skip
    shown = Picture.open(tmp_path / "made.pgm")
    box = shown.point(lambda value: 255 * (value < 200)).getbbox()
    assert box
    # 40 millimetres of margin at each side
    assert box[0] >= 76
    assert box[2] <= shown.width - 76
