"""Lengths and sizes of paper, as people write them: `3mm`, `0.125 in`, `148mm x 210mm`, `6x9in`."""

from __future__ import annotations

import re

MILLIMETRES = {"mm": 1.0, "cm": 10.0, "in": 25.4, '"': 25.4, "pt": 25.4 / 72}
# ISO 216, and what printers call by a name
PAPERS = {
    "a4": (210.0, 297.0),
    "a5": (148.0, 210.0),
    "a6": (105.0, 148.0),
    "b5": (176.0, 250.0),
    "b6": (125.0, 176.0),
    "digest": (139.7, 215.9),
    "royal": (156.0, 234.0),
    "demy": (138.0, 216.0),
    "pocket": (108.0, 175.0),
    "letter": (215.9, 279.4),
}
# Millimetres: no press prints more
LONGEST = 2000
LENGTH = re.compile(r"(\d+(?:[.,]\d+)?|[.,]\d+)\s*(mm|cm|in|pt|\")?", re.IGNORECASE)


def length(text: str) -> float | None:
    """A length in millimetres, which are meant where no unit stands; None for what is none."""
    found = LENGTH.fullmatch(text.strip())
    if not found:
        return None
    value = float(found[1].replace(",", ".")) * MILLIMETRES[(found[2] or "mm").lower()]
    return value if value <= LONGEST else None


def paper_size(text: str) -> tuple[float, float] | None:
    """Width and height in millimetres: a paper's name, or two lengths. None for what is neither."""
    name = " ".join(text.lower().split())
    if name in PAPERS:
        return PAPERS[name]
    parts = re.split(r"\s*[x×]\s*", name)
    if len(parts) != 2:
        return None
    unit = re.sub(r"[\d.,\s]", "", parts[1])
    one = parts[0] if re.search(r'[a-z"]', parts[0]) else parts[0] + unit
    width, height = length(one), length(parts[1])
    return (width, height) if width and height else None
