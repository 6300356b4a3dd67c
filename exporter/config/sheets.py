"""`[pdf]`, `[book.pdf]`, `[book.print_cover]`: what is no size of paper, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from exporter.config.lengths import length, paper_size
from exporter.config.toml import Place

SHEET, PAPER = "print_cover", "pdf"
_LENGTH = 'a length such as "3mm"'
MEASURES = {
    "trim": 'a paper such as "a5", or a width and a height such as "148mm x 210mm"',
    "paper": 'a length such as "0.1mm"',
    "spine": _LENGTH,
    "bleed": _LENGTH,
}
_UNITS = "units are mm, cm, in and pt; a number alone means millimetres"
# Millimetres of an outer margin in which notes can be read
NARROWEST = 35
# Keys whose numbers are text to us
NUMBERS: Mapping[str, tuple[str, ...]] = {
    SHEET: (*MEASURES, "price", "barcode"),
    PAPER: ("paper", "margins", "bleed"),
}


def unfit_sheets(
    tables: Iterable[tuple[Place, dict[str, Any]]],
) -> Iterator[tuple[Place, str, str]]:
    """What can't stand in such a table: the path to it, what is wrong, and a hint."""
    for path, table in tables:
        if path[-1] != SHEET:
            continue
        for key, value in table.items():
            read = paper_size if key == "trim" else length
            if key in MEASURES and (isinstance(value, bool) or read(str(value)) is None):
                yield (*path, key), f"{SHEET}.{key} must be {MEASURES[key]}", _UNITS
        if not (table.get("paper") or table.get("spine")):
            hint = 'paper = "0.1mm" is usual; or `spine`, the width that the printer names'
            yield path, f"{SHEET} needs `paper`, the thickness of a leaf", hint


def unfit_paper(
    tables: Iterable[tuple[Place, dict[str, Any]]],
) -> Iterator[tuple[Place, str, str]]:
    """What can't stand in such a table: the path to it, what is wrong, and a hint."""
    for path, table in tables:
        if path[-1] == PAPER:
            for key, message, hint in _unfit(table):
                yield (*path, key), message, hint


def _unfit(table: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    paper, margins, bleed = (table.get(key, "") for key in ("paper", "margins", "bleed"))
    if isinstance(paper, str) and paper and paper_size(paper) is None:
        yield "paper", f"pdf.paper must be {MEASURES['trim']}", _UNITS
    if isinstance(bleed, str) and bleed and length(bleed) is None:
        yield "bleed", f"pdf.bleed must be {_LENGTH}", _UNITS
    if table.get("black") is True and str(table.get("standard", "")).startswith("a-"):
        hint = "archives want to know what the inks look like, which only the printer does"
        yield "black", "pdf.black can't go with PDF/A", hint
    if table.get("attach_source") is True and table.get("standard") == "a-2u":
        hint = 'PDF/A-2 has no files of other kinds in it: standard = "a-3u" does'
        yield "attach_source", "pdf.attach_source can't go with a-2u", hint
    if not isinstance(margins, list) or not margins:
        return
    if len(margins) != 4 or any(not isinstance(m, str) or length(m) is None for m in margins):
        hint = 'top, outer, bottom, inner: margins = ["21mm", "22mm", "26mm", "18mm"]'
        yield "margins", "pdf.margins must be four lengths", hint
    elif table.get("side_notes") is True and (length(margins[1]) or 0) < NARROWEST:
        hint = f"make it {NARROWEST}mm at least, or leave the margins to us"
        yield "margins", "the outer margin has no room for pdf.side_notes", hint
