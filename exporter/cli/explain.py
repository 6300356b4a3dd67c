"""`exporter explain`."""

from __future__ import annotations

import textwrap

import click

from exporter.cli.terminal import columns, say
from exporter.errors import UsageError


@click.command("explain")
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """Say what the CODE of a diagnostic means; without one, list all codes.

    \b
    Examples:
      exporter explain
      exporter explain links/dangling
    """
    from exporter.codes import CODES
    from exporter.config import near_miss

    if code is None:
        rows = [
            (name, known.severity, first_sentence(known.explanation))
            for name, known in CODES.items()
        ]
        for line in columns(sorted(rows), frozenset()) if rows else []:
            say(line)
        return
    if code not in CODES:
        raise UsageError(f"there is no code “{code}”", near_miss(code, sorted(CODES)))
    say(f"{code} ({CODES[code].severity})")
    explanation = CODES[code].explanation
    for line in textwrap.wrap(explanation, 80, initial_indent="  ", subsequent_indent="  "):
        say(line)


def first_sentence(explanation: str) -> str:
    """The first sentence."""
    return explanation.partition(". ")[0].rstrip(".")
