"""One issue sent: what is planned, and the plan carried out."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from exporter.config import Settings, shown
from exporter.errors import UsageError
from exporter.mailing.audience import Audience, Kept, audience_of, check_all
from exporter.mailing.deliveries import (
    Addressee,
    Begun,
    Run,
    again,
    begin,
    begun,
    count,
    known,
    left_behind,
    runs,
    waiting,
)
from exporter.mailing.issue import Issue
from exporter.mailing.ledger import Ledger, State, secret_of
from exporter.mailing.letter import OURS, Letter, columns_of, letter_of
from exporter.mailing.lists import read_list
from exporter.mailing.means import Way, writer_of
from exporter.mailing.sending import Pace, Progress, Write, deliver
from exporter.mailing.suppression import suppressed
from exporter.personal.expressions import check_columns, condition

# What tells us of a subscriber beside the fields of an issue: a token of their own, and a name
ALWAYS = ("token", "name")


class Listing(NamedTuple):
    """Where subscribers come from: a file, the table of a database, and the segment of it; None
    for all, as an empty condition is a mistake."""

    file: Path
    table: str = ""
    segment: str | None = None


class Wishes(NamedTuple):
    """What is asked for beyond the usual: to send those again that may have arrived, those that a
    server refused, and an issue that was changed meanwhile."""

    resend_unknown: bool = False
    retry_refused: bool = False
    edited: bool = False


class Plan(NamedTuple):
    """What would be sent: to `new` ones, and to those in the ledger that are in a state of `again`.

    `size` is that of the largest message in bytes, `states` what the ledger has of the issue,
    `twins` are others with the same subject: a note that was renamed is another issue.
    """

    issue: Issue
    run: Run
    way: Way
    write: Write
    new: tuple[Addressee, ...]
    again: tuple[State, ...]
    left_out: tuple[Kept, ...]
    rows: int
    size: int
    states: dict[State, int]
    twins: tuple[Begun, ...]

    @property
    def messages(self) -> int:
        return len(self.new) + sum(self.states.get(state, 0) for state in self.again)


def plan_of(
    settings: Settings,
    issue: Issue,
    way: Way,
    listing: Listing | None,
    wishes: Wishes,
    ledger: Ledger,
) -> Plan:
    """What sending an issue to a list comes to; without a list, to those it was begun with.

    The caller is the sole sender. Every message is made once; raises UsageError where one can't be.
    """
    letter = letter_of(issue)
    run = Run(issue.id, way.channel)
    secret = secret_of(ledger)
    write = writer_of(settings, letter, secret)
    attempt = writer_of(settings, letter, secret, trial=True)
    left_behind(ledger, run)
    states = known(ledger, run)
    if listing:
        audience, rows = listed_audience(letter, listing, ledger)
        new = tuple(each for each in audience.members if each.key not in states)
        named = shown(listing.file)
    else:
        audience, rows, new, named = Audience((), ()), 0, (), "the ledger"
    sizes = [0]
    once_more = _once_more(wishes)
    asked = Audience((*new, *waiting(ledger, run, once_more)), ())
    check_all(asked, lambda to: sizes.append(len(attempt(to).message)), named)
    return Plan(
        issue,
        run,
        way,
        write,
        new,
        once_more,
        audience.left_out,
        rows,
        max(sizes),
        count(ledger, run),
        tuple(_twins(ledger, run, issue.fields.as_written(issue.subject))),
    )


def _twins(ledger: Ledger, run: Run, subject: str) -> Iterator[Begun]:
    for other in runs(ledger):
        found = begun(ledger, other)
        if other.channel == run.channel and other != run and found and found.subject == subject:
            yield found


def listed_audience(letter: Letter, listing: Listing, ledger: Ledger) -> tuple[Audience, int]:
    """Who a list makes the audience of an issue, and how many rows it has."""
    listed = read_list(listing.file, listing.table)
    # a name may be lacking in all rows as in any: a list of addresses alone is the first of many
    known_columns = {*listed.columns, *OURS, *ALWAYS}
    wanted = columns_of(letter)
    for column, field in sorted(wanted.items()):
        check_columns({column}, known_columns, f"{letter.issue.source}: {field}")
    segment = condition(listing.segment, known_columns) if listing.segment is not None else None
    found = audience_of(listed, suppressed(ledger), segment, {*wanted, *ALWAYS})
    return found, len(listed.rows)


def check_unchanged(ledger: Ledger, plan: Plan, wishes: Wishes) -> None:
    """Raises UsageError where an issue is not what was sent to others before."""
    before = begun(ledger, plan.run)
    have = plan.states.get("sent", 0) + plan.states.get("unknown", 0)
    if before and have and before.digest != plan.issue.digest and not wishes.edited:
        raise UsageError(
            f"{plan.issue.source} is not what was sent to {have:,} since {before.day}: its text, "
            "a picture, a setting, the theme or exporter has changed",
            "undo the change, or say --edited: those who have it keep the old one, the others get "
            "the new one",
        )


def carry_out(ledger: Ledger, plan: Plan, progress: Progress) -> dict[State, int]:
    """Send what is planned, and give how many messages are in each state.

    The caller is the sole sender. Raises Halted where it could not go on to the end, and what the
    caller is interrupted with; the ledger knows what was sent.
    """
    stop = threading.Event()
    # a server that can't be reached is told before anything is written down
    carriers = plan.way.open(stop)
    issue = plan.issue
    subject = issue.fields.as_written(issue.subject)
    begin(ledger, plan.run, issue.source, issue.digest, subject, plan.new)
    again(ledger, plan.run, plan.again)
    deliver(ledger, plan.run, carriers, plan.write, Pace(plan.way.rate), stop, progress)
    return count(ledger, plan.run)


def _once_more(wishes: Wishes) -> tuple[State, ...]:
    asked: dict[State, bool] = {
        "pending": True,
        "deferred": True,
        "unknown": wishes.resend_unknown,
        "refused": wishes.retry_refused,
    }
    return tuple(state for state, wanted in asked.items() if wanted)


def unsent(states: dict[State, int]) -> int:
    """How many messages nobody can be said to have."""
    return sum(number for state, number in states.items() if state != "sent")
