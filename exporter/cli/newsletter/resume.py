"""`exporter newsletter resume`."""

from __future__ import annotations

import click

from exporter.cli.newsletter import common


@click.command("resume")
@click.argument("issue", metavar="[ISSUE]", default="")
@common.unknown
@click.option("--retry-refused", is_flag=True, help="Try those again that the server refused.")
@common.edited
@common.despite
@common.yes
@common.quiet
def command(
    issue: str,
    resend_unknown: bool,
    retry_refused: bool,
    edited: bool,
    despite: tuple[str, ...],
    yes: bool,
    quiet: bool,
) -> None:
    """Go on with ISSUE, or with the last one that was begun, where it did not get to everybody.

    Goes by the ledger: no list is needed, and nobody who has it gets it again. What may have
    arrived is left alone, unless --resend-unknown is said.

    \b
    Examples:
      exporter newsletter resume
      exporter newsletter resume october.md --resend-unknown
    """
    from exporter.cli.newsletter.sending import send
    from exporter.errors import UsageError
    from exporter.mailing.deliveries import begun, runs
    from exporter.mailing.dispatch import Wishes
    from exporter.mailing.ledger import open_ledger
    from exporter.mailing.means import records, way_of

    settings = common.project(issue)
    channel = way_of(settings).channel
    with open_ledger(records(settings)) as ledger:
        sources = [
            found.source
            for run in runs(ledger)
            if run.channel == channel and (found := begun(ledger, run))
        ]
    if not issue and not sources:
        raise UsageError("no issue was begun", "`exporter newsletter send ISSUE --list …` begins")
    wishes = Wishes(resend_unknown, retry_refused, edited)
    asked = issue or common.in_project(settings, sources[0])
    code = send(settings, asked, None, wishes, despite=despite, yes=yes, quiet=quiet)
    click.get_current_context().exit(code)
