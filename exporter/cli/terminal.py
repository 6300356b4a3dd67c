"""Saying things: text that a terminal can show, in the right stream and shape."""

from __future__ import annotations

import os
import re
import sys
import unicodedata

import click

# C0 and C1 controls could command a terminal, bidirectional overrides could mislead its reader;
# the name of a note may hold both, and half a surrogate pair as well
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """The text with controls as escapes (`\\x1b`), so that it can be shown anywhere."""
    return _UNSAFE.sub(lambda found: ascii(found[0])[1:-1], text)


def say(text: str = "") -> None:
    """A line on stdout."""
    click.echo(printable(text))


def note(text: str = "") -> None:
    """A line on stderr."""
    click.echo(printable(text), err=True)


def complain(kind: str, message: str, hint: str = "", *, colour: str = "red") -> None:
    """`error: message` on stderr, and below it `hint: …`."""
    label = click.style(f"{kind}:", fg=colour, bold=True) if _colours() else f"{kind}:"
    click.echo(f"{label} {printable(message)}", err=True)
    if hint:
        click.echo(f"hint: {printable(hint)}", err=True)


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
