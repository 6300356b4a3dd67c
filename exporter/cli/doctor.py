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

    In a project with a newsletter: what Gmail and Yahoo ask of who sends to many, as far as it can
    be looked at from here, and what is left to look at.

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
    _newsletter(present)
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
    from exporter.cli.scripts import rows, scripts_of, where
    from exporter.cli.terminal import columns
    from exporter.project import settings_for

    scripts = scripts_of(settings_for(paths), paths)
    _say("")
    for line in columns(rows(scripts), frozenset({2})) if scripts else ("no text in any note",):
        _say(line)
    lacking = [script for script in scripts if script.missing]
    _hints([(each.label, each.hint) for each in lacking])
    for each in lacking:
        _say(f"{each.label}: in {where(each)}")
    return [each.label for each in lacking]


def _newsletter(paths: list[Path]) -> None:
    """Tell how a project's newsletter stands to the rules for bulk senders; few have to keep them,
    and so nothing is missing where they are broken."""
    from exporter import config
    from exporter.cli.terminal import columns
    from exporter.errors import UsageError

    file = config.find(paths[0] if paths else Path.cwd())
    try:
        settings = config.load(file) if file else None
        if settings is None or settings.newsletter is None:
            return
        from exporter.mailing.bulk_rules import bulk_rules

        rules = [*bulk_rules(settings)]
    except UsageError as error:
        _say("")
        _say(f"the newsletter can't be looked at: {error.message}")
        return
    marks = {"kept": "ok", "broken": "–", "elsewhere": "?"}
    _say("")
    _say("what Gmail and Yahoo ask of who sends 5,000 messages a day (?: not to be seen from here)")
    for line in columns([(marks[r.state], r.name, r.detail) for r in rules], frozenset()):
        _say(line)
    _hints([(rule.name, rule.hint) for rule in rules if rule.hint])


def _hints(hints: list[tuple[str, str]]) -> None:
    if hints:
        _say("")
    for name, hint in hints:
        _say(f"{name}: {hint}")


def _say(line: str) -> None:
    from exporter.cli.terminal import say

    say(line)
