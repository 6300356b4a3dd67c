"""Charts as SVG, in the reader's light or dark colours: bars in groups, each by its own scale, and
lines over the number of notes. Only geometry is here; the markup is in `templates/`, and ours: so
one file is right in light and dark, where matplotlib would draw two."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(["svg"]),
    undefined=StrictUndefined,
    keep_trailing_newline=True,
)
# All in units of the drawing
WIDTH = 720
LABELS, VALUES, BAR, GAP = 200, 150, 24, 40
LEFT, RIGHT, TOP, BOTTOM, HEIGHT = 80, 560, 80, 320, 360
COLOURS, LINE = "abc", 17


class Bar(NamedTuple):
    """What one bar is called, how long it is, what stands beside it, and whether it is ours."""

    label: str
    value: float
    text: str
    ours: bool


Points = Sequence[tuple[float, float]]


def bars(title: str, about: str, groups: Mapping[str, Sequence[Bar]]) -> str:
    """Horizontal bars in groups."""
    y, heads, drawn = 46, [], []
    for name, group in groups.items():
        heads.append((y + 18, name))
        y += 28
        longest = max(bar.value for bar in group)
        for bar in group:
            length = round(bar.value / longest * (WIDTH - LABELS - VALUES), 1)
            drawn.append({**bar._asdict(), "y": y, "length": max(length, 1.5)})
            y += BAR
        y += GAP - 28
    size = {"width": WIDTH, "height": y + 6, "left": LABELS}
    template = TEMPLATES.get_template("bars.svg")
    return template.render(title=title, about=about, heads=heads, bars=drawn, **size)


def lines(
    title: str, about: str, series: Mapping[str, Points], unit: str, *, logarithmic: bool
) -> str:
    """Lines over numbers of notes, with what would be proportional to these where the scale is
    logarithmic."""
    xs = sorted({x for points in series.values() for x, _ in points})
    ys = [y for points in series.values() for _, y in points]
    marks = _powers(ys) if logarithmic else _steps(max(ys))
    across = _scale((xs[0], xs[-1]), (LEFT, RIGHT), logarithmic=True)
    up = _scale((marks[0], marks[-1]), (BOTTOM, TOP), logarithmic=logarithmic)
    drawn: list[dict[str, Any]] = []
    for colour, (label, points) in zip(COLOURS, series.items(), strict=False):
        places = [(across(x), up(y)) for x, y in points]
        first, last = points[0], points[-1]
        proportional = [places[0], (places[-1][0], up(first[1] * last[0] / first[0]))]
        drawn.append({
            "label": label,
            "beside": places[-1][1],
            "colour": colour,
            "points": places,
            "path": _path(places),
            "guide": _path(proportional) if logarithmic and proportional[1][1] >= TOP else "",
        })  # fmt: skip
    # labels that would lie one over the other move apart
    for above, below in pairwise(sorted(drawn, key=lambda line: line["beside"])):
        below["beside"] = max(below["beside"], above["beside"] + LINE)
    return TEMPLATES.get_template("lines.svg").render(
        title=title,
        about=about,
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=RIGHT,
        bottom=BOTTOM,
        lines=drawn,
        rows=[(up(mark), f"{mark:,g} {unit}") for mark in marks],
        columns=[(across(x), f"{x:,.0f}{' notes' if x == xs[0] else ''}") for x in xs],
    )


def _powers(values: Sequence[float]) -> list[float]:
    """Powers of ten around all of the values."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return [10.0**power for power in range(low, max(high, low + 1) + 1)]


def _steps(largest: float) -> list[float]:
    """Some round numbers from nothing to what is above the largest."""
    power = 10.0 ** math.floor(math.log10(largest))
    step = next(step * power for step in (0.2, 0.5, 1, 2) if largest / (step * power) <= 6)
    return [step * number for number in range(math.ceil(largest / step) + 1)]


def _scale(
    values: tuple[float, float], places: tuple[float, float], *, logarithmic: bool
) -> Callable[[float], float]:
    """The place of a value, to a tenth of a unit."""

    def measure(value: float) -> float:
        return math.log10(value) if logarithmic else value

    low, high = map(measure, values)

    def place(value: float) -> float:
        part = (measure(value) - low) / (high - low)
        return round(places[0] + part * (places[1] - places[0]), 1)

    return place


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points)
