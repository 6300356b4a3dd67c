"""Formulas in a PDF: outlines in the colour of the text around them, each letter written once.

WeasyPrint draws an SVG file in its own colours, and anew wherever it stands.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pydyf

COMMAND = re.compile(r"([MLQCZ])([^MLQCZ]*)")
NUMBER = re.compile(r"-?\d*\.?\d+(?:e-?\d+)?")
# ziamath's words for the colour of the text, and for none
OWN = ("", "black")
NONE = "none"

Commands = list[tuple[str, list[float]]]


class Glyph(NamedTuple):
    """An outline that begins at 0, 0, and the place where it does."""

    name: str
    x: float
    y: float
    outline: Commands


class Formula:
    """What WeasyPrint asks of an image (`weasyprint.images.SVGImage`)."""

    def __init__(self, svg: str) -> None:
        """Raises ValueError where the drawing has anything but outlines and boxes."""
        root = ElementTree.fromstring(svg)  # noqa: S314 - ziamath's own
        self.left, self.top, self.width, self.height = _numbers(root.get("viewBox", ""))
        self.parts = [part for element in root for part in _drawn(element, "")]

    def get_intrinsic_size(self, _resolution: float, _font_size: float) -> tuple[float, ...]:
        return self.width, self.height, self.width / self.height

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        """Draw it into a box, as large as it can be there."""
        scale = min(width / self.width, height / self.height)
        for stroke in (False, True):
            stream.set_color(style["color"], stroke)
        across = (width - self.width * scale) / 2 - self.left * scale
        down = (height - self.height * scale) / 2 - self.top * scale
        stream.transform(scale, 0, 0, scale, across, down)
        objects = stream._resources["XObject"]
        for part in self.parts:
            if isinstance(part, Glyph):
                if part.name not in objects:
                    objects[part.name] = _object(part.outline)
                place = _line(1, 0, 0, 1, part.x, part.y, operator="cm")
                stream.stream += (b"q", place, b"/%s Do" % part.name.encode(), b"Q")
            else:
                stream.stream.append(part)


def _line(*values: float, operator: str) -> bytes:
    """Operands, which know no exponents (ISO 32000-1 §7.3.3), and their operator."""
    shown = [f"{value:.4f}".rstrip("0").rstrip(".") for value in values]
    return " ".join((*shown, operator)).encode()


def _numbers(text: str) -> list[float]:
    return [float(each) for each in NUMBER.findall(text)]


def _drawn(element: Any, around: str) -> list[Glyph | bytes]:
    """An element of SVG; `around` is the fill that it has from its group."""
    if "transform" in element.attrib:
        raise ValueError("a formula that is turned")
    fill, stroke = element.get("fill", around), element.get("stroke", NONE)
    match element.tag.rpartition("}")[2]:
        case "g":
            return [part for child in element for part in _drawn(child, fill)]
        case "path":
            shape = _glyph(element.get("d", ""))
            if stroke == NONE:
                return _coloured([shape], _colour(fill, "rg"))
            outline = _operators(shape.outline, shape.x, shape.y)
        case "rect":
            sides = (float(element.get(side, 0)) for side in ("x", "y", "width", "height"))
            outline = [_line(*sides, operator="re")]
        case name:
            raise ValueError(f"a formula with <{name}>")
    colours = [*_colour(fill, "rg"), *_colour(stroke, "RG")]
    if stroke != NONE:
        colours.append(_line(float(element.get("stroke-width", 1)), operator="w"))
    painted = {(True, False): b"f", (True, True): b"B", (False, True): b"S"}
    return _coloured([*outline, painted.get((fill != NONE, stroke != NONE), b"n")], colours)


def _coloured(parts: list[Any], colours: list[bytes]) -> list[Glyph | bytes]:
    return [b"q", *colours, *parts, b"Q"] if colours else parts


def _colour(name: str, operator: str) -> list[bytes]:
    from tinycss2.color5 import parse_color

    colour = None if name in (*OWN, NONE) else parse_color(name)
    if colour is None or isinstance(colour, str):
        return []
    return [_line(*colour.to("srgb").coordinates, operator=operator)]


def _glyph(d: str) -> Glyph:
    """An outline of SVG, from its first point; the same letter has the same name everywhere."""
    commands = [(command, _numbers(points)) for command, points in COMMAND.findall(d)]
    x, y = commands[0][1]
    outline = [
        (command, [value - (x, y)[place % 2] for place, value in enumerate(points)])
        for command, points in commands
    ]
    # a tenth of a unit is a 200th of an em
    shape = [(command, [round(value, 1) + 0 for value in points]) for command, points in outline]
    return Glyph(f"g{blake2b(repr(shape).encode(), digest_size=8).hexdigest()}", x, y, outline)


def _object(outline: Commands) -> pydyf.Stream:
    """ISO 32000-1 §8.10: drawn in whatever colour is set."""
    points = [
        points[place : place + 2] for _, points in outline for place in range(0, len(points), 2)
    ]
    across, down = zip(*points, strict=True)
    box = pydyf.Array([min(across) - 1, min(down) - 1, max(across) + 1, max(down) + 1])
    extra = pydyf.Dictionary({"Type": "/XObject", "Subtype": "/Form", "BBox": box})
    return pydyf.Stream([*_operators(outline, 0, 0), b"f"], extra, compress=True)


def _operators(outline: Commands, left: float, top: float) -> list[bytes]:
    """Path construction (§8.5.2), which has no quadratic curves."""
    lines: list[bytes] = []
    x = y = 0.0
    for command, relative in outline:
        points = [value + (left, top)[place % 2] for place, value in enumerate(relative)]
        match command:
            case "Q":
                over, up, *to = points
                # two thirds of the way from each end to the point between them
                points = [
                    at + (pull - at) * 2 / 3
                    for end in ((x, y), to)
                    for at, pull in zip(end, (over, up), strict=True)
                ] + to
                lines.append(_line(*points, operator="c"))
            case "Z":
                lines.append(b"h")
            case _:
                lines.append(_line(*points, operator=command.lower()))
        if points:
            x, y = points[-2:]
    return lines
