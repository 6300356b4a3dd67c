"""ISBNs as EAN-13 bars (ISO/IEC 15420)."""

from __future__ import annotations

import re
from itertools import groupby

# Seven modules a digit, 1 for a bar: the right half has the opposite, which may stand mirrored left
LEFT = "0001101 0011001 0010011 0111101 0100011 0110001 0101111 0111011 0110111 0001011".split()
RIGHT = ["".join("10"[int(module)] for module in digit) for digit in LEFT]
MIRRORED = [digit[::-1] for digit in RIGHT]
# Which of the left digits are mirrored says what the first one is
FIRST = "000000 001011 001101 001110 010011 011001 011100 010101 010110 011010".split()
EDGE, MIDDLE = "101", "01010"
MODULES = 95


def isbn13(identifier: str) -> str:
    """The thirteen digits of an ISBN, an old one of ten included; empty for anything else.

    Raises ValueError where its check digit is wrong.
    """
    bare = re.sub(r"^(urn:)?isbn(-1[03])?:?", "", identifier.strip().lower())
    digits = re.sub(r"[\s‐-–-]", "", bare)
    if re.fullmatch(r"97[89]\d{10}", digits):
        if digits[-1] != check_digit(digits[:12]):
            raise ValueError(digits)
        return digits
    if re.fullmatch(r"\d{9}[\dx]", digits):
        values = [10 if each == "x" else int(each) for each in digits]
        if sum(value * (10 - place) for place, value in enumerate(values)) % 11:
            raise ValueError(digits)
        return f"978{digits[:9]}" + check_digit(f"978{digits[:9]}")
    return ""


def check_digit(twelve: str) -> str:
    """The thirteenth digit."""
    return str(-sum(int(digit) * (3, 1)[place % 2 == 0] for place, digit in enumerate(twelve)) % 10)


def modules(thirteen: str) -> str:
    """The 95 modules of a code, 1 for black."""
    parity = FIRST[int(thirteen[0])]
    left = [
        (MIRRORED if mirrored == "1" else LEFT)[int(digit)]
        for digit, mirrored in zip(thirteen[1:7], parity, strict=True)
    ]
    right = [RIGHT[int(digit)] for digit in thirteen[7:]]
    return "".join((EDGE, *left, MIDDLE, *right, EDGE))


def bars(thirteen: str) -> list[tuple[int, int, bool]]:
    """The bars from left to right: where they begin, how wide they are, and whether they are among
    those that reach down between the digits."""
    found: list[tuple[int, int, bool]] = []
    place = 0
    for black, run in groupby(modules(thirteen)):
        width = len(list(run))
        if black == "1":
            found.append((place, width, place < 3 or 45 <= place < 50 or place >= MODULES - 3))
        place += width
    return found


def hyphenated(thirteen: str) -> str:
    """An ISBN as it is read aloud, its prefix apart; where the rest parts only registries know."""
    return f"{thirteen[:3]}-{thirteen[3:]}"
