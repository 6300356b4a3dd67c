"""How long a text takes to read: words by the minute, characters where words are not set apart.

238 words a minute is the mean of silent reading of non-fiction in English, over 190 studies
(Brysbaert 2019, <https://doi.org/10.1016/j.jml.2019.104047>); most people read 175 to 300. Chinese
and Japanese were read aloud at some 255 and 357 characters a minute (IReST 2012,
<https://doi.org/10.1167/iovs.11-8284>); silently they are 30 % faster, as English is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from exporter.model.edition import Edition
from exporter.model.nodes import Blocks, Heading, Paragraph, Plain
from exporter.model.walk import plain_text, walk
from exporter.rendering.labels import labels

WORDS, CHARACTERS = 238, 400
# Han with its extensions, kana, bopomofo; Korean sets its words apart
UNSPACED = re.compile(
    r"[\u3005-\u3007\u3040-\u312f\u31a0-\u31ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
WORD = re.compile(r"\w[\w'’.,-]*")


class Length(NamedTuple):
    """How much there is to read: words, and characters of scripts that do not set words apart."""

    words: int
    characters: int


def length(blocks: Blocks) -> Length:
    """The length of a text without its listings: nobody reads those at the pace of prose."""
    read = (each for each in walk(blocks) if isinstance(each, Paragraph | Plain | Heading))
    text = " ".join(plain_text((each,)) for each in read)
    rest, characters = UNSPACED.subn(" ", text)
    return Length(len(WORD.findall(rest)), characters)


def length_of(edition: Edition) -> Length:
    """The length of all chapters together."""
    return total(length(chapter.document.blocks) for chapter in edition.chapters)


def total(lengths: Iterable[Length]) -> Length:
    """Several lengths as one."""
    found = list(lengths)
    return Length(sum(each.words for each in found), sum(each.characters for each in found))


def minutes(text: Length) -> int:
    """The minutes that it takes, rounded; 0 for what is read at a glance."""
    return round(text.words / WORDS + text.characters / CHARACTERS)


def reading_time(text: Length, lang: str) -> str:
    """`5 min read` in the words of a language (BCP 47); empty for what is read at a glance."""
    needed = minutes(text)
    return labels(lang).reading_time.format(needed) if needed else ""
