"""`[book.print_cover]`: what stands there that is no size of paper, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from exporter.config.lengths import length, paper_size
from exporter.config.toml import Place

SHEET = "print_cover"
_LENGTH = 'a length such as "3mm"'
MEASURES = {
    "trim": 'a paper such as "a5", or a width and a height such as "148mm x 210mm"',
    "paper": 'a length such as "0.1mm"',
    "spine": _LENGTH,
    "bleed": _LENGTH,
}
# Keys whose numbers are text to us
NUMBERS = (*MEASURES, "price", "barcode")


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
                hint = "units are mm, cm, in and pt; a number alone means millimetres"
                yield (*path, key), f"{SHEET}.{key} must be {MEASURES[key]}", hint
        if not (table.get("paper") or table.get("spine")):
            hint = 'paper = "0.1mm" is usual; or `spine`, the width that the printer names'
            yield path, f"{SHEET} needs `paper`, the thickness of a leaf", hint
