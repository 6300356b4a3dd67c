"""The theme's inks on its grounds, by day and by night: WCAG 2.2 §1.4.3, level AA."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from exporter.rendering.templates import load_theme

THEME = load_theme("default", Path(__file__).parent.parent)
INKS = "text muted accent note tip warning danger question quote".split()
ENOUGH = 4.5


def colours(name: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", THEME.text(name)))


def code_by_day() -> dict[str, str]:
    """Listings name the colours of the day as what holds where no other is set."""
    return dict(re.findall(r"var\(--(code-\w+), (#[0-9a-f]{6})\)", THEME.text("code.css")))


DAY = colours("theme.css") | code_by_day()
NIGHT = colours("dark.css")
CODE = sorted(code_by_day())


def luminance(colour: str) -> float:
    """WCAG 2.2, “relative luminance”."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("palette", [DAY, NIGHT], ids=["day", "night"])
@pytest.mark.parametrize(
    ("ground", "inks"),
    [("paper", INKS), ("shade", [*INKS, *CODE]), ("mark", ["text"])],
    ids=["paper", "shade", "mark"],
)
def test_every_ink_can_be_read_on_its_ground(
    palette: dict[str, str], ground: str, inks: list[str]
) -> None:
    ratios = {ink: round(contrast(palette[ink], palette[ground]), 2) for ink in inks}
    assert {ink: ratio for ink, ratio in ratios.items() if ratio < ENOUGH} == {}


def test_the_night_has_a_colour_for_each_of_the_day() -> None:
    assert set(DAY) == set(NIGHT)
