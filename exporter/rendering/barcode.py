"""ISBNs as EAN-13 bars (ISO/IEC 15420)."""

from __future__ import annotations

from itertools import groupby

from exporter.model.identifiers import plain

# Seven modules a digit, 1 for a bar: the right half has the opposite, which may stand mirrored left
LEFT = "0001101 0011001 0010011 0111101 0100011 0110001 0101111 0111011 0110111 0001011".split()
RIGHT = ["".join("10"[int(module)] for module in digit) for digit in LEFT]
MIRRORED = [digit[::-1] for digit in RIGHT]
# Which of the left digits are mirrored says what the first one is
FIRST = "000000 001011 001101 001110 010011 011001 011100 010101 010110 011010".split()
EDGE, MIDDLE = "101", "01010"
MODULES = 95


def thirteen(isbn: str) -> str:
    """The digits of an ISBN, those of ten as they are written since 2007; or nothing."""
    digits = plain(isbn)
    if len(digits) != 10:
        return digits
    return f"978{digits[:9]}" + check_digit(f"978{digits[:9]}")


def check_digit(twelve: str) -> str:
    """The thirteenth digit."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
    return str(-total % 10)


def modules(code: str) -> str:
    """The 95 modules of a code, 1 for black."""
    parity = FIRST[int(code[0])]
    left = [
        (MIRRORED if mirrored == "1" else LEFT)[int(digit)]
        for digit, mirrored in zip(code[1:7], parity, strict=True)
    ]
    right = [RIGHT[int(digit)] for digit in code[7:]]
    return "".join((EDGE, *left, MIDDLE, *right, EDGE))


def bars(code: str) -> list[tuple[int, int, bool]]:
    """The bars from left to right: where they begin, how wide they are, and whether they are among
    those that reach down between the digits."""
    found: list[tuple[int, int, bool]] = []
    place = 0
    for black, run in groupby(modules(code)):
        width = len(list(run))
        if black == "1":
            found.append((place, width, place < 3 or 45 <= place < 50 or place >= MODULES - 3))
        place += width
    return found


def hyphenated(code: str) -> str:
    """An ISBN with its prefix apart; where else it parts, only registries know."""
    return f"{code[:3]}-{code[3:]}"
