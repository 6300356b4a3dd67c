"""`exporter doctor`: what is installed here, what is missing, and how to get it."""

from __future__ import annotations

from pathlib import Path

import click

from exporter.cli import parameters
from exporter.cli.failures import FAILED


@click.command("doctor")
@parameters.paths
def command(paths: tuple[Path, ...]) -> None:
    """Say which programs, libraries and fonts are there, and how to get those that are not.

    With notes or folders: which scripts these have, which of their characters no font has, and
    what to install. A PDF has code points in the place of such characters.

    Ends with exit code 1 where something is missing that a format, or one of the notes, needs.

    \b
    Examples:
      exporter doctor
      exporter doctor notes/
    """
    from exporter.cli.options import sorted_out

    present, errors = sorted_out(paths)
    missing = _installed()
    if present:
        missing += _scripts(present)
    _say("")
    _say(f"missing: {', '.join(missing)}" if missing else "everything that is needed is there")
    click.get_current_context().exit(FAILED if missing or errors else 0)


def _installed() -> list[str]:
    """Tell what is installed, and give what is missing."""
    from exporter.cli.checks import all_checks
    from exporter.cli.terminal import columns

    marks = {"there": "ok", "missing": "MISSING", "optional": "–"}
    checks = all_checks()
    for line in columns([(marks[c.state], c.name, c.detail) for c in checks], frozenset()):
        _say(line)
    _hints([(check.name, check.hint) for check in checks if check.hint])
    return [check.name for check in checks if check.state == "missing"]


def _scripts(paths: list[Path]) -> list[str]:
    """Tell which scripts the notes have, and give those of which something is missing."""
    from exporter.cli.project import settings_for
    from exporter.cli.scripts import rows, scripts_of, where
    from exporter.cli.terminal import columns

    scripts = scripts_of(settings_for(paths), paths)
    _say("")
    for line in columns(rows(scripts), frozenset({2})) if scripts else ("no text in any note",):
        _say(line)
    lacking = [script for script in scripts if script.missing]
    _hints([(each.label, each.hint) for each in lacking])
    for each in lacking:
        _say(f"{each.label}: in {where(each)}")
    return [each.label for each in lacking]


def _hints(hints: list[tuple[str, str]]) -> None:
    if hints:
        _say("")
    for name, hint in hints:
        _say(f"{name}: {hint}")


def _say(line: str) -> None:
    from exporter.cli.terminal import say

    say(line)
