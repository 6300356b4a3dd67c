"""`exporter newsletter`: one module for each of its commands."""

from __future__ import annotations

import click

from exporter.cli.commands import Commands

# name -> what the overview says of it
COMMANDS = {
    "new": "Begin an issue, of notes that a query finds.",
    "preview": "Show an issue as its readers will see it.",
    "check": "Say what is wrong with an issue before it is sent.",
    "send": "Send an issue to a list, after showing what that comes to.",
    "resume": "Go on with an issue that did not get to everybody.",
    "status": "Show what became of the messages of an issue.",
    "test": "Send one copy to yourself.",
    "export": "Write messages as .eml files, HTML to paste, or the ledger as CSV.",
    "unsubscribe": "Send nothing more to an address.",
    "bounces": "Read bounces and complaints into the ledger.",
}


@click.group("newsletter", cls=Commands, names=COMMANDS, package=__name__)
def command() -> None:
    """Send an issue, a note or a digest, to its subscribers, and keep account of it.

    Without a server in [newsletter.smtp] of exporter.toml, messages go to an outbox, a Maildir on
    this machine. The ledger knows who got what: nobody gets an issue twice, whatever goes wrong.

    A letter that is longer than Gmail shows can be sent in parts, with --split, or as its beginning
    with a way to the rest, with --excerpt.

    \b
    Examples:
      exporter newsletter new --query "tag:garden since:2026-10-01"
      exporter newsletter preview october.md --open
      exporter newsletter test october.md --to me@example.org
      exporter newsletter send october.md --list subscribers.csv
      exporter newsletter resume
    """
