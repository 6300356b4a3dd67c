"""Formulas as drawings, for media that have no MathML: PDF and mail."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from xml.etree import ElementTree

from exporter.rendering.mathml import displayed, mended, pieces, stacked

# ziamath's unit; the drawing is scaled to the text around it
EM = 20.0
# A drawing is at least so wide and so high
LEAST = 1.0
# What lines after the first one are set in by, in em
INDENTED = 2
# The address of a drawing in a PDF, which is the drawing itself in base64
FORMULA = "formula:"


class Drawing(NamedTuple):
    """An SVG file and its box in em; `depth` is what hangs below the baseline."""

    svg: str
    width: float
    height: float
    depth: float

    @property
    def style(self) -> str:
        """CSS that sets the drawing into a line of text, on the baseline."""
        size = f"width:{self.width:.3f}em;height:{self.height:.3f}em"
        return f"{size};vertical-align:{-self.depth:.3f}em"


@lru_cache(maxsize=2048)
def drawing(mathml: str) -> Drawing | None:
    """The formula as a drawing, None where there is no MathML or it can't be drawn."""
    if not mathml:
        return None
    import ziamath

    ziamath.config.svg2 = False  # each glyph in its place: WeasyPrint loses the shared symbols
    ziamath.config.precision = 5  # a letter has the same outline wherever it stands
    try:
        formula = ziamath.Math(mended(mathml), size=EM)
        element = formula.svgxml()
    except Exception:  # noqa: BLE001 - ziamath raises whatever its parser trips over
        return None
    left, top, width, height = (float(n) for n in element.get("viewBox", "0 0 0 0").split())
    if min(width, height) <= 0:  # nothing, or a space: no program draws a picture of that size
        width, height = max(width, LEAST), max(height, LEAST)
        box = {"viewBox": f"{left} {top} {width} {height}", "width": width, "height": height}
        element.attrib.update({name: str(value) for name, value in box.items()})
    svg = ElementTree.tostring(element, encoding="unicode")
    return Drawing(svg, width / EM, height / EM, (top + height) / EM)


def broken(mathml: str, widest: float) -> Drawing | None:
    """The formula as a drawing, on several lines where it is wider than that many em and has
    operators to break it at."""
    whole = drawing(mathml)
    if whole is None or whole.width <= widest:
        return whole
    lines: list[str] = []
    room = 0.0
    for piece in pieces(mathml):
        drawn = drawing(displayed(piece))
        if drawn is None:
            return whole
        if not lines or drawn.width > room:
            lines.append("")
            room = widest - (INDENTED if len(lines) > 1 else 0)
        lines[-1] += piece
        room -= drawn.width
    return drawing(stacked(lines)) if len(lines) > 1 else whole
