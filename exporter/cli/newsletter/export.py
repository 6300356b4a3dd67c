"""`exporter newsletter export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from exporter.cli.newsletter import common, telling

if TYPE_CHECKING:
    from exporter.config import Settings
    from exporter.mailing.dispatch import Listing
    from exporter.mailing.ledger import Ledger


@click.command("export")
@common.issue
@click.option(
    "--to",
    "form",
    type=click.Choice(["eml", "csv", "ghost", "buttondown", "mailchimp"]),
    default="eml",
    help="Messages (the default), what the ledger has of the issue, or HTML to paste.",
)
@common.list_
@common.table
@common.segment
@common.cut
@click.option(
    "--out",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="A folder for messages and for HTML, a file for CSV.",
)
def command(
    issue: str,
    form: str,
    file: Path | None,
    table: str,
    segment: str | None,
    split: bool,
    excerpt: bool,
    out: Path | None,
) -> None:
    """Write the messages of ISSUE as .eml files, or what became of them as CSV.

    For Ghost, Buttondown and Mailchimp: HTML to be pasted there, with personal fields in their
    words, and the pictures that have to be uploaded beside it.

    \b
    Examples:
      exporter newsletter export october.md --list subscribers.csv --out messages
      exporter newsletter export october.md --to csv --out october.csv
      exporter newsletter export october.md --to mailchimp
    """
    from exporter.errors import UsageError
    from exporter.mailing.ledger import open_ledger
    from exporter.mailing.means import records

    settings = common.project(issue)
    if form == "csv" and (split or excerpt):
        hint = "`exporter newsletter status` names them"
        raise UsageError("the ledger has letters as they were sent", hint)
    names = common.pieces(settings, issue, split=split, excerpt=excerpt)
    if form in ("ghost", "buttondown", "mailchimp"):
        for name in names:
            _write_pasted(settings, name, form, out)
        return
    with open_ledger(records(settings)) as ledger:
        if form == "csv":
            _write_csv(settings, issue, ledger, out)
        elif file is None or out is None:
            raise UsageError(
                "messages need a list and a folder", "--list subscribers.csv --out messages"
            )
        else:
            listing = common.listing(file, table, segment)
            for number, name in enumerate(names, 1):
                folder = out / f"part {number}" if len(names) > 1 else out
                _write_messages(settings, name, listing, ledger, folder)


def _write_csv(settings: Settings, asked: str, ledger: Ledger, out: Path | None) -> None:
    from exporter.cli.terminal import say
    from exporter.config import shown
    from exporter.errors import UsageError
    from exporter.mailing.deliveries import begun, entries, runs
    from exporter.mailing.tables import as_csv

    found = [
        run
        for run in runs(ledger)
        if (each := begun(ledger, run)) and common.is_meant(settings, asked, run, each)
    ]
    if not found:
        raise UsageError(f"{asked} was not begun", "`exporter newsletter status` shows what was")
    text = as_csv(entry for run in found for entry in entries(ledger, run))
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        out.write_text(text, "utf-8", newline="")
    except OSError as error:
        raise UsageError(f"{shown(out)} can't be written: {error.strerror}") from error
    say(f"written {shown(out)}")


def _write_pasted(settings: Settings, asked: str, name: str, out: Path | None) -> None:
    from exporter.cli.findings import plural
    from exporter.cli.terminal import say
    from exporter.config import shown
    from exporter.mailing.services import SERVICES, pasted
    from exporter.output.manifest import claim
    from exporter.output.writer import write
    from exporter.project import out_folder

    target = out_folder(out, settings, ())
    issue = common.made(settings, asked)
    found = pasted(issue, name)
    folder = target / f"{issue.id}.{name}"
    claim(target)
    say(f"written {shown(write(folder, 'paste.html', found.html.encode()))}")
    for file, data in found.pictures.items():
        write(folder, file, data)
    if found.pictures:
        what = plural(len(found.pictures), "picture")
        title = SERVICES[name].title
        say(f"upload {what} from {shown(folder)} to {title}, and put their addresses in")


def _write_messages(
    settings: Settings, asked: str, listing: Listing, ledger: Ledger, out: Path
) -> None:
    from exporter.cli.findings import plural
    from exporter.cli.terminal import say
    from exporter.config import shown
    from exporter.mailing.trial import messages
    from exporter.output.writer import write

    number = 0
    found, left_out = messages(settings, common.made(settings, asked), listing, ledger)
    for name, data in found:
        write(out.resolve(), name, data)
        number += 1
    say(f"written {plural(number, 'message')} to {shown(out)}")
    if left_out:
        say(f"left out {telling.counted_out(left_out)}")
        telling.print_faults(left_out)
