"""`exporter newsletter check`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from exporter.cli.newsletter import common

if TYPE_CHECKING:
    from exporter.config import Settings
    from exporter.diagnostics import Diagnostic
    from exporter.mailing.deliveries import Addressee
    from exporter.mailing.dispatch import Listing
    from exporter.mailing.issue import Issue


@click.command("check")
@common.issue
@common.list_
@common.table
@common.segment
@common.cut
@click.option("--links", is_flag=True, help="Try every link on the web; nothing is fetched else.")
@click.option("--strict", is_flag=True, help="Let warnings fail the check.")
@click.option(
    "--report",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How to tell what was found: for people, or as JSON.",
)
@click.option("--verbose", "-v", is_flag=True, help="Tell every finding.")
@common.quiet
def command(
    issue: str,
    file: Path | None,
    table: str,
    segment: str | None,
    split: bool,
    excerpt: bool,
    links: bool,
    strict: bool,
    report: str,
    verbose: bool,
    quiet: bool,
) -> None:
    """Say what is wrong with ISSUE before it is sent: sizes, pictures, links, headers, markup.

    `send` does the same, and sends nothing where there are errors. With a list, the letters of all
    that are on it are made and measured.

    Ends with exit code 1 where there are errors, 2 where nothing could be checked.

    \b
    Examples:
      exporter newsletter check october.md
      exporter newsletter check october.md --list subscribers.csv --links
    """
    import time

    from exporter.check import Findings
    from exporter.cli.findings import failing
    from exporter.mailing.checks import CHECKS, checked
    from exporter.mailing.checks.tried import dead

    began = time.perf_counter()
    settings = common.project(issue)
    listing = common.listing(file, table, segment) if file else None
    checks = (*CHECKS, dead) if links else CHECKS
    names = common.pieces(settings, issue, split=split, excerpt=excerpt)
    letters = [common.drafted(settings, name) for name in names]
    found: list[Diagnostic] = []
    for made in letters:
        readers = _readers(settings, made.issue, listing) if listing else ()
        found += checked(made, settings, (each.columns for each in readers), checks)
    # what is about the note is about each of its parts
    once = tuple(dict.fromkeys(found))
    findings = Findings(once, len(letters[0].edition.chapters), time.perf_counter() - began)
    code = 1 if failing(once, strict=strict) else 0
    if report == "json":
        from exporter.cli.report import as_json, check_report

        click.echo(as_json(check_report(findings, settings, (), code)))
    else:
        from exporter.cli.grouped import print_grouped

        print_grouped(findings, Path(settings.root), everything=verbose, quiet=quiet, strict=strict)
    click.get_current_context().exit(code)


def _readers(settings: Settings, issue: Issue, listing: Listing) -> tuple[Addressee, ...]:
    """Who of a list gets an issue. Raises UsageError where a letter can't be made."""
    from exporter.mailing.audience import check_all
    from exporter.mailing.dispatch import listed_audience
    from exporter.mailing.ledger import open_ledger, secret_of
    from exporter.mailing.letter import letter_of
    from exporter.mailing.means import records, writer_of

    letter = letter_of(issue)
    with open_ledger(records(settings)) as ledger:
        audience, _ = listed_audience(letter, listing, ledger)
        write = writer_of(settings, letter, secret_of(ledger), trial=True)
    check_all(audience, write, str(listing.file))
    return audience.members
