"""What `send` and `resume` do alike: the plan, the question, the delivery, the account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from exporter.cli.newsletter import common, telling

if TYPE_CHECKING:
    from exporter.config import Settings
    from exporter.mailing.dispatch import Listing, Wishes


def send(
    settings: Settings,
    asked: str,
    listing: Listing | None,
    wishes: Wishes,
    *,
    despite: Sequence[str],
    yes: bool,
    quiet: bool,
) -> int:
    """Send an issue, to a list or to those that the ledger has waiting; the exit code.

    `despite` are the codes of errors that are accepted.
    """
    from exporter.cli.findings import plural
    from exporter.cli.progress import progress
    from exporter.cli.terminal import say
    from exporter.config import shown
    from exporter.errors import UsageError
    from exporter.mailing.deliveries import count
    from exporter.mailing.dispatch import carry_out, check_unchanged, plan_of, unsent
    from exporter.mailing.ledger import open_ledger, sole_sender
    from exporter.mailing.means import newsletter_of, records, way_of

    newsletter_of(settings)
    made = common.drafted(settings, asked)
    way = way_of(settings)
    folder = records(settings)
    with sole_sender(folder), open_ledger(folder) as ledger:
        plan = plan_of(settings, made.issue, way, listing, wishes, ledger)
        if not listing and not plan.states:
            raise UsageError(
                f"{asked} was not begun", f"`exporter newsletter send {asked} --list …` begins"
            )
        check_unchanged(ledger, plan, wishes)
        common.check_before_sending(settings, asked, made, plan, despite)
        if not quiet:
            telling.print_plan(plan, listing)
        if listing and not plan.messages and not plan.states:
            raise UsageError(f"nobody on {shown(listing.file)} can get it", "nothing was sent")
        if plan.messages and not yes:
            common.confirmed(f"Send {plural(plan.messages, 'message')}?")
        try:
            with progress(silent=quiet, first="sending") as update:
                states = carry_out(ledger, plan, update)
        except BaseException:
            if states := count(ledger, plan.run):
                telling.print_states(states)
            raise
        if not quiet or unsent(states):
            telling.print_states(states)
            telling.print_unsent(ledger, plan.run, telling.NAMED)
            if states and not unsent(states):
                say(f"everybody has it ({way.named})")
    return 1 if unsent(states) else 0
