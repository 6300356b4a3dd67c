"""The values of TOML as the settings want them."""

from __future__ import annotations

import datetime
from typing import Any

from exporter.config.sheets import NUMBERS

TEXT = (
    "date",
    "modified",
    "first_published",
    "series_number",
    "edition",
    "isbn",
    "identifier",
)
BOUNDS = ("since", "until")


def plain(data: dict[str, Any]) -> dict[str, Any]:
    """TOML has dates and numbers; a date, a volume or an ISBN is text to the rest of us."""
    kinds = {"book": _book, "digest": _digest}
    return _with_numbers(
        {
            name: [kinds[name](each) for each in value]
            if name in kinds and isinstance(value, list)
            else value
            for name, value in data.items()
        }
    )


def _book(book: Any) -> Any:
    if not isinstance(book, dict):
        return book
    return _with_numbers(
        {key: _as_text(value) if key in TEXT else value for key, value in book.items()}
    )


def _with_numbers(data: dict[str, Any]) -> dict[str, Any]:
    """Tables of measures, of which some are written as numbers."""
    return {
        name: {key: _as_text(each) if key in NUMBERS[name] else each for key, each in value.items()}
        if name in NUMBERS and isinstance(value, dict)
        else value
        for name, value in data.items()
    }


def _digest(digest: Any) -> Any:
    if not isinstance(digest, dict):
        return digest
    where = digest.get("where")
    dated = {key: _day(value) if key in BOUNDS else value for key, value in digest.items()}
    if isinstance(where, dict):
        dated["where"] = {
            key: [_day(each) for each in value] if isinstance(value, list) else _day(value)
            for key, value in where.items()
        }
    return dated


def _day(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def _as_text(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_text(each) for each in value]
    # YAML's 1.5 is a number, where TOML's keeps its digits
    return str(value) if type(value) in (int, float) else _day(value)
