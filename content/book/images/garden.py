"""Pictures for the notes and the newsletter of the sample project, with the book's tools.

Lengths are pixels for PNG and SVG user units for SVG.
"""

from __future__ import annotations

from math import cos, pi, sin, sqrt

from diagrams import ACCENT, GREY, INK, PAPER, svg
from PIL import Image, ImageDraw
from specimens import PLATE, face, reduced, spaced

# How many notes were tended on each day of October 2026, which began on a Thursday.
TENDED = (
    2, 0, 1, 3, 1, 0, 4, 6, 2, 0, 0, 1, 5, 3, 2, 8,
    4, 1, 0, 2, 3, 0, 1, 1, 7, 2, 0, 3, 5, 2, 4,
)  # fmt: skip


def specimen_sheet() -> Image.Image:
    """Cicero's question in falling sizes, as founders have shown their types since Caslon."""
    image = Image.new("RGB", (1720, 1075), PLATE)
    draw = ImageDraw.Draw(image)
    passage = (
        "Quousque tandem abutere, Catilina, patientia nostra? quam diu etiam furor iste tuus "
        "nos eludet? quem ad finem sese effrenata iactabit audacia?"
    )
    y = 22.0
    for number, (size, name) in enumerate(
        ((176, "Canon"), (118, "Paragon"), (80, "Great Primer"), (56, "English"), (40, "Pica"),
         (30, "Brevier"), (23, "Nonpareil"))
    ):  # fmt: skip
        font = face(size, italic=number % 2 == 1)
        words = passage
        while font.getlength(words) > 1560:
            words = words[: words.rindex(" ")]
        y += size * 1.08 + 56
        draw.text((80, y - size * 0.86 - 8), name, font=face(27, italic=True), fill=ACCENT,
                  anchor="ls")  # fmt: skip
        draw.text((80, y), words, font=font, fill=INK, anchor="ls")
    return reduced(image)


def flower_border() -> str:
    """A band of ornaments: flowers and leaves, each turned from the last."""
    parts = []
    for column in range(13):
        x, y = 50 + column * 60, 60
        if column % 2:
            turn = 45 if column % 4 == 1 else -45
            leaf = "M0 -24 C16 -10 16 10 0 24 C-16 10 -16 -10 0 -24 Z"
            parts.append(
                f'<g transform="translate({x} {y}) rotate({turn})">'
                f'<path d="{leaf}" fill="{INK}"/>'
                f'<path d="M0 -17 V17" stroke="{PAPER}" stroke-width="1.4"/></g>'
            )
            continue
        for petal in range(6):
            angle = petal * pi / 3
            px, py = x + 14 * cos(angle), y + 14 * sin(angle)
            parts.append(f'<circle cx="{px:.2f}" cy="{py:.2f}" r="6.6" fill="{ACCENT}"/>')
        parts.append(f'<circle cx="{x}" cy="{y}" r="4.4" fill="{PAPER}"/>')
    return svg(
        820, 120, "A border of printer’s flowers",
        "Seven red flowers of six petals with six dark leaves between them, in one row.", *parts
    )  # fmt: skip


def october() -> Image.Image:
    """A month's calendar in which each day's disc is as large as its work."""
    scale, w, h = 2, 1200, 860
    ground = Image.new("RGB", (w * scale, h * scale), PLATE)
    pen = ImageDraw.Draw(ground)

    def place(day: int) -> tuple[int, int]:
        cell = day + 2  # the first is a Thursday, and weeks begin on Monday
        return 150 + cell % 7 * 150, 270 + cell // 7 * 125

    for day, notes in enumerate(TENDED, start=1):
        x, y = place(day)
        radius = 5.0 if notes == 0 else 19 * sqrt(notes)
        box = [scale * v for v in (x - radius, y - radius, x + radius, y + radius)]
        pen.ellipse(box, fill=GREY if notes == 0 else ACCENT)
    image = ground.resize((w, h), Image.Resampling.LANCZOS)
    draw = ImageDraw.Draw(image)
    spaced(draw, 100, 110, "OCTOBER", face(56, weight=500), INK, 12)
    draw.text((1100, 110), "each disc a day, its area the notes tended",
              font=face(32, italic=True), fill=ACCENT, anchor="rs")  # fmt: skip
    for column, name in enumerate("MTWTFSS"):
        draw.text((150 + column * 150, 185), name, font=face(30), fill=INK, anchor="ms")
    return reduced(image, 32)
