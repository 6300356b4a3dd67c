"""TOML and the lines of its values, which `tomllib` does not keep."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from typing import Any, TypeAlias

# The keys and positions that lead to a value
Place: TypeAlias = tuple[str | int, ...]
# A file that somebody else wrote may be made to cost a parse for each of its lines
MOST_TRIES = 500
# Levels; the deepest setting lies four below the top
DEEPEST = 20
# A key of more parts, at the beginning of a line or of a table
DOTTED = re.compile(rf"""^[ \t\[]*(?:[\w"'-]+[ \t]*\.[ \t]*){{{DEEPEST + 1}}}""", re.MULTILINE)
TOO_DEEP = "lists or tables are nested too deeply"


class TomlError(ValueError):
    """Text that is no TOML; `line` and `column` count from 1 and are 0 where they are not known."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


def parse(text: str) -> dict[str, Any]:
    """The value of a TOML text. Raises TomlError."""
    if DOTTED.search(text):  # tomllib's time grows with the square of their number
        raise TomlError(TOO_DEEP)
    try:
        # a version or volume such as 1.10 keeps its digits
        data = tomllib.loads(text, parse_float=str)
    except RecursionError:
        raise TomlError(TOO_DEEP) from None
    except ValueError as error:  # also a number of more digits than Python reads
        message, _, place = str(error).rpartition(" (at ")
        message = (message or str(error)).rstrip(".")
        at = re.fullmatch(r"line (\d+), column (\d+)\)", place)
        line, column = map(int, at.groups()) if at else (text.count("\n") + 1, 0)
        raise TomlError(f"{message[:1].lower()}{message[1:]}", line, column) from error
    if is_deep(data):  # keys with dots, which tomllib reads without a stack
        raise TomlError(TOO_DEEP)
    return data


def is_deep(value: Any) -> bool:
    """Whether lists and mappings are nested more deeply than a value of front matter or settings
    may be: what works on them has a stack that ends."""
    level = [value]
    for _ in range(DEEPEST + 1):
        level = [each for outer in level for each in _within(outer)]
    return bool(level)


def _within(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def line_of(text: str, place: Place) -> int:
    """The line on which a value starts, from 1.

    A file cut after a line that ends a statement is itself a TOML file: the statement with the key
    of the value in it is found, and whether the file has the value when it is cut behind it.
    """
    lines = text.split("\n")
    tried: dict[int, dict[str, Any] | None] = {}

    def upto(number: int) -> dict[str, Any] | None:
        if len(tried) > MOST_TRIES:
            return {}
        if number not in tried:
            try:
                tried[number] = tomllib.loads("\n".join(lines[:number]))
            except tomllib.TOMLDecodeError:
                tried[number] = None
        return tried[number]

    key = next((part for part in reversed(place) if isinstance(part, str)), "")
    for number in (number for number, line in enumerate(lines) if key in line):
        start, end = number, number + 1
        while upto(start) is None:
            start -= 1
        while end < len(lines) and upto(end) is None:
            end += 1
        if _holds(upto(end), place):
            return start + 1
        if len(tried) > MOST_TRIES:
            return number + 1
    return 1


def _holds(data: Any, place: Place) -> bool:
    for part in place:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return False
    return True
