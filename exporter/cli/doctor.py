"""`exporter doctor`: what is installed here, what is missing, and how to get it."""

from __future__ import annotations

import click

from exporter.cli.failures import FAILED


@click.command("doctor")
def command() -> None:
    """Say which programs, libraries and fonts are there, and how to get those that are not.

    Ends with exit code 1 where something is missing that a format can't be made without.

    \b
    Example:
      exporter doctor
    """
    from exporter.cli.checks import all_checks
    from exporter.cli.terminal import columns, say

    marks = {"there": "ok", "missing": "MISSING", "optional": "–"}
    checks = all_checks()
    for line in columns([(marks[c.state], c.name, c.detail) for c in checks], frozenset()):
        say(line)
    lacking = [check for check in checks if check.hint]
    if lacking:
        say()
    for check in lacking:
        say(f"{check.name}: {check.hint}")
    missing = [check.name for check in checks if check.state == "missing"]
    say()
    say(f"missing: {', '.join(missing)}" if missing else "everything that is needed is there")
    click.get_current_context().exit(FAILED if missing else 0)
