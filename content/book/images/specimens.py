"""The cover and the samples of type of *The Plain Page*, set in EB Garamond. Lengths are pixels.

Pictures are reduced to a small palette: flat colours stay flat and the files stay small.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files

from PIL import Image, ImageDraw, ImageFont

INK = "#1f1d1a"
ACCENT = "#9b3a26"
PAPER = "#fffdf8"
PLATE = "#f6f1e6"
HAIRLINE = "#d9cdbb"

PASSAGE = (
    "A page of text is a field that the eye has to plough. Each line is a furrow: at its end the "
    "reader turns, travels back without reading, and must find the beginning of the next one. "
    "If the lines are too long, the way back is long and the next furrow hard to find; if they "
    "are too short, the plough is always turning and never gets into its stride."
)


@cache
def face(size: int, italic: bool = False, weight: int = 400) -> ImageFont.FreeTypeFont:
    name = "EBGaramond-Italic[wght].ttf" if italic else "EBGaramond[wght].ttf"
    path = files("fontpkg_eb_garamond").joinpath("files", name)
    font = ImageFont.truetype(str(path), size)
    font.set_variation_by_axes([weight])
    return font


def reduced(image: Image.Image, colours: int = 24) -> Image.Image:
    return image.quantize(colours, dither=Image.Dither.NONE)


def spaced(
    draw: ImageDraw.ImageDraw, x: float, y: float, words: str, font: ImageFont.FreeTypeFont,
    fill: str, tracking: float,
) -> float:  # fmt: skip
    """Draw letterspaced words from the baseline; return where they end."""
    for letter in words:
        draw.text((x, y), letter, font=font, fill=fill, anchor="ls")
        x += font.getlength(letter) + tracking
    return x - tracking


def broken(words: str, font: ImageFont.FreeTypeFont, measure: float) -> list[str]:
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= measure:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def set_text(
    draw: ImageDraw.ImageDraw, x: float, y: float, lines: list[str],
    font: ImageFont.FreeTypeFont, leading: float, fill: str = INK,
) -> float:  # fmt: skip
    """Set lines from the first baseline `y`; return the last baseline."""
    for number, words in enumerate(lines):
        draw.text((x, y + number * leading), words, font=font, fill=fill, anchor="ls")
    return y + (len(lines) - 1) * leading


def cover() -> Image.Image:
    """A right-hand page of 2:3 whose text block, placed by the canon, is the only ornament."""
    w, h, oversample = 1600, 2400, 2
    ground = Image.new("RGB", (w * oversample, h * oversample), PAPER)
    pen = ImageDraw.Draw(ground)
    big_w, big_h = w * oversample, h * oversample
    rules = [((0, 0), (big_w, big_h)), ((0, big_h // 2), (big_w, 0))]
    rules.append(((0, big_h), (big_w // 3, big_h // 3)))
    for start, end in rules:
        pen.line([start, end], fill=HAIRLINE, width=4)
    image = ground.resize((w, h), Image.Resampling.LANCZOS)
    draw = ImageDraw.Draw(image)
    left, top, right, bottom = w / 9, h / 9, w * 7 / 9, h * 7 / 9
    draw.rectangle((left, top, right, bottom), fill=ACCENT)
    inset = left + 104
    for number, word in enumerate(("The", "Plain", "Page")):
        draw.text((inset - 8, top + 372 + number * 288), word, font=face(336, weight=420),
                  fill=PAPER, anchor="ls")  # fmt: skip
    draw.line((inset, top + 1110, inset + 120, top + 1110), fill=PAPER, width=4)
    subtitle = ["A small book about writing once", "and publishing everywhere"]
    set_text(draw, inset, top + 1222, subtitle, face(68, italic=True), 88, PAPER)
    spaced(draw, left, h - 190, "THE EXPORTER AUTHORS", face(46, weight=500), INK, 10)
    return reduced(image, 48)


def letters() -> Image.Image:
    """One word between the lines that type is measured by."""
    w, h = 1720, 640
    image = Image.new("RGB", (w, h), PLATE)
    draw = ImageDraw.Draw(image)
    font, x, baseline = face(400), 130, 420
    size = 400
    # EB Garamond, per 1000 units of the em: cap height 650, x-height 400, ascender 709, desc. 285.
    heights = [("ascender", 709), ("capital height", 650), ("x-height", 400), ("baseline", 0),
               ("descender", -285)]  # fmt: skip
    end = x + font.getlength("Hxdfgp")
    for name, height in heights:
        y = round(baseline - height * size / 1000)
        draw.line((80, y, end + 60, y), fill=ACCENT, width=2)
        drop = {"ascender": -8, "capital height": 20}.get(name, 9)
        draw.text((end + 84, y + drop), name, font=face(36, italic=True), fill=ACCENT, anchor="ls")
    draw.text((x, baseline), "Hxdfgp", font=font, fill=INK, anchor="ls")
    return reduced(image)


def measures() -> Image.Image:
    """The same words in lines of some 28, 62 and 110 characters."""
    w, h, size, leading = 1720, 1060, 32, 43
    image = Image.new("RGB", (w, h), PLATE)
    draw = ImageDraw.Draw(image)
    font, note = face(size), face(30, italic=True)
    narrow, right, wide = (80, 340), (620, 800), (80, 1560)
    for x, measure, y, caption in (
        (*narrow, 130, "too short: about 28 characters"),
        (*right, 130, "comfortable: about 66 characters"),
    ):
        draw.line((x, y - 50, x + measure, y - 50), fill=ACCENT, width=3)
        last = set_text(draw, x, y, broken(PASSAGE, font, measure), font, leading)
        draw.text((x, last + 60), caption, font=note, fill=ACCENT, anchor="ls")
    x, measure = wide
    y = 850
    draw.line((x, y - 50, x + measure, y - 50), fill=ACCENT, width=3)
    last = set_text(draw, x, y, broken(PASSAGE, font, measure), font, leading)
    draw.text((x, last + 60), "too long", font=note, fill=ACCENT, anchor="ls")
    return reduced(image)


def leading() -> Image.Image:
    """The same words at three leadings."""
    w, h, size, measure = 1720, 590, 31, 460
    image = Image.new("RGB", (w, h), PLATE)
    draw = ImageDraw.Draw(image)
    font, note = face(size), face(30, italic=True)
    passage = PASSAGE.split(";")[0] + "."
    for column, (ratio, name) in enumerate(((1.0, "set solid"), (1.35, "1.35"), (1.8, "1.8"))):
        x = 80 + column * (measure + 90)
        draw.text((x, 90), name, font=note, fill=ACCENT, anchor="ls")
        draw.line((x, 112, x + measure, 112), fill=ACCENT, width=3)
        set_text(draw, x, 170, broken(passage, font, measure), font, size * ratio)
    return reduced(image)


def fleuron() -> Image.Image:
    """The printer's leaf, on a transparent ground."""
    # Drawn large and cut out, as the leaf leaves the box that the font gives for it.
    image = Image.new("RGBA", (1200, 1200), (255, 255, 255, 0))
    pen = ImageDraw.Draw(image)
    pen.text((400, 800), "❦", font=face(480), fill=ACCENT, anchor="ls")
    ink = image.crop(image.getbbox())
    ink.thumbnail((216, 216), Image.Resampling.LANCZOS)
    image = Image.new("RGBA", (240, 240), (255, 255, 255, 0))
    image.alpha_composite(ink, ((240 - ink.width) // 2, (240 - ink.height) // 2))
    return image


SPECIMENS: dict[str, Callable[[], Image.Image]] = {
    "cover.png": cover,
    "letters.png": letters,
    "measures.png": measures,
    "leading.png": leading,
    "fleuron.png": fleuron,
}
