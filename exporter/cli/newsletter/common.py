"""What several commands of `exporter newsletter` share: options, plans and counts in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from exporter.config import Settings
    from exporter.mailing.audience import Kept
    from exporter.mailing.deliveries import Begun, Run
    from exporter.mailing.dispatch import Listing, Plan
    from exporter.mailing.issue import Issue
    from exporter.mailing.ledger import Ledger, State

# Rows of a list that are named where they can't be used
NAMED = 5
# What a state means to the sender, where it is no success
MEANING = {
    "pending": "not sent yet; `resume` sends them",
    "deferred": "the server wants them later; `resume` tries again",
    "refused": "the server does not take them",
    "unknown": "may have arrived; only `resume --resend-unknown` sends them again",
    "sending": "being sent by another process, or by one that died",
}
# Rows of a list that can't be used, which the sender may want to mend
FAULTS = ("unread", "invalid")

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
    default="",
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
yes = click.option("--yes", "-y", is_flag=True, help="Don't ask.")
quiet = click.option("--quiet", "-q", is_flag=True, help="Tell only what went wrong.")


def project(asked: str = "") -> Settings:
    """The settings of the project that the issue lies in, else of the current folder's."""
    from exporter.cli.project import settings_for

    path = Path(asked)
    return settings_for([path.resolve()] if asked and path.is_file() else [])


def made(settings: Settings, asked: str) -> Issue:
    """The issue, with what was found about it told. Raises UsageError for errors among that."""
    from exporter.cli.findings import failing, print_findings
    from exporter.cli.project import usual_out
    from exporter.errors import UsageError
    from exporter.mailing.issue import issue_of

    found = issue_of(settings, asked, usual_out(settings))
    print_findings(found.diagnostics, Path(settings.root))
    if failing(found.diagnostics, strict=False):
        raise UsageError(f"{asked} has errors: it is not sent", "see above")
    return found.issue


def listing(file: Path, table: str, segment: str) -> Listing:
    from exporter.mailing.dispatch import Listing

    return Listing(file, table, segment)


def print_plan(plan: Plan, listing: Listing | None) -> None:
    """What would be sent, to how many, by what; and who would get nothing."""
    from exporter.cli.terminal import columns, say

    for line in columns([*_facts(plan, listing)], frozenset()):
        say(line)
    for each in [kept for kept in plan.left_out if kept.why in FAULTS][:NAMED]:
        say(f"  line {each.line}: {each.address or 'no address'}: {each.detail}")
    say()


def _facts(plan: Plan, listing: Listing | None) -> Iterator[tuple[str, str]]:
    from exporter.cli.findings import plural
    from exporter.cli.summary import size
    from exporter.config import shown

    subject = plan.issue.fields.as_written(plan.issue.subject)
    yield "issue", f"{subject} ({plan.issue.source})"
    yield "from", plan.issue.sender
    yield "through", plan.way.named
    if listing:
        yield "list", f"{shown(listing.file)}, {plural(plan.rows, 'row')}"
        if told := counted_out(plan.left_out):
            yield "left out", told
    if plan.states:
        told = ", ".join(f"{number:,} {state}" for state, number in plan.states.items())
        yield "before", told
    rate = f", {plan.way.rate:g} a second" if plan.way.rate else ""
    yield "to send", f"{plural(plan.messages, 'message')}, up to {size(plan.size)} each{rate}"


def counted_out(left_out: Sequence[Kept]) -> str:
    """`12 unsubscribed, 2 duplicate`."""
    words = {"segment": "not in the segment"}
    count = Counter(words.get(each.why, each.why) for each in left_out)
    return ", ".join(f"{number:,} {why}" for why, number in count.most_common())


def confirmed(question: str) -> None:
    """Ask. Raises UsageError where nobody is there to answer, Abort for a no."""
    import sys

    from exporter.errors import UsageError

    if not sys.stdin.isatty():
        raise UsageError("nobody is there to say yes", "--yes sends without asking")
    click.confirm(question, abort=True, err=True)


def print_states(states: Mapping[State, int]) -> None:
    from exporter.cli.terminal import columns, say

    rows: list[tuple[str, ...]] = [
        (f"{number:,}", state, MEANING.get(state, "")) for state, number in states.items()
    ]
    for line in columns(rows, frozenset({0})) if rows else ("nothing was sent",):
        say(line)


def print_unsent(ledger: Ledger, run: Run, most: int | None) -> None:
    """Those that did not get it, with the reason; `most` of them, or all."""
    from itertools import islice

    from exporter.cli.terminal import say
    from exporter.mailing.deliveries import entries

    found = entries(ledger, run, ("refused", "deferred", "unknown"))
    for each in islice(found, most):
        code = f"{each.code} " if each.code else ""
        say(f"  {each.state} {each.address}: {code}{each.reply}")
    if most and next(found, None):
        say("  … --verbose names all of them")


def print_kept_out(ledger: Ledger) -> None:
    """How many get nothing any more."""
    from exporter.cli.terminal import say
    from exporter.mailing.returns import soft_bounces
    from exporter.mailing.suppression import suppressed

    count = Counter(each.reason for each in suppressed(ledger).values())
    told = [f"{number:,} {reason}" for reason, number in sorted(count.items())]
    if soft := soft_bounces(ledger):
        told.append(f"{soft:,} bounced for now")
    if told:
        say(f"kept in mind: {', '.join(told)}")


def in_project(settings: Settings, source: str) -> str:
    """What names an issue of the ledger: a note by its path, wherever we are, or a digest."""
    file = Path(settings.root, source)
    return str(file) if file.is_file() else source


def is_meant(settings: Settings, asked: str, run: Run, begun: Begun) -> bool:
    """Whether an issue of the ledger is the one that is asked for."""
    file = Path(settings.root, begun.source)
    return asked in (run.issue, begun.source, begun.subject) or Path(asked).resolve() == file


def write_csv(settings: Settings, asked: str, ledger: Ledger, out: Path | None) -> None:
    from exporter.cli.terminal import say
    from exporter.config import shown
    from exporter.errors import UsageError
    from exporter.mailing.deliveries import begun, entries, runs
    from exporter.mailing.tables import as_csv

    found = [
        run
        for run in runs(ledger)
        if (each := begun(ledger, run)) and is_meant(settings, asked, run, each)
    ]
    if not found:
        raise UsageError(f"{asked} was not begun", "`exporter newsletter status` shows what was")
    text = as_csv(entry for run in found for entry in entries(ledger, run))
    if out is None:
        click.echo(text, nl=False)
        return
    out.write_text(text, "utf-8", newline="")
    say(f"written {shown(out)}")


def write_messages(
    settings: Settings, asked: str, listing: Listing, ledger: Ledger, out: Path
) -> None:
    from exporter.cli.findings import plural
    from exporter.cli.terminal import say
    from exporter.config import shown
    from exporter.mailing.trial import messages
    from exporter.output.writer import write

    number = 0
    for name, data in messages(settings, made(settings, asked), listing, ledger):
        write(out.resolve(), name, data)
        number += 1
    say(f"written {plural(number, 'message')} to {shown(out)}")
