"""What is read from the TeX of a formula itself, because Pandoc's MathML has it no more."""

from __future__ import annotations

import re

TAG = re.compile(r"\\tag\*?\s*\{([^{}]*)\}")
COLOUR = re.compile(r"\\(?:text)?color(?:box)?\b|\\fcolorbox\b")
RULES = re.compile(r"\\[hc]line\b|\\begin\{array\}(?:\[\w\])?\{[^}]*\|")


def tag_of(tex: str) -> str:
    """The number that a formula gives itself; none where its lines have one each."""
    tags = TAG.findall(tex)
    return tags[0].strip(" ()") if len(tags) == 1 else ""


def lost_in_mathml(tex: str) -> str:
    """What the formula has and no output shows, in words."""
    lost = [word for word, found in (("colours", COLOUR), ("rules", RULES)) if found.search(tex)]
    return " and ".join(lost)
