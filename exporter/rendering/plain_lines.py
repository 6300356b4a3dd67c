"""Lines of plain text: how wide a text is, and where it may be broken.

Widths are columns of a fixed font (UAX #11): a Chinese character takes two, an accent none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from unicodedata import category, east_asian_width

BREAK = "\N{LINE SEPARATOR}"
# No break at a no-break space, which `str.split` would make one
SPACE = re.compile(r"[ \t\n\r\f\v]+")
# Scripts that are written without spaces; Korean has them
UNSPACED = re.compile(r"[⺀-ヿ㄀-ㄯㆠ-鿿豈-﫿\uff01-\uff60\U00020000-\U0003ffff]")
# JIS X 4051: what begins no line, and what ends none
NO_BEGINNING = frozenset(
    "、。，．・：；？！）］｝〉》」』】〕ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ”’,.)]}!?:;"
)
NO_END = frozenset("（［｛〈《「『【〔“‘([{")
NO_WIDTH = frozenset({"Mn", "Me", "Cf"})


def columns(text: str) -> int:
    """How many columns a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        2 if east_asian_width(char) in "WF" else 0 if category(char) in NO_WIDTH else 1
        for char in text
    )


def filled(text: str, width: int) -> list[str]:
    """Text broken into lines of a width, and at each BREAK; a word that is longer stays whole."""
    return [line for part in text.split(BREAK) for line in _fill(part, width)]


def _fill(text: str, width: int) -> Iterator[str]:
    line, used = "", 0
    for word in SPACE.split(text):
        space = " " if line else ""
        for piece in pieces(word):
            size = columns(piece)
            if line and used + len(space) + size > width:
                yield line.rstrip()
                line, used, space = "", 0, ""
            line += space + piece
            used += len(space) + size
            space = ""
    yield line.rstrip()


def pieces(word: str) -> list[str]:
    """A word in the parts between which a line may end; most words have one part."""
    if not UNSPACED.search(word):
        return [word] if word else []
    parts = [word[0]]
    for before, char in pairwise(word):
        breakable = UNSPACED.match(before) or UNSPACED.match(char)
        if breakable and char not in NO_BEGINNING and before not in NO_END:
            parts.append(char)
        else:
            parts[-1] += char
    return parts


def longest_piece(text: str) -> int:
    """The width of the longest part of a text that can't be broken."""
    return max((columns(part) for word in SPACE.split(text) for part in pieces(word)), default=0)
