"""Words set into a box: where their lines end, and how large they can be.

Everything is measured on the outlines themselves, so that no letter leaves its box.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup

from exporter.rendering.lettering import EM, Face, Line, Type, shape

# Characters: a longer title is a mistake, and would be set too small to be read
LONGEST = 240
MOST_LINES = 12
SOFT_HYPHEN = "\u00ad"
LONG_WORD = 13
# A line that ends in “the” or “of” is a bad line; so is one that ends within a word
SMALL_WORD, WEAK_END, BROKEN_WORD = 3, 0.10, 0.35
# Chinese and Japanese may end anywhere, and best at a comma
IDEOGRAPHS, WITHIN_TEXT = "\u2e80", 0.03
# How much larger letters must be to break words for it, unless they are so large anyway
WORTH_BREAKING, COMFORTABLE = 1.3, 1.2


class Block(NamedTuple):
    """Lines set at `size`, `pitch` apart.

    `height` reaches from the capitals of the first line, or what stands above them, to the baseline
    of the last, or what hangs below it; `top` is the part of it above the first baseline.
    """

    lines: tuple[Line, ...] = ()
    size: float = 0
    pitch: float = 0
    top: float = 0
    height: float = 0
    width: float = 0

    def __bool__(self) -> bool:
        return bool(self.lines)

    @property
    def missing(self) -> str:
        return "".join(line.missing for line in self.lines)

    def draw(self, x: float, y: float, fill: str, anchor: str = "middle") -> Markup:
        """The block as SVG: its top at `y`, and its `start`, `middle` or `end` at `x`."""
        shares = {"start": 0.0, "middle": 0.5, "end": 1.0}
        scale, baseline = self.size / EM, y + self.top
        paths: list[str] = []
        for line in self.lines:
            left = line.left + (line.right - line.left) * shares[anchor]
            place = f"translate({x - left * scale:.2f} {baseline:.2f}) scale({scale:.5f})"
            if line.path:
                paths.append(f'<path fill="{fill}" transform="{place}" d="{line.path}"/>')
            baseline += self.pitch
        return Markup("\n".join(paths))


class Box(NamedTuple):
    """The room for some words, and the largest and the smallest size that they may have there."""

    width: float
    height: float
    largest: float
    smallest: float
    leading: float = 1.15
    most_lines: int = MOST_LINES


def fit(type_: Type, text: str, face: Face, box: Box) -> Block:
    """The words as large as they can be in a box; cut short where they don't fit at all."""
    words = " ".join(text.split())
    if not words.replace(SOFT_HYPHEN, "").strip():
        return Block()
    if len(words) > LONGEST:
        words = _shortened(words, LONGEST)
    while True:
        block = Block()
        for pieces in _ways_to_part(words, type_.lang):
            other = _largest(type_, pieces, face, box)
            # words are broken only where that makes them much larger
            block = other if other.size > block.size * WORTH_BREAKING else block
            if block.size >= box.smallest * COMFORTABLE:
                return block
        if block.size >= box.smallest:
            return block
        if len(words) < 12:
            return block
        words = _shortened(words, len(words) * 4 // 5)


def _ways_to_part(words: str, lang: str) -> Iterator[tuple[str, ...]]:
    """The words in pieces between which a line may end: whole ones, syllables, letters."""
    yield _cut(words, _line_ends(words, lang))
    syllables = " ".join(_syllables(word, lang) for word in words.split(" "))
    if syllables != words:
        yield _cut(syllables, _line_ends(syllables, lang))
    yield _cut(words, _character_ends(words, lang))


def _cut(words: str, places: list[int]) -> tuple[str, ...]:
    return tuple(words[start:end] for start, end in pairwise((0, *places, len(words))))


def _line_ends(text: str, lang: str) -> list[int]:
    """Where a line of the text may end, as offsets into it (UAX #14, as Pango has it)."""
    from weasyprint.text.line_break import get_log_attrs

    marks = get_log_attrs(text, lang)
    return [place for place in range(1, len(text)) if marks[place].is_line_break]


def _character_ends(text: str, lang: str) -> list[int]:
    """Where one character, as readers see it, ends and the next begins."""
    from weasyprint.text.line_break import get_log_attrs

    marks = get_log_attrs(text, lang)
    return [place for place in range(1, len(text)) if marks[place].is_cursor_position]


def _syllables(word: str, lang: str) -> str:
    """A long word with soft hyphens, where its language is known."""
    import pyphen

    language = pyphen.language_fallback(lang.replace("-", "_"))
    if language is None or len(word) < LONG_WORD or SOFT_HYPHEN in word:
        return word
    return str(pyphen.Pyphen(lang=language, left=4, right=4).inserted(word, SOFT_HYPHEN))


def _shortened(words: str, length: int) -> str:
    kept = words[:length].rsplit(" ", 1)[0] if " " in words[:length] else words[:length]
    return kept.rstrip(" ,;:–—-…") + "…"


def _largest(type_: Type, pieces: tuple[str, ...], face: Face, box: Box) -> Block:
    widths = tuple(_width(type_, piece, face) for piece in pieces)
    best, best_worth = Block(), -math.inf
    for count in range(1, min(len(pieces), box.most_lines) + 1):
        ends, faults = _division(pieces, widths, count)
        lines = [_joined(pieces[start:end]) for start, end in pairwise((0, *ends))]
        block = _set(tuple(shape(type_, line, face) for line in lines), box)
        worth = block.size * math.exp(-faults)
        if worth > best_worth * (1 + 1e-6):
            best, best_worth = block, worth
        elif block.size < best.size / 2:
            break
    return best


def _joined(pieces: tuple[str, ...]) -> str:
    line = "".join(pieces)
    hyphen = "-" if line.endswith(SOFT_HYPHEN) else ""
    return line.replace(SOFT_HYPHEN, "").strip() + hyphen


def _width(type_: Type, piece: str, face: Face) -> float:
    line = shape(type_, piece.replace(SOFT_HYPHEN, "").strip(), face)
    space = 220 if piece.endswith(" ") else 0
    return line.right - line.left + space + face.spacing * EM


def _division(
    pieces: tuple[str, ...], widths: tuple[float, ...], count: int
) -> tuple[tuple[int, ...], float]:
    """The pieces parted into so many lines of about one width, and how bad their ends are."""
    total = sum(widths)
    sums = [0.0]
    for width in widths:
        sums.append(sums[-1] + width)

    def cost(start: int, end: int) -> float:
        share = (sums[end] - sums[start]) * count / max(total, 1)
        # a wide line makes all words smaller, a short one only looks odd
        return share**4 + _fault(pieces, end) * 4

    def wide(start: int, end: int) -> bool:
        return (sums[end] - sums[start]) * count < total * 2.5

    length = len(pieces)
    table: list[dict[int, tuple[float, tuple[int, ...]]]] = [{0: (0.0, ())}]
    for line in range(1, count + 1):
        row: dict[int, tuple[float, tuple[int, ...]]] = {}
        for end in range(line, length - (count - line) + 1):
            fitting = [start for start in table[-1] if start < end and wide(start, end)]
            row[end] = min(
                (table[-1][start][0] + cost(start, end), (*table[-1][start][1], end))
                for start in fitting or [max(start for start in table[-1] if start < end)]
            )
        table.append(row)
    ends = table[count][length][1]
    return ends, sum(_fault(pieces, end) for end in ends)


def _fault(pieces: tuple[str, ...], end: int) -> float:
    """How bad it is that a line ends before that piece."""
    if end == len(pieces):
        return 0
    last = pieces[end - 1]
    if not last.endswith(" "):
        if last[-1] < IDEOGRAPHS:
            return BROKEN_WORD
        return 0 if unicodedata.category(last[-1]).startswith("P") else WITHIN_TEXT
    word = last.strip()
    return WEAK_END if len(word) <= SMALL_WORD and word.isalpha() else 0


def _set(lines: tuple[Line, ...], box: Box) -> Block:
    """The lines at the largest size at which they are in the box."""
    width = max((line.right - line.left for line in lines), default=0) / EM
    top = max(-lines[0].top, 640) / EM
    bottom = max(lines[-1].bottom, 0) / EM
    pitch = max(
        (box.leading, *((above.bottom - below.top) / EM for above, below in pairwise(lines)))
    )
    height = top + bottom + pitch * (len(lines) - 1)
    size = min(box.largest, box.width / max(width, 0.01), box.height / height)
    return Block(lines, size, pitch * size, top * size, height * size, width * size)
