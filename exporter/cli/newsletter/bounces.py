"""`exporter newsletter bounces`."""

from __future__ import annotations

from pathlib import Path

import click

from exporter.cli.newsletter import common

WORDS = {
    "hard": "bounced for good: they get nothing more",
    "soft": "bounced for now",
    "complained": "complained: they get nothing more",
    "unsubscribed": "want to leave: they get nothing more",
    "known": "known already",
    "unknown": "about nobody that we wrote to",
    "others": "something else than a report",
}


@click.command("bounces")
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
def command(paths: tuple[Path, ...]) -> None:
    """Read what came back into the ledger: bounces (RFC 3464), complaints (RFC 5965), and mails
    that say “unsubscribe”.

    PATH is a message, an mbox file, a Maildir or a folder of messages. Nothing in it is changed,
    and the same report counts once.

    \b
    Examples:
      exporter newsletter bounces ~/Maildir/.bounces
      exporter newsletter bounces report.eml
    """
    from exporter.cli.terminal import columns, say
    from exporter.mailing.bounces import messages_in, reports_in
    from exporter.mailing.ledger import open_ledger
    from exporter.mailing.means import records
    from exporter.mailing.returns import enter_reports

    settings = common.project()
    found = [reports_in(data) for path in paths for data in messages_in(path)]
    with open_ledger(records(settings)) as ledger:
        told = enter_reports(ledger, (report for each in found for report in each))
    told["others"] = sum(not each for each in found)
    rows: list[tuple[str, ...]] = [
        (f"{told[kind]:,}", words) for kind, words in WORDS.items() if told[kind]
    ]
    for line in columns(rows, frozenset({0})) if rows else ("there is nothing in it",):
        say(line)
