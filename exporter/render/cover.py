"""A cover drawn for a book that has no picture: its words, set large, as one SVG drawing.

`templates/cover/` holds the designs. Which of them a book has, in which colours and with which
ornament, follows from its title: the same book looks the same whenever it is built.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import partial
from hashlib import blake2b
from typing import Any, NamedTuple

from exporter.model.document import Metadata
from exporter.model.edition import Edition
from exporter.render.fitting import Block, Box, fit
from exporter.render.lettering import Face, Type, fonts_of
from exporter.render.pages import facts
from exporter.render.templates import Theme

# Pixels, in the ratio of two to three that stores ask for
WIDTH, HEIGHT = 1600, 2400
MOST_NAMES = 5
# What Spectral lacks, such as Greek, in another face with serifs
FAMILY = "Spectral, Noto Serif, serif"


class Drawing(NamedTuple):
    """A cover as SVG, and the characters that no font can draw."""

    svg: str
    missing: str = ""


class Look(NamedTuple):
    """What a title decides: a template, the colours, and numbers for whatever else varies."""

    design: str
    colours: dict[str, str]
    numbers: tuple[int, ...]


def drawn(edition: Edition, theme: Theme, width: float = WIDTH, height: float = HEIGHT) -> Drawing:
    """The front cover of an edition. Raises OSError where Pango is missing, and UsageError where
    the theme's template is wrong."""
    look = look_of(edition.metadata, theme)
    book = facts(edition)
    missing: dict[str, None] = {}
    svg = theme.render(
        f"cover/{look.design}.svg",
        edition=book,
        series=" · ".join(filter(None, (book["series"], book["series_number"]))),
        authors=_names(book["authors"], book["byline"]),
        width=width,
        height=height,
        colours=look.colours,
        numbers=look.numbers,
        fit=setter(fonts_for(edition, theme), missing),
    )
    return Drawing(svg, "".join(missing))


def _names(authors: list[str], byline: str) -> str:
    return byline if len(authors) <= MOST_NAMES else ", ".join([*authors[: MOST_NAMES - 1], "…"])


def look_of(metadata: Metadata, theme: Theme) -> Look:
    """How the cover of a book looks."""
    choice = tomllib.loads(theme.text("cover/cover.toml"))
    numbers = tuple(blake2b(metadata.title.encode(), digest_size=32).digest())
    designs, palettes = choice["designs"], choice["palette"]
    return Look(
        designs[numbers[0] % len(designs)], palettes[numbers[1] % len(palettes)], numbers[2:]
    )


def fonts_for(edition: Edition, theme: Theme) -> Type:
    """The theme's fonts, for words in the edition's language."""
    book = facts(edition)
    return Type(fonts_of(theme), book["lang"], book["dir"])


def setter(fonts: Type, missing: dict[str, None]) -> Callable[..., Block]:
    """What templates set words with: `fit(text, width, height, largest, smallest, …)`."""
    return partial(_fit, fonts, missing)


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
    box = Box(width, height, largest, smallest or largest * 0.6, **room)
    block = fit(fonts, text, Face(family, weight, italic, spacing), box)
    missing.update(dict.fromkeys(block.missing))
    return block
