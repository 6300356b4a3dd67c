"""What a word is, for sources and outputs alike: the one place where typography is levelled."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

# Stands where markup was taken out between two characters that touch, as in `**bold**er`
GLUE = "\ue000"
# A script without spaces is compared by characters: its lines break anywhere
UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
WORD = re.compile(rf"[{UNSPACED}]|\d+|[^\W\d_{UNSPACED}]+")
TOUCHING = re.compile(f"(?:[^\\W_]|{GLUE})+")
# Numbers of notes are raised, and touch the word before them
RAISED = re.compile("([⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉]+)")
# Soft hyphens, joiners, direction marks, variation selectors: no part of a word
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]"
)
# What typesetting puts at the end of a line that ends within a word
HYPHEN = re.compile("\u2010$")


class Expected(NamedTuple):
    """A word of a source with its line, from 1. Where markup parts it, an output may show it in
    one piece or in its `parts`."""

    word: tuple[str, ...]
    parts: tuple[str, ...]
    line: int


def level(text: str) -> str:
    """The text without case, ligatures, composition and unseen characters."""
    text = UNSEEN.sub("", RAISED.sub(r" \1 ", text))
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def words(text: str) -> list[str]:
    """The words of a text: runs of letters, runs of digits, characters of East Asian scripts."""
    return WORD.findall(level(text))


def expected(shown: str) -> Iterator[Expected]:
    """The words of what a source shows; GLUE marks where markup was."""
    for number, line in enumerate(shown.split("\n"), 1):
        for found in TOUCHING.finditer(level(line)):
            whole = tuple(WORD.findall(found[0].replace(GLUE, "")))
            parts = tuple(WORD.findall(found[0]))
            if whole == parts:
                yield from (Expected((word,), (word,), number) for word in parts)
            else:
                yield Expected(whole, parts, number)


class Shown(NamedTuple):
    """The words of an output, how often each is there, and those that its line ends may part."""

    words: Counter[str]
    broken: Counter[str]


def shown(text: str, *, breaks: bool = False) -> Shown:
    """The words of an output's text. With `breaks` a line may end within a word, with a hyphen
    that typesetting put there or without."""
    return Shown(Counter(words(text)), Counter(_broken(text)) if breaks else Counter())


def _broken(text: str) -> Iterator[str]:
    """What stands at the end of a line and at the start of the next ones, as one word.

    A page's foot and head stand between the two halves of a word that is broken at its end: they
    are looked for to the end of the next page.
    """
    open_parts: list[str] = []
    hyphened: list[tuple[str, int]] = []
    for page, lines in enumerate(text.split("\f")):
        hyphened = [(part, since) for part, since in hyphened if since >= page - 1]
        for line in map(str.strip, lines.split("\n")):
            found = words(HYPHEN.sub("", line))
            if not found:
                continue
            parts = [*open_parts, *(part for part, _ in hyphened)]
            yield from (part + found[0] for part in parts)
            longer = [part + found[0] for part in open_parts] if len(found) == 1 else []
            open_parts = [found[-1], *longer] if line[-1:].isalnum() else []
            if HYPHEN.search(line):
                hyphened.append((found[-1], page))
