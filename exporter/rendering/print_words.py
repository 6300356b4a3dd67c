"""Words on paper that are none: endless ones get places to break at."""

from __future__ import annotations

import re

BREAK = "\u200b"
# What no line is broken at though it is a blank (UAX 14, class GL)
GLUE = "\u00a0\u2007\u202f"
# In characters: longer than a word of any language, and than almost all hashes and addresses
WORD = re.compile(rf"[\S{GLUE}]{{200}}")
# The same in markup, where a tag and a character reference count as one
PART = rf"(?:<[^>]*+>|&[#\w]++;|[^\s<&{BREAK}]|[{GLUE}])"
TAG = re.compile("<[^>]*+>")
RUN, PIECES = re.compile(f"{PART}++"), re.compile(f"{PART}{{1,200}}+")


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
