"""`exporter newsletter preview`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from exporter.cli.newsletter import common

if TYPE_CHECKING:
    from exporter.config import Settings
    from exporter.mailing.dispatch import Listing
    from exporter.mailing.preview import Seen


@click.command("preview")
@common.issue
@common.list_
@common.table
@common.cut
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where the folder goes; else the project’s out folder.",
)
@click.option("--pictures", is_flag=True, help="Pictures, too, by Chromium where it is installed.")
@click.option("--open", "opened", is_flag=True, help="Show the page in the browser.")
@common.quiet
def command(
    issue: str,
    file: Path | None,
    table: str,
    split: bool,
    excerpt: bool,
    out: Path | None,
    pictures: bool,
    opened: bool,
    quiet: bool,
) -> None:
    """Write a page that shows ISSUE as its readers will see it.

    On a desktop and on a phone, in light and dark colours, without pictures, and as text; with its
    headers and all that the checks find. The message lies beside it, for a mail program to open.
    Nothing on the page is fetched from anywhere.

    Fields are filled from the first subscriber of a list; without one they show their names.

    \b
    Examples:
      exporter newsletter preview october.md --open
      exporter newsletter preview october.md --list subscribers.csv --pictures
    """
    import webbrowser

    from exporter.cli.terminal import say
    from exporter.config import shown
    from exporter.project import out_folder

    settings = common.project(issue)
    target = out_folder(out, settings, ())
    listing = common.listing(file, table) if file else None
    for name in common.pieces(settings, issue, split=split, excerpt=excerpt):
        index = _written(settings, name, listing, target, pictures=pictures)
        if not quiet:
            say(f"written {shown(index)}")
        if opened:
            webbrowser.open(index.as_uri())


def _written(
    settings: Settings, issue: str, listing: Listing | None, target: Path, *, pictures: bool
) -> Path:
    """The page that shows a letter, written with what lies beside it."""
    from exporter.mailing.checks import checked, html_size
    from exporter.mailing.letter import columns_of, letter_of
    from exporter.mailing.preview import page, seen
    from exporter.mailing.trial import sample
    from exporter.output.manifest import claim
    from exporter.output.writer import write

    made = common.drafted(settings, issue)
    message = sample(settings, made.issue, listing)
    read = seen(message)
    if settings.newsletter and settings.newsletter.images == "linked":
        # they need not be on the web yet, and would not be fetched from there
        read = _with_pictures(read, settings, issue, listing)
    first = f"Fields as for the first of {listing.file.name}." if listing else ""
    fields = columns_of(letter_of(made.issue))
    folder = target / f"{made.issue.id}.preview"
    found = checked(made, settings)
    told = (first or "Fields show their names.") if fields else ""
    html = page(read, html_size(made, settings), found, told)
    claim(target)
    index = write(folder, "index.html", html.encode())
    write(folder, "message.eml", message)
    if pictures:
        _draw(read, folder)
    return index


def _with_pictures(read: Seen, settings: Settings, issue: str, listing: Listing | None) -> Seen:
    """A message that links to its pictures, shown with them."""
    import msgspec

    from exporter.config import Newsletter
    from exporter.mailing.preview import seen
    from exporter.mailing.trial import sample

    newsletter = settings.newsletter or Newsletter()
    attached = msgspec.structs.replace(
        settings, newsletter=msgspec.structs.replace(newsletter, images="attached")
    )
    shown = seen(sample(attached, common.drafted(attached, issue).issue, listing))
    return read._replace(html=shown.html, pictures=shown.pictures)


def _draw(message: Seen, folder: Path) -> None:
    from exporter.cli.terminal import complain
    from exporter.mailing.preview.pictures import TALLEST, pictures
    from exporter.output.writer import write

    for each in pictures(message):
        write(folder, each.name, each.data)
        if each.cut:
            complain(
                "remark",
                f"{each.name} ends after {TALLEST:,} pixels, the letter does not",
                colour="blue",
            )
