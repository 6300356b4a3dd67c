"""Listings on paper: a line that is too long goes on below, with a mark beside it."""

from __future__ import annotations

import re
from unicodedata import combining, east_asian_width

from exporter.model.nodes import CodeBlock
from exporter.rendering import blocks, code
from exporter.rendering.markup import Renderer
from exporter.rendering.sheet import POINTS

# Points, as the stylesheet has them: a character of a listing, and the space around its text
CHARACTER, AROUND = 4.8, 20
# A listing in lists stands deeper. A line that is marked though it has room shows no mark.
SHARE = 0.8
TAB = 8
# Characters: a line that is longer is no line that somebody wrote
LONGEST = 2000
# Characters: longer than a word of any language, and than almost all hashes and addresses
BREAK = "\u200b"
# What no line is broken at though it is a blank (UAX 14, class GL)
GLUE = "\u00a0\u2007\u202f"
WORD = re.compile(rf"[\S{GLUE}]{{200}}")
# The same in markup, where a tag and a character reference count as one
PART = rf"(?:<[^>]*+>|&[#\w]++;|[^\s<&{BREAK}]|[{GLUE}])"
TAG = re.compile("<[^>]*+>")
RUN, PIECES = re.compile(f"{PART}++"), re.compile(f"{PART}{{1,200}}+")


def code_block(node: CodeBlock, render: Renderer) -> str:
    """A listing, its lines marked that may be too long.

    WeasyPrint 70 breaks a long word within one text only, not where it has parts of many colours.
    """
    most = (render.sheet.measure * POINTS - AROUND) / CHARACTER * SHARE
    lines = dict(enumerate(node.text.split("\n"), 1))
    long = {number for number, line in lines.items() if columns(line) > most}
    plain = {
        number: pieces(lines[number])
        for number in long
        if len(lines[number]) > LONGEST or max(map(columns, lines[number].split())) > most / 2
    }
    return blocks.listing(node, render, code.highlighted(node, long, plain))


def pieces(line: str) -> list[str]:
    """An endless line as several that are short: the time that WeasyPrint 70 takes for a line may
    grow with the square of its length, minutes for half a million characters."""
    return [line[at : at + LONGEST] for at in range(0, len(line), LONGEST)]


def breakable(text: str) -> str:
    """The text with places to break at in words that are none: the time that WeasyPrint 70 takes
    for a word grows with the square of its length, 19 s for one of 20,000 letters."""
    return WORD.sub(rf"\g<0>{BREAK}", text)


def breakable_parts(markup: str) -> str:
    """The same for text in which parts of words are marked up: WeasyPrint 70 goes back over all of
    a line that it can't break, for each part of it."""
    if not WORD.search(TAG.sub("", markup)):
        return markup
    # of all runs, or one would begin within a tag
    return RUN.sub(lambda found: BREAK.join(PIECES.findall(found[0])), markup)


def columns(line: str) -> int:
    """How many characters wide a line is: ideographs are twice as wide as letters."""
    return sum(
        0 if combining(each) else 2 if east_asian_width(each) in "WF" else 1
        for each in line.expandtabs(TAB)
    )
