"""`exporter newsletter export`."""

from __future__ import annotations

from pathlib import Path

import click

from exporter.cli.newsletter import common


@click.command("export")
@common.issue
@click.option(
    "--to",
    "form",
    type=click.Choice(["eml", "csv"]),
    default="eml",
    help="Messages (the default), or what the ledger has of the issue.",
)
@common.list_
@common.table
@common.segment
@click.option(
    "--out",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="A folder for messages, a file for CSV.",
)
def command(
    issue: str, form: str, file: Path | None, table: str, segment: str, out: Path | None
) -> None:
    """Write the messages of ISSUE as .eml files, or what became of them as CSV.

    \b
    Examples:
      exporter newsletter export october.md --list subscribers.csv --out messages
      exporter newsletter export october.md --to csv --out october.csv
    """
    from exporter.errors import UsageError
    from exporter.mailing.ledger import open_ledger
    from exporter.mailing.means import records

    settings = common.project(issue)
    with open_ledger(records(settings)) as ledger:
        if form == "csv":
            common.write_csv(settings, issue, ledger, out)
        elif file is None or out is None:
            raise UsageError(
                "messages need a list and a folder", "--list subscribers.csv --out messages"
            )
        else:
            listing = common.listing(file, table, segment)
            common.write_messages(settings, issue, listing, ledger, out)
