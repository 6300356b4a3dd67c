"""Plans, states and those left out, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exporter.mailing.audience import Kept
    from exporter.mailing.deliveries import Run
    from exporter.mailing.dispatch import Listing, Plan
    from exporter.mailing.ledger import Ledger, State

# Rows of a list that can't be used, and messages that nobody has, which are named at once
NAMED = 5
# What a state means to the sender, where it is no success
MEANING = {
    "pending": "not sent yet; `resume` sends them",
    "deferred": "the server wants them later; `resume` tries again",
    "refused": "the server does not take them, or they left the list meanwhile",
    "unknown": "may have arrived; only `resume --resend-unknown` sends them again",
    "sending": "being sent by another process, or by one that died",
}
# Rows of a list that can't be used, which the sender may want to mend
FAULTS = ("unread", "invalid")


def print_plan(plan: Plan, listing: Listing | None) -> None:
    """What would be sent, to how many, by what; and who would get nothing."""
    from exporter.cli.terminal import columns, say

    for line in columns([*_facts(plan, listing)], frozenset()):
        say(line)
    print_faults(plan.left_out)
    say()


def print_faults(left_out: Sequence[Kept]) -> None:
    """The first rows that can't be used, each on a line, whatever is in its cells."""
    from exporter.cli.terminal import say

    for each in [kept for kept in left_out if kept.why in FAULTS][:NAMED]:
        address = " ".join(each.address.split())
        say(": ".join(filter(None, (f"  line {each.line}", address, each.detail))))


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
    for twin in plan.twins:
        yield "look out", f"{twin.source} has the same subject, and was begun {twin.day}"
    rate = f", {plan.way.rate:g} a second" if plan.way.rate else ""
    told = f"{plural(plan.messages, 'message')}, up to {size(plan.size)} each{rate}"
    yield "to send", told if plan.messages else "nothing"


def counted_out(left_out: Sequence[Kept]) -> str:
    """`12 unsubscribed, 2 duplicate`."""
    words = {"segment": "not in the segment"}
    count = Counter(words.get(each.why, each.why) for each in left_out)
    return ", ".join(f"{number:,} {why}" for why, number in count.most_common())


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
        say("  … `exporter newsletter status ISSUE --verbose` names all of them")


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
