"""The words of a PDF and where they stand on its pages, as `pdftotext` finds them."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

XHTML = "{http://www.w3.org/1999/xhtml}"


class Word(NamedTuple):
    """A word and its box in points, from the top left of its page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class Page(NamedTuple):
    """A page, its sides in points, and its words in reading order."""

    width: float
    height: float
    words: tuple[Word, ...]

    @property
    def texts(self) -> list[str]:
        return [word.text for word in self.words]

    def word(self, text: str) -> Word:
        """The first word that is this text."""
        return next(word for word in self.words if word.text == text)


def pages_of(file: Path) -> list[Page]:
    done = subprocess.run(["pdftotext", "-bbox", file, "-"], capture_output=True, check=True)
    root = ElementTree.fromstring(done.stdout)
    return [
        Page(
            float(page.get("width", 0)),
            float(page.get("height", 0)),
            tuple(map(_word, page.iter(f"{XHTML}word"))),
        )
        for page in root.iter(f"{XHTML}page")
    ]


def _word(element: ElementTree.Element) -> Word:
    sides = (float(element.get(side, 0)) for side in ("xMin", "yMin", "xMax", "yMax"))
    return Word(element.text or "", *sides)
