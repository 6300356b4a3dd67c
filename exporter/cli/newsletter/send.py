"""`exporter newsletter send`."""

from __future__ import annotations

from pathlib import Path

import click

from exporter.cli.newsletter import common


@click.command("send")
@common.issue
@common.list_
@common.table
@common.segment
@common.cut
@common.edited
@common.despite
@common.yes
@common.quiet
def command(
    issue: str,
    file: Path | None,
    table: str,
    segment: str | None,
    split: bool,
    excerpt: bool,
    edited: bool,
    despite: tuple[str, ...],
    yes: bool,
    quiet: bool,
) -> None:
    """Send ISSUE, a note or the name of a digest, to everybody on a list.

    Checks it as `check` does, shows what is to be sent, and asks. Who has the issue already, left
    the list or bounced gets nothing; a list that has grown since may be sent to again.

    A letter that is longer than Gmail shows goes in parts with --split, one after the other, or as
    its beginning with --excerpt. A part alone is called ISSUE#1, ISSUE#2 and on.

    Ends with exit code 1 where somebody did not get it, 2 where nothing could be begun.

    \b
    Examples:
      exporter newsletter send october.md --list subscribers.csv
      exporter newsletter send october.md --list people.sqlite --table readers
      exporter newsletter send october.md --list people.csv --segment 'plan == "paid"' --yes
    """
    from exporter.cli.newsletter.sending import send
    from exporter.errors import UsageError
    from exporter.mailing.dispatch import Wishes

    if file is None:
        raise UsageError("to whom? --list is missing", "--list subscribers.csv")
    settings = common.project(issue)
    listing = common.listing(file, table, segment)
    wishes = Wishes(edited=edited)
    codes = (
        send(settings, name, listing, wishes, despite=despite, yes=yes, quiet=quiet)
        for name in common.pieces(settings, issue, split=split, excerpt=excerpt)
    )
    # no part goes before the one that it goes on from
    click.get_current_context().exit(next(filter(None, codes), 0))
