"""The sheet that an edition is printed on: paper, margins, size of text, and how much fits on it.

Whatever depends on the size of a page takes it from here: `print/paper.css`, what is too wide for a
line, how high a picture may be.
"""

from __future__ import annotations

import math

import msgspec

from exporter.model.edition import Edition, Typesetting

POINTS = 72 / 25.4
# Millimetres, width and height
BOOK, A4 = (152.0, 229.0), (210.0, 297.0)
# Margins: of the height of a page, of its width, and what the inner one has of the two at the sides
TOP, BOTTOM, TURNED = 0.09, 0.114, 0.0875
SIDES, INNER = 0.263, 0.45
# Points: the text of a page as narrow as can be, and of a wide one; its line is higher by this much
SMALLEST, LARGEST, LEADING = 9.0, 10.5, 1.4
# What a letter takes of the size of its text, with the blanks between words: measured on Spectral
LETTER = 0.47
# With notes beside the text: of the width of a page, and what the inner margin has of the two; and
# millimetres between these notes, the text and the edge of the paper
SIDES_WITH_NOTES, INNER_WITH_NOTES, AROUND_NOTES = 0.41, 0.25, 10.0
# Letters on a line (Bringhurst, The Elements of Typographic Style, §2.1.2): what the size of text
# aims at, and no more than so many. Notes have a few more, for their tables and code.
BEST, MOST, MOST_OF_NOTES = 67, 70, 75
# A column of text is not more slender than this
SLENDER = 1.82
# Millimetres that stay free at the edge of the paper, beside a table that goes into the margins
EDGE = 18.0
# Millimetres for the caption of a picture that fills a page
CAPTION = 20.0
# Millimetres beside the text of a draft: for the lines of the source, and for what was found
LINES, FINDINGS = 18.0, 58.0
# Millimetres: a line that just fits is not to be moved on by a rounding
HAIR = 0.05


class Sheet(msgspec.Struct, frozen=True):
    """A page and the block of text on it in millimetres; the size of the text and the line, which
    the page is ruled by, in points.

    On `mirrored` pages the inner margin is at the back of the book, on others where lines begin. By
    the `outset`, a table may hang into the margins on both sides; not at the back of a book, and
    not over notes.
    """

    width: float
    height: float
    top: float
    outer: float
    bottom: float
    inner: float
    size: float
    line: float
    mirrored: bool
    outset: float

    @property
    def measure(self) -> float:
        """The width of the text."""
        return self.width - self.inner - self.outer

    @property
    def depth(self) -> float:
        """The height of the text."""
        return self.height - self.top - self.bottom

    @property
    def beside(self) -> float:
        """The width of a note in the outer margin."""
        return self.outer - AROUND_NOTES

    def letters(self, size: float) -> float:
        """How many letters of so many points a line has."""
        return self.measure * POINTS / (size * LETTER)

    @property
    def turned(self) -> float:
        """The width of the text on a page of the same paper that is turned."""
        return self.height - 2 * self.turned_margin

    @property
    def turned_margin(self) -> float:
        """The margin on all sides of a page that is turned."""
        return round(self.height * TURNED)

    @property
    def highest(self) -> float:
        """The height of a picture that leaves room for its caption."""
        return self.depth - CAPTION


def sheet_of(edition: Edition) -> Sheet:
    """The sheet of an edition; that of a draft has room beside the text."""
    sheet = typeset_sheet(edition.typesetting)
    return _drafted(sheet) if edition.proof else sheet


def typeset_sheet(typesetting: Typesetting) -> Sheet:
    """The sheet of a typesetting: where it has no paper or no margins, those of its style."""
    book, beside = typesetting.style == "book", typesetting.side_notes
    width, height = typesetting.paper if typesetting.paper[0] else BOOK if book else A4
    if typesetting.margins:
        top, outer, bottom, inner = typesetting.margins
        size = _size(width - inner - outer)
    else:
        size = _size(width * (1 - SIDES))
        most = MOST_OF_NOTES if typesetting.style == "notes" else MOST
        block = min(width * (1 - SIDES), most * LETTER * size / POINTS)
        measure = min(block, width * (1 - SIDES_WITH_NOTES)) if beside else block
        share = INNER_WITH_NOTES if beside else INNER if book else 0.5
        inner = round((width - measure) * share)
        outer = round(width - measure) - inner if book or beside else inner
        depth = min(height * (1 - TOP - BOTTOM), block * SLENDER)
        top = round((height - depth) * TOP / (TOP + BOTTOM))
        # whole lines, so that the last one of each page stands at the same height
        lines = math.floor(depth * POINTS / _line(size))
        bottom = height - top - lines * _line(size) / POINTS - HAIR
    outset = 0.0 if book or beside else max(min(inner, outer) - EDGE, 0.0)
    return Sheet(width, height, top, outer, bottom, inner, size, _line(size), book, outset)


def _drafted(sheet: Sheet) -> Sheet:
    """The text as wide and as high as ever, on paper with margins to write in."""
    width = max(A4[0], sheet.measure + LINES + FINDINGS)
    height = max(A4[1], sheet.height)
    inner = LINES + (width - sheet.measure - LINES - FINDINGS) / 2
    return msgspec.structs.replace(
        sheet,
        width=width,
        height=height,
        bottom=height - sheet.top - sheet.depth,
        inner=inner,
        outer=width - sheet.measure - inner,
        mirrored=False,
    )


def _size(measure: float) -> float:
    """The size of text, by half a point, that sets lines of the best length."""
    size = round(measure * POINTS / (BEST * LETTER) * 2) / 2
    return min(max(size, SMALLEST), LARGEST)


def _line(size: float) -> float:
    return round(size * LEADING * 2) / 2


# What a note is printed on where nothing else is said
NOTES = typeset_sheet(Typesetting())
