"""`exporter newsletter status`."""

from __future__ import annotations

import click

from exporter.cli.newsletter import common, telling

# Messages that are named one by one
MOST = 20
WAYS = {"outbox": "to the outbox", "smtp": "by SMTP"}


@click.command("status")
@click.argument("issue", metavar="[ISSUE]", default="")
@click.option("--verbose", "-v", is_flag=True, help="Name all that did not get it.")
def command(issue: str, verbose: bool) -> None:
    """Show what became of the messages of ISSUE, or of all issues.

    \b
    Examples:
      exporter newsletter status
      exporter newsletter status october.md --verbose
    """
    from exporter.cli.terminal import say
    from exporter.mailing.deliveries import begun, count, runs
    from exporter.mailing.ledger import open_ledger
    from exporter.mailing.means import records

    settings = common.project(issue)
    with open_ledger(records(settings)) as ledger:
        found = [(run, each) for run in runs(ledger) if (each := begun(ledger, run))]
        wanted = [(r, e) for r, e in found if not issue or common.is_meant(settings, issue, r, e)]
        if not wanted:
            say("no issue was begun" if not issue else f"{issue} was not begun")
        for run, each in wanted:
            say(f"{each.subject} ({each.source}), begun {each.day}, {WAYS[run.channel]}")
            telling.print_states(count(ledger, run))
            telling.print_unsent(ledger, run, None if verbose else MOST if issue else 0)
            say()
        telling.print_kept_out(ledger)
