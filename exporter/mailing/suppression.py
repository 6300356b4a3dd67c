"""Who gets no message any more, and the tokens by which people leave the list."""

from __future__ import annotations

import hmac
from base64 import b32encode
from collections.abc import Iterator
from typing import Literal, NamedTuple

from exporter.mailing.deliveries import now
from exporter.mailing.ledger import Ledger, transaction

Reason = Literal["unsubscribed", "bounced", "complained"]


class Suppressed(NamedTuple):
    address: str
    reason: Reason
    detail: str
    since: str


def token_of(secret: bytes, key: str) -> str:
    """26 letters and digits that say who leaves, and that nobody else can make up."""
    digest = hmac.digest(secret, key.encode(), "sha256")[:16]
    return b32encode(digest).decode("ascii").rstrip("=").lower()


def suppress(ledger: Ledger, key: str, address: str, reason: Reason, detail: str = "") -> bool:
    """Send nothing more to an inbox; False where nothing was sent to it anyway.

    Who unsubscribed stays so, whatever bounces later.
    """
    with transaction(ledger.database):
        return bool(
            ledger.database.execute(
                "INSERT OR IGNORE INTO suppressed VALUES (?, ?, ?, ?, ?)",
                (key, address, reason, detail, now()),
            ).rowcount
        )


def restore(ledger: Ledger, key: str) -> bool:
    """Send to an inbox again; False where nothing was in the way."""
    with transaction(ledger.database):
        found = ledger.database.execute("DELETE FROM suppressed WHERE key = ?", (key,))
        return bool(found.rowcount)


def suppressed(ledger: Ledger) -> dict[str, Suppressed]:
    """All of them, by key."""
    rows = ledger.database.execute("SELECT * FROM suppressed ORDER BY key")
    return {key: Suppressed(*rest) for key, *rest in rows}


def keys_sent_to(ledger: Ledger) -> Iterator[str]:
    """All inboxes that any issue was sent to."""
    yield from (key for (key,) in ledger.database.execute("SELECT DISTINCT key FROM deliveries"))


def holder(ledger: Ledger, secret: bytes, token: str) -> str:
    """The key of the inbox that a token was made for; empty where that is none of ours."""
    given = token.strip().lower()
    for key in keys_sent_to(ledger):
        if hmac.compare_digest(token_of(secret, key), given):
            return key
    return ""
