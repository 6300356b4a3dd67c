"""Listings on paper: a line that is too long goes on below, with a mark beside it."""

from __future__ import annotations

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


def columns(line: str) -> int:
    """How many characters wide a line is: ideographs are twice as wide as letters."""
    return sum(
        0 if combining(each) else 2 if east_asian_width(each) in "WF" else 1
        for each in line.expandtabs(TAB)
    )
