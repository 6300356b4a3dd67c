"""What a print shop asks of a PDF: pages larger than they are cut, marks where they are cut, and
text in black ink alone (ISO 32000-1 §8.6.4.4, §14.11.2). For screens, colours of sRGB."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydyf

from exporter.backends.pdf_archive import PARTS, sharpen
from exporter.backends.pdf_catalog import complete
from exporter.backends.pdf_tags import write_tags
from exporter.model.edition import Edition, Typesetting
from exporter.rendering.templates import Theme

# Millimetres around a page, for crop marks: at least so much, and twice the bleed
SLUG = 10
POINTS = 72 / 25.4
# Text and lines that are darker than this are black: a screen of dots has no sharp edge
DARK = 0.6
# Red, green and blue that differ by no more are a grey
GREY = 0.02
FILL, STROKE = b" rg", b" RG"


def slug(bleed: float) -> float:
    """How far a page with crop marks reaches over its edge: they begin outside the bleed."""
    return max(SLUG, 2 * bleed + 2)


def page_rules(typesetting: Typesetting, theme: Theme) -> str:
    """CSS that makes the pages larger than they are cut; none where they are not."""
    bleed, marks = typesetting.bleed, typesetting.crop_marks
    if not (bleed or marks):
        return ""
    around = slug(bleed) if marks else bleed
    return theme.render("print/bleed.css", bleed=bleed, around=around, marks=marks)


def prepare(document: Any, black: bool) -> None:
    """Tell a document before it is written whether it is for paper or for screens."""
    if black:
        document.output_intent = "device-cmyk"


def intent(black: bool) -> str | None:
    """The colours that the numbers in the file mean; on paper, the printer's."""
    return None if black else "srgb"


def finish(pdf: Any, typesetting: Typesetting) -> None:
    """Make a PDF that is about to be written one for the press, or for screens."""
    if typesetting.bleed or typesetting.crop_marks:
        set_bleed(pdf, typesetting.bleed)
    set_colours(pdf, typesetting)
    for found in pdf.catalog.get("OutputIntents", ()):
        # not the one of PDF/X, which is the condition of a press
        found["S"] = "/GTS_PDFA1"


def set_colours(pdf: Any, typesetting: Typesetting) -> None:
    """Make what is drawn what a press, or an archive, asks for."""
    if typesetting.black:
        print_black(pdf)
    if typesetting.standard in PARTS:
        sharpen(pdf)


def finisher(edition: Edition, before: Any = write_tags) -> Any:
    """What WeasyPrint calls before it writes: the tags, boxes and colours, and the catalogue."""

    def called(document: Any, pdf: Any) -> None:
        before(document, pdf)
        finish(pdf, edition.typesetting)
        complete(document, pdf, edition)

    return called


def set_bleed(pdf: Any, bleed: float) -> None:
    """Write how far colour goes over the edge: WeasyPrint has ten points at most for it."""
    edge = bleed * POINTS
    for page in _pages(pdf):
        left, top, right, bottom = page["TrimBox"]
        page["BleedBox"] = pydyf.Array([left - edge, top - edge, right + edge, bottom + edge])


def print_black(pdf: Any, *, hues: bool = False) -> None:
    """Give text and lines the black ink alone. Pictures keep their colours but for greys, and so
    does all where `hues` are kept."""
    streams = {each.number: each for each in pdf.objects if isinstance(each, pydyf.Stream)}
    done: set[int] = set()
    for page in _pages(pdf):
        _blacken(streams[_number(page["Contents"])], hues, streams, done)
    for stream in streams.values():
        if stream.extra.get("Type") == "/Pattern":
            _blacken(stream, True, streams, done)


def _pages(pdf: Any) -> Iterator[Any]:
    for each in pdf.objects:
        if isinstance(each, pydyf.Dictionary) and each.get("Type") == "/Page":
            yield each


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _blacken(stream: Any, hues: bool, streams: dict[int, Any], done: set[int]) -> None:
    """Go through the operators of a stream, and of what it draws, with what is marked a figure
    in mind."""
    if stream.number in done:
        return
    done.add(stream.number)
    marked: list[bool] = []
    operators, filled = stream.stream, -1
    for place, operator in enumerate(operators):
        in_figure = hues or any(marked)
        match operator:
            case b"BDC":
                marked.append(operators[place - 2] == "/Figure")
            case b"BMC":
                marked.append(False)
            case b"EMC":
                marked.pop()
            case b"BT" if filled >= 0:
                operators[filled] = _ink(operators[filled], keeps_hue=in_figure, solid=True)
            case bytes() if operator.endswith((FILL, STROKE)):
                filled = place if operator.endswith(FILL) else filled
                operators[place] = _ink(operator, keeps_hue=in_figure, solid=not in_figure)
            case bytes() if operator.endswith(b" Do"):
                drawn = stream._resources["XObject"].get(operator[1:-3].decode())
                group = streams.get(_number(drawn)) if drawn else None
                if group is not None and group.extra.get("Subtype") == "/Form":
                    _blacken(group, in_figure, streams, done)


def _ink(operator: bytes, *, keeps_hue: bool, solid: bool) -> bytes:
    """A colour as so much black; what is dark as all of it, where it is `solid`."""
    if operator.endswith((b" k", b" K")):
        *_, black, name = operator.split()
        amount = float(black)
    else:
        *parts, name = operator.split()
        red, green, blue = map(float, parts)
        if keeps_hue and max(red, green, blue) - min(red, green, blue) > GREY:
            return operator
        amount = 1 - (0.299 * red + 0.587 * green + 0.114 * blue)
    if solid and amount > DARK:
        amount = 1
    return b"0 0 0 %g %s" % (round(amount, 3), b"k" if name in (b"rg", b"k") else b"K")
