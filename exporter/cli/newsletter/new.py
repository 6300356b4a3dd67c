"""`exporter newsletter new`."""

from __future__ import annotations

import posixpath
from pathlib import Path

import click

from exporter.cli.newsletter import common


@click.command("new")
@click.option(
    "--query",
    metavar="QUERY",
    default="",
    help='Which notes it is about, as in: tag:garden since:2026-10-01 until:"30 days"',
)
@click.option("--title", metavar="TEXT", default="", help="Its subject; else name and number.")
@common.quiet
def command(query: str, title: str, quiet: bool) -> None:
    """Begin an issue: a note with the next number and today's date, among the other issues.

    For each note that the query finds, it has the title, which leads to the note, and how the note
    begins: for you to go on from. Without a query it has no text. No file is ever overwritten.

    A query has words such as tag:garden, folder:notes, note:"posts/*.md", since:2026-10-01,
    until:"30 days", order:title and limit:10; any other is a property, as in status:done. All have
    to hold. Drafts, other issues, and what is not published are not found.

    \b
    Examples:
      exporter newsletter new --query "tag:garden since:2026-10-01"
      exporter newsletter new --query "folder:notes limit:5" --title "Five notes"
    """
    from datetime import UTC, datetime

    from exporter.cli.findings import plural, print_findings
    from exporter.cli.terminal import say
    from exporter.config import shown
    from exporter.config.days import source_date
    from exporter.errors import UsageError
    from exporter.files import lies_in
    from exporter.mailing.drafting import new_issue
    from exporter.project import usual_out

    settings = common.project()
    today = (source_date() or datetime.now(UTC).astimezone()).date()
    drafted = new_issue(settings, query, title, today, usual_out(settings))
    print_findings(drafted.diagnostics, Path(settings.root))
    file = Path(settings.root, drafted.path)
    if not settings.trusted and not lies_in(file, Path(settings.root)):
        raise UsageError(
            f"the folder {posixpath.dirname(drafted.path)} of [newsletter] lies outside the vault",
            "say once that you know whose settings these are: exporter check --trust",
        )
    _write(file, drafted.text)
    if not quiet:
        told = f", about {plural(len(drafted.notes), 'note')}" if drafted.notes else ""
        say(f"written {shown(file)}{told}")


def _write(file: Path, text: str) -> None:
    """Write a file that is not there yet."""
    from exporter.config import shown
    from exporter.errors import UsageError

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with open(file, "x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        raise UsageError(f"{shown(file)} is there already", "nothing was written") from None
    except OSError as error:
        raise UsageError(f"{shown(file)} can't be written: {error.strerror}") from error
