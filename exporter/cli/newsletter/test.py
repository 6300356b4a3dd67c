"""`exporter newsletter test`."""

from __future__ import annotations

from pathlib import Path

import click

from exporter.cli.newsletter import common


@click.command("test")
@common.issue
@click.option("--to", metavar="ADDRESS", multiple=True, required=True, help="Who gets it.")
@common.list_
@common.table
@common.cut
def command(
    issue: str, to: tuple[str, ...], file: Path | None, table: str, split: bool, excerpt: bool
) -> None:
    """Send one copy of ISSUE to yourself, with [TEST] before its subject.

    Fields are filled from the first subscriber of a list; without one they show their names. The
    ledger does not hear of it.

    \b
    Examples:
      exporter newsletter test october.md --to me@example.org
      exporter newsletter test october.md --to me@example.org --list subscribers.csv
    """
    from exporter.cli.terminal import say
    from exporter.mailing.trial import send_test

    settings = common.project(issue)
    listing = common.listing(file, table) if file else None
    failed = False
    for name in common.pieces(settings, issue, split=split, excerpt=excerpt):
        answers = send_test(settings, common.made(settings, name), to, listing)
        for address, answer in zip(to, answers, strict=True):
            say(" ".join(filter(None, (answer.state, address, answer.reply))))
        failed |= any(answer.state != "sent" for answer in answers)
    click.get_current_context().exit(1 if failed else 0)
