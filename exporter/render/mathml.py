"""MathML as ziamath reads it: what Pandoc writes otherwise, put in words that it knows."""

from __future__ import annotations

import re

# It prints the TeX of an annotation as text
ANNOTATION = re.compile(r"<annotation\b.*?</annotation>", re.DOTALL)
SEMANTICS = re.compile(r"</?semantics\b[^>]*>")
# The size of `\Big(`, which it takes in em alone
PERCENT = re.compile(r'\b(minsize|maxsize)="(\d+)%"')
# The columns of `align` are pairs that touch; Pandoc says so in CSS
PAIRED = re.compile(r'<mtable>(?=<mtr><mtd columnalign="right" style="[^"]*padding-right: 0)')
PAIRS = '<mtable columnspacing="0em 2em 0em 2em 0em 2em 0em 2em">'


def mended(mathml: str) -> str:
    """The formula for ziamath."""
    bare = SEMANTICS.sub("", ANNOTATION.sub("", mathml))
    sized = PERCENT.sub(lambda found: f'{found[1]}="{int(found[2]) / 100:g}em"', bare)
    return PAIRED.sub(PAIRS, sized)
