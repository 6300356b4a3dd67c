"""Saying things: text that a terminal can show, in the right stream and shape."""

from __future__ import annotations

import os
import re
import sys
import unicodedata

import click

# C0 and C1 controls could command a terminal, marks and overrides of direction could mislead its
# reader; the name of a note may hold all of them, and half a surrogate pair as well
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
# The logs of GitHub Actions and Azure Pipelines obey `::error …` where a line begins, `##[error]`
# and `##vso[…]` anywhere in it
_ORDER = re.compile(r"^\s*:(?=:)|#(?=#(?:vso)?\[)")


def printable(text: str) -> str:
    """The text with controls as escapes (`\\x1b`), so that it can be shown anywhere."""
    return _UNSAFE.sub(lambda found: ascii(found[0])[1:-1], text)


def one_line(text: str) -> str:
    """The text as a part of one line, from which nobody takes orders: also with ends of lines, and
    with what a build server would obey, as escapes (`\\n`, `\\x3a:error`)."""
    line = printable(text).replace("\n", "\\n")
    return _ORDER.sub(lambda found: f"{found[0][:-1]}\\x{ord(found[0][-1]):x}", line)


def say(text: str = "") -> None:
    """A line on stdout."""
    click.echo(one_line(text))


def note(text: str = "") -> None:
    """A line on stderr."""
    click.echo(one_line(text), err=True)


def complain(kind: str, message: str, hint: str = "", *, colour: str = "red") -> None:
    """`error: message` on stderr, and below it `hint: …`."""
    label = click.style(f"{kind}:", fg=colour, bold=True) if _colours() else f"{kind}:"
    click.echo(f"{label} {one_line(message)}", err=True)
    if hint:
        click.echo(f"hint: {one_line(hint)}", err=True)


def on_terminal() -> bool:
    """Whether a person watches: both streams are a terminal that can move its cursor."""
    streams = sys.stdout.isatty() and sys.stderr.isatty()
    return streams and os.environ.get("TERM") != "dumb"


def tolerate_any_character() -> None:
    """Make the streams show what they can't encode as escapes rather than fail on it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def columns(rows: list[tuple[str, ...]], right: frozenset[int]) -> list[str]:
    """Rows as aligned lines; the columns in `right` are set flush right."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(_cells(row, widths, right)).rstrip() for row in rows]


def _cells(row: tuple[str, ...], widths: list[int], right: frozenset[int]) -> list[str]:
    gaps = [" " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
    return [
        gap + cell if number in right else cell + gap
        for number, (cell, gap) in enumerate(zip(row, gaps, strict=True))
    ]


def _width(text: str) -> int:
    """Terminal cells: wide characters take two, combining marks none."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    marks = sum(unicodedata.combining(character) > 0 for character in text)
    return len(text) + wide - marks


def _colours() -> bool:
    return sys.stderr.isatty() and "NO_COLOR" not in os.environ
