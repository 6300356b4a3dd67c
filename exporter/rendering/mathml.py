"""MathML as ziamath reads it: what Pandoc writes otherwise, put in words that it knows."""

from __future__ import annotations

import re
from html import unescape
from xml.etree import ElementTree

# It prints the TeX of an annotation as text
ANNOTATION = re.compile(r"<annotation\b.*?</annotation>", re.DOTALL)
SEMANTICS = re.compile(r"</?semantics\b[^>]*>")
# The size of `\Big(`, which it takes in em alone
PERCENT = re.compile(r'\b(minsize|maxsize)="(\d+)%"')
# The columns of `align` are pairs that touch; Pandoc says so in CSS
PAIRED = re.compile(r'<mtable>(?=<mtr><mtd columnalign="right" style="[^"]*padding-right: 0)')
PAIRS = '<mtable columnspacing="0em 2em 0em 2em 0em 2em 0em 2em">'
TAG = re.compile(r"<[^>]*>")
NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
# A line begins with one of these
BREAKING = frozenset("=<>≤≥≠≈≡∼≃≅→⇒⇔←↦⊂⊆∈∝+−-±∓×⋅∪∩∧∨")
OPENING, CLOSING = frozenset("([{⟨⌊⌈"), frozenset(")]}⟩⌋⌉")
INDENT = '<mspace width="2em"/>'


def bare(mathml: str) -> str:
    """The formula without the TeX that it was made from."""
    return SEMANTICS.sub("", ANNOTATION.sub("", mathml))


def mended(mathml: str) -> str:
    """The formula for ziamath."""
    sized = PERCENT.sub(lambda found: f'{found[1]}="{int(found[2]) / 100:g}em"', bare(mathml))
    return PAIRED.sub(PAIRS, sized)


def pieces(mathml: str) -> list[str]:
    """What may stand on lines of its own, each beginning with its operator; all of it where
    nothing may. Not within brackets, which have to be on one line to be as high as each other."""
    try:
        root = ElementTree.fromstring(bare(mathml))  # noqa: S314 - as the reader left it
    except ElementTree.ParseError:
        return []
    row = list(root)
    while len(row) == 1 and row[0].tag == f"{NAMESPACE}mrow":
        row = list(row[0])
    found: list[list[ElementTree.Element]] = [[]]
    depth = 0
    for element in row:
        sign = (element.text or "").strip() if element.tag == f"{NAMESPACE}mo" else ""
        if sign in BREAKING and not depth and found[-1]:
            # with the space that it has between two letters
            element.set("form", "infix")
            found.append([])
        depth += (sign in OPENING) - (sign in CLOSING)
        found[-1].append(element)
    return [
        "".join(ElementTree.tostring(each, encoding="unicode") for each in row) for row in found
    ]


def stacked(lines: list[str]) -> str:
    """Lines of pieces below each other, all but the first a little to the right."""
    rows = "".join(
        f"<mtr><mtd>{INDENT if number else ''}{line}</mtd></mtr>"
        for number, line in enumerate(lines)
    )
    return displayed(
        f'<mtable columnalign="left" displaystyle="true" rowspacing="0.6em">{rows}</mtable>'
    )


def displayed(content: str, display: str = "block") -> str:
    """A formula of its own."""
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="{display}">{content}</math>'


def spoken(piece: str) -> str:
    """The signs of a piece in their order."""
    return unescape(" ".join(TAG.sub(" ", piece).split()))
