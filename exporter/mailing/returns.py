"""Reports into the ledger: what was told of each inbox, and who gets nothing any more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from exporter.mailing.bounces import Report
from exporter.mailing.deliveries import now
from exporter.mailing.ledger import Ledger, secret_of, transaction
from exporter.mailing.suppression import Reason, holder, holders, keys_sent_to, suppress

REASONS: dict[str, Reason] = {
    "hard": "bounced",
    "complained": "complained",
    "unsubscribed": "unsubscribed",
}


def enter_reports(ledger: Ledger, reports: Iterable[Report]) -> Counter[str]:
    """Write down what reports tell of inboxes that we wrote to, each report once.

    Gives how many there were of each kind, and as `unknown` those about others: anybody can send a
    report. A soft one keeps nobody from the next issue.
    """
    ours = set(keys_sent_to(ledger))
    held = holders(ledger, secret_of(ledger))
    told: Counter[str] = Counter()
    for report in reports:
        key = report.key if report.key in ours else holder(held, report.token)
        if not key:
            told["unknown"] += 1
            continue
        if not _entered(ledger, key, report):
            told["known"] += 1
            continue
        told[report.kind] += 1
        if report.kind in REASONS:
            detail = " ".join(filter(None, (report.status, report.detail)))
            suppress(ledger, key, key, REASONS[report.kind], detail)
    return told


def soft_bounces(ledger: Ledger) -> int:
    """How many inboxes have soft bounces only."""
    (found,) = ledger.database.execute(
        "SELECT count(DISTINCT key) FROM reports WHERE kind = 'soft' "
        "AND key NOT IN (SELECT key FROM suppressed)"
    ).fetchone()
    return int(found)


def _entered(ledger: Ledger, key: str, report: Report) -> bool:
    """Whether it is news."""
    with transaction(ledger.database):
        return bool(
            ledger.database.execute(
                "INSERT OR IGNORE INTO reports VALUES (?, ?, ?, ?, ?, ?)",
                (key, report.message, report.kind, report.status, report.detail, now()),
            ).rowcount
        )
