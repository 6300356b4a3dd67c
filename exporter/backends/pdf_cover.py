"""The cover of a printed book as a PDF of its own: back, spine and front on one sheet, with bleed,
crop marks and marks for the folds."""

from __future__ import annotations

import math
from functools import partial
from typing import Any, NamedTuple

import msgspec

from exporter.backends.pdf_page import address, lay_out, parsed
from exporter.backends.pdf_press import POINTS, print_black, set_bleed, slug
from exporter.backends.pdf_tags import prepare_tags, write_tags
from exporter.diagnostics import Report
from exporter.model.edition import Asset, CoverSheet, Edition, File
from exporter.rendering.barcode import bars, hyphenated, thirteen
from exporter.rendering.cover import WIDTH, drawn, look_of, setter, words_of
from exporter.rendering.cover_picture import edge_colour
from exporter.rendering.images import SVG
from exporter.rendering.pages import facts
from exporter.rendering.templates import Theme

STYLESHEETS = ("theme.css",)
FRONT, SPINE, BARCODE = "sheet:front.svg", "sheet:spine.svg", "sheet:barcode.svg"
# Millimetres: on a thinner spine, letters would be too small and slip over its edge
THINNEST = 6
# Points of the blurb; what a letter and a line take of its size, as measured on Spectral
LARGEST, SMALLEST = 11.0, 6.5
LETTER, LEADING = 0.47, 1.42


class Page(NamedTuple):
    """A page of the book itself, in millimetres, and how many of them are to be bound."""

    width: float
    height: float
    pages: int


def spine_width(sheet: CoverSheet, pages: int) -> float:
    """Millimetres: as the printer says, else the thickness of all leaves."""
    return sheet.spine or math.ceil((sheet.pages or pages) / 2) * sheet.leaf


def print_cover(
    edition: Edition, sheet: CoverSheet, page: Page, theme: Theme, report: Report, identifier: bytes
) -> File:
    """The sheet for a book of such pages."""
    width, height = sheet.trim if sheet.trim[0] else (page.width, page.height)
    if abs(width - page.width) > 1 or abs(height - page.height) > 1:
        _tell(
            report,
            f"the trim is {width:g} × {height:g} mm, and the pages of the PDF are"
            f" {page.width:.0f} × {page.height:.0f} mm",
        )
    spine = spine_width(sheet, page.pages)
    code = thirteen(sheet.isbn)
    look, book = look_of(edition.metadata.title, theme), facts(edition)
    picture = edition.assets.get(edition.metadata.cover)
    given = picture if picture and not picture.data else None
    ground = edge_colour(given) if given else look.colours[look.back]
    black = edition.typesetting.black
    dark = "#000000" if black else look.colours["ink"]
    ink = look.colours["paper"] if _is_dark(ground) else dark
    assets = _drawings(edition, theme, (width, height, spine, sheet.bleed), ink, given)
    if code:
        assets[BARCODE] = _barcode(edition, theme, code, sheet.price)
    if spine < THINNEST:
        report.add(
            "book/thin-spine",
            f"the spine is {spine:.1f} mm wide; words on it need {THINNEST} mm",
            about="print_cover",
        )
        del assets[SPINE]
    mirrored = book["dir"] == "rtl"
    rules = theme.render(
        "print/cover.css",
        width=2 * width + spine,
        height=height,
        trim=width,
        bleed=sheet.bleed,
        slug=slug(sheet.bleed),
        ground=ground,
        ink=ink,
        drawn=given is None,
        front_at=-sheet.bleed if mirrored else width + spine,
        front_shift=-sheet.bleed if given is None and not mirrored else 0,
        spine_at=width,
        spine_width=spine,
        back_at=width + spine if mirrored else 0,
        size=_blurb_size(sheet.blurb, width - 30, height - 66, report),
    )
    markup = theme.render(
        "print/cover.html",
        edition=book,
        front=address(FRONT, assets),
        spine=address(SPINE, assets),
        barcode=address(BARCODE, assets),
        isbn=hyphenated(code),
        price=sheet.price,
        blurb=[" ".join(each.split()) for each in sheet.blurb.split("\n\n") if each.strip()],
        folds=[width, width + spine],
        slug=slug(sheet.bleed),
    )
    document = lay_out(parsed(markup), assets, theme, STYLESHEETS, identifier, rules)
    prepare_tags(document)
    data = document.write_pdf(
        finisher=partial(_finish, sheet.bleed, black),
        pdf_variant="pdf/ua-1",
        pdf_identifier=identifier,
    )
    return File(".cover.pdf", data)


def _drawings(
    edition: Edition,
    theme: Theme,
    sizes: tuple[float, float, float, float],
    ink: str,
    given: Asset | None,
) -> dict[str, Asset]:
    """The pictures on the sheet; `sizes` are width, height, spine and bleed."""
    width, height, spine, bleed = sizes
    if given:
        front = msgspec.structs.replace(given, path=FRONT)
    else:
        unit = WIDTH / width
        sides = (WIDTH, round(height * unit, 3), round(bleed * unit, 3))
        front = _svg(FRONT, drawn(edition, theme, *sides).svg)
    words = words_of(edition)
    lettered = theme.render(
        "cover/spine.svg",
        book=words,
        width=spine * 10,
        height=height * 10,
        colour=ink,
        fit=setter(words, theme, {}),
    )
    return {FRONT: front, SPINE: _svg(SPINE, lettered)}


def _barcode(edition: Edition, theme: Theme, code: str, price: str) -> Asset:
    words = words_of(edition)._replace(lang="en", dir="ltr")
    drawing = theme.render(
        "cover/barcode.svg",
        code=code,
        spoken=hyphenated(code),
        bars=bars(code),
        price=price,
        fit=setter(words, theme, {}),
    )
    return _svg(BARCODE, drawing)


def _svg(name: str, drawing: str) -> Asset:
    return Asset(name, "", SVG, data=drawing.encode())


def _tell(report: Report, message: str) -> None:
    report.add("book/print-cover", message, about="print_cover")


def _blurb_size(text: str, width: float, height: float, report: Report) -> float:
    """Points: as large as the blurb can be in that many millimetres."""
    letters = max(len(text) * 1.15 + 60, 1)
    area = width * height * POINTS**2
    size = math.sqrt(area / (letters * LETTER * LEADING))
    if size < SMALLEST:
        _tell(report, "the blurb is too long for the back; its end is cut off")
    return round(min(max(size, SMALLEST), LARGEST), 2)


def _is_dark(colour: str) -> bool:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 140


def _finish(bleed: float, black: bool, document: Any, pdf: Any) -> None:
    write_tags(document, pdf)
    set_bleed(pdf, bleed)
    if black:
        # the picture goes on over back and spine: only what is black or grey becomes ink
        print_black(pdf, hues=True)
