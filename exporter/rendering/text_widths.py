"""How wide words are, about: known before anything is laid out, so that a table can be set to fit
its page."""

from __future__ import annotations

import re
from unicodedata import east_asian_width

# In em of the text faces: what letters take, the narrow ones and the wide ones taken together
LETTER, CAPITAL, IDEOGRAPH = 0.48, 0.7, 1.0
# Where a line may end within a word: after these (UAX #14, classes BA and SY), or at an ideograph
WITHIN_WORDS = re.compile(r"(?<=[-–—/?|\u00ad\u200b])|(?=[\u2e80-\U0003ffff])")


def length(text: str) -> float:
    """About how long a line of words is, in em."""
    return sum(map(_letter, text))


def longest_piece(text: str) -> float:
    """About how long the longest piece is that no line end parts, in em."""
    pieces = (piece for word in text.split() for piece in WITHIN_WORDS.split(word))
    return max(map(length, pieces), default=0)


def _letter(character: str) -> float:
    if character.isupper():
        return CAPITAL
    return IDEOGRAPH if east_asian_width(character) in "WF" else LETTER
