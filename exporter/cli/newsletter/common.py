"""What several commands of `exporter newsletter` share: options, plans and counts in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from exporter.config import Settings
    from exporter.diagnostics import Diagnostic
    from exporter.mailing.deliveries import Begun, Run
    from exporter.mailing.dispatch import Listing, Plan
    from exporter.mailing.issue import Issue, Made

F = TypeVar("F", bound=Callable[..., Any])

issue = click.argument("issue", metavar="ISSUE")
list_ = click.option(
    "--list",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The subscribers: CSV, JSON Lines or SQLite, with a column “email”.",
)
table = click.option(
    "--table", metavar="NAME", default="", help="The table of an SQLite list with several."
)
segment = click.option(
    "--segment",
    metavar="CONDITION",
    help='Only those of whom this holds, as in: plan == "paid" and joined >= "2026-01-01"',
)
edited = click.option(
    "--edited", is_flag=True, help="Go on with an issue that was changed since it was begun."
)
unknown = click.option(
    "--resend-unknown",
    is_flag=True,
    help="Send those again that may have arrived: some will have two copies.",
)
despite = click.option(
    "--despite",
    metavar="CODE",
    multiple=True,
    help="Send it although the checks find this error. Can be given several times.",
)
yes = click.option("--yes", "-y", is_flag=True, help="Don't ask.")
quiet = click.option("--quiet", "-q", is_flag=True, help="Tell only what went wrong.")


def cut(command: F) -> F:
    """The options for a letter that Gmail would cut."""
    excerpt = click.option(
        "--excerpt", is_flag=True, help="Its beginning, with a button to the whole on the web."
    )
    split = click.option(
        "--split", is_flag=True, help="All of it, in parts that Gmail shows whole."
    )
    return split(excerpt(command))


def pieces(settings: Settings, asked: str, *, split: bool, excerpt: bool) -> tuple[str, ...]:
    """What names the letters that are made of an issue. Raises UsageError where it can't be cut."""
    from exporter.errors import UsageError
    from exporter.mailing.cutting import EXCERPT, piece_of
    from exporter.mailing.issue import parts_of
    from exporter.project import usual_out

    if not (split or excerpt):
        return (asked,)
    if split and excerpt:
        raise UsageError("--split sends all, --excerpt the beginning: say one of them")
    if piece := piece_of(asked):
        raise UsageError(f"{asked} is a piece already", f"leave out #{piece}")
    if excerpt:
        return (f"{asked}#{EXCERPT}",)
    with _told():
        return parts_of(settings, asked, usual_out(settings))


def project(asked: str = "") -> Settings:
    """The settings of the project that the issue lies in, else of the current folder's."""
    from exporter.mailing.cutting import without_piece
    from exporter.project import settings_for

    path = Path(without_piece(asked))
    return settings_for([path.resolve()] if asked and path.is_file() else [])


def made(settings: Settings, asked: str) -> Issue:
    """The issue, with what was found about it told. Raises UsageError for errors among that."""
    found = drafted(settings, asked)
    _stop_at_errors(settings, asked, found.diagnostics)
    return found.issue


def drafted(settings: Settings, asked: str) -> Made:
    """The issue, with what was found about it. Raises UsageError where it can't be made."""
    from exporter.mailing.issue import issue_of
    from exporter.project import usual_out

    with _told():
        return issue_of(settings, asked, usual_out(settings))


@contextmanager
def _told() -> Iterator[None]:
    """What keeps an issue from being made ends the command as wrong input does."""
    from exporter.errors import NoteError, RenderError, UsageError

    try:
        yield
    except (NoteError, RenderError) as error:
        raise UsageError(error.message, error.hint) from error


def check_before_sending(
    settings: Settings, asked: str, made: Made, plan: Plan, despite: Sequence[str]
) -> None:
    """Tell what the checks find. Raises UsageError for errors that are not accepted."""
    from exporter.mailing.checks import checked

    found = checked(made, settings, (each.columns for each in plan.new))
    _stop_at_errors(settings, asked, found, despite)


def _stop_at_errors(
    settings: Settings, asked: str, found: Sequence[Diagnostic], despite: Sequence[str] = ()
) -> None:
    from exporter.cli.findings import failing, print_findings
    from exporter.codes import CODES
    from exporter.config import near_miss
    from exporter.errors import UsageError

    for code in despite:
        if code not in CODES:
            raise UsageError(
                f"--despite: there is no code {code}",
                near_miss(code, [each for each in CODES if each.startswith("newsletter/")]),
            )
    print_findings(found, Path(settings.root))
    if any(each.code not in despite for each in failing(found, strict=False)):
        raise UsageError(f"{asked} has errors: it is not sent", "see above")


def listing(file: Path, table: str, segment: str | None = None) -> Listing:
    from exporter.mailing.dispatch import Listing

    return Listing(file, table, segment)


def confirmed(question: str) -> None:
    """Ask. Raises UsageError where nobody is there to answer, Abort for a no."""
    import sys

    from exporter.errors import UsageError

    if not sys.stdin.isatty():
        raise UsageError("nobody is there to say yes", "--yes sends without asking")
    click.confirm(question, abort=True, err=True)


def in_project(settings: Settings, source: str) -> str:
    """What names an issue of the ledger: a note by its path, wherever we are, or a digest."""
    file = Path(settings.root, source)
    return str(file) if file.is_file() else source


def is_meant(settings: Settings, asked: str, run: Run, begun: Begun) -> bool:
    """Whether an issue of the ledger is the one that is asked for."""
    file = Path(settings.root, begun.source)
    return asked in (run.issue, begun.source, begun.subject) or Path(asked).resolve() == file
