"""Formulas as drawings: their box, their baseline, and what can't be drawn."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pytest

from exporter.backends import pdf
from exporter.diagnostics import Report, Reports
from exporter.model import nodes as n
from exporter.render.math import EM, Drawing, drawing
from exporter.render.templates import load_theme
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
