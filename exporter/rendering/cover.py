"""A cover drawn for a book that has no picture: its words, set large, as one SVG drawing.

`templates/cover/` holds the designs. Which of them a book has, in which colours and with which
ornament, follows from its title: the same book looks the same whenever it is built.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import lru_cache, partial
from hashlib import blake2b
from typing import Any, NamedTuple

from exporter.model.edition import Edition
from exporter.rendering.fitting import Block, Box, fit
from exporter.rendering.lettering import Face, Type, fonts_of
from exporter.rendering.pages import facts
from exporter.rendering.templates import Theme

# Pixels, in the ratio of two to three that stores ask for
WIDTH, HEIGHT = 1600, 2400
MOST_NAMES = 5
# What Spectral lacks, such as Greek, in another face with serifs
FAMILY = "Spectral, Noto Serif, serif"


class Words(NamedTuple):
    """What stands on a cover, as templates know it under the name `book`."""

    title: str
    subtitle: str
    authors: str
    series: str
    publisher: str
    lang: str
    dir: str


class Drawing(NamedTuple):
    """A cover as SVG, and the characters that no font can draw."""

    svg: str
    missing: str = ""


class Look(NamedTuple):
    """What a title decides: a design and the colour of its back, the colours, and numbers for
    whatever else varies."""

    design: str
    back: str
    colours: dict[str, str]
    numbers: tuple[int, ...]


def drawn(
    edition: Edition, theme: Theme, width: float = WIDTH, height: float = HEIGHT, bleed: float = 0
) -> Drawing:
    """The front cover of an edition, with so much of its ground beyond each edge.

    Raises OSError where Pango is missing, and UsageError where the theme's template is wrong.
    """
    return _drawn(words_of(edition), theme, width, height, bleed)


@lru_cache(maxsize=8)
def _drawn(book: Words, theme: Theme, width: float, height: float, bleed: float) -> Drawing:
    look = look_of(book.title, theme)
    missing: dict[str, None] = {}
    svg = theme.render(
        f"cover/{look.design}.svg",
        book=book,
        width=width,
        height=height,
        bleed=bleed,
        colours=look.colours,
        numbers=look.numbers,
        fit=setter(book, theme, missing),
    )
    return Drawing(svg, "".join(missing))


def words_of(edition: Edition) -> Words:
    """The words of an edition's cover."""
    book = facts(edition)
    authors = book["authors"]
    short = ", ".join([*authors[: MOST_NAMES - 1], "…"])
    return Words(
        book["title"],
        book["subtitle"],
        book["byline"] if len(authors) <= MOST_NAMES else short,
        " · ".join(filter(None, (book["series"], book["series_number"]))),
        book["publisher"],
        book["lang"],
        book["dir"],
    )


def look_of(title: str, theme: Theme) -> Look:
    """How the cover of a book looks."""
    choice = tomllib.loads(theme.text("cover/cover.toml"))
    numbers = tuple(blake2b(title.encode(), digest_size=32).digest())
    designs, palettes = list(choice["designs"].items()), choice["palette"]
    design, back = designs[numbers[0] % len(designs)]
    return Look(design, back, palettes[numbers[1] % len(palettes)], numbers[2:])


def setter(book: Words, theme: Theme, missing: dict[str, None]) -> Callable[..., Block]:
    """What templates set words with: `fit(text, width, height, largest, smallest, …)`."""
    return partial(_fit, Type(fonts_of(theme), book.lang, book.dir), missing)


def _fit(
    fonts: Type,
    missing: dict[str, None],
    text: str,
    width: float,
    height: float,
    largest: float,
    smallest: float = 0,
    *,
    family: str = FAMILY,
    weight: int = 400,
    italic: bool = False,
    spacing: float = 0,
    **room: Any,
) -> Block:
    box = Box(max(width, 1), max(height, 1), largest, smallest or largest * 0.6, **room)
    block = fit(fonts, text, Face(family, weight, italic, spacing), box)
    missing.update(dict.fromkeys(block.missing))
    return block
