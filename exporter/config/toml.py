"""TOML and the lines of its values, which `tomllib` does not keep."""

from __future__ import annotations

import re
import tomllib
from typing import Any, TypeAlias

# The keys and positions that lead to a value
Place: TypeAlias = tuple[str | int, ...]
# A file that somebody else wrote may be made to cost a parse for each of its lines
MOST_TRIES = 500


class TomlError(ValueError):
    """Text that is no TOML; `line` and `column` count from 1 and are 0 where they are not known."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


def parse(text: str) -> dict[str, Any]:
    """The value of a TOML text. Raises TomlError."""
    try:
        # a version or volume such as 1.10 keeps its digits
        return tomllib.loads(text, parse_float=str)
    except RecursionError:
        raise TomlError("lists or tables are nested too deeply") from None
    except tomllib.TOMLDecodeError as error:
        message, _, place = str(error).rpartition(" (at ")
        message = (message or str(error)).rstrip(".")
        at = re.fullmatch(r"line (\d+), column (\d+)\)", place)
        line, column = map(int, at.groups()) if at else (text.count("\n") + 1, 0)
        raise TomlError(f"{message[:1].lower()}{message[1:]}", line, column) from error


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
