"""Who gets no message any more, and the tokens by which people leave the list."""

from __future__ import annotations

import hmac
from base64 import b32encode
from collections.abc import Iterator, Mapping
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


def holders(ledger: Ledger, secret: bytes) -> dict[str, str]:
    """The keys of inboxes that any issue was sent to, by the tokens in their messages: ours, and
    those that a list has of its own."""
    ours = {token_of(secret, key): key for key in keys_sent_to(ledger)}
    return ours | dict(ledger.database.execute("SELECT token, key FROM tokens"))


def holder(held: Mapping[str, str], token: str) -> str:
    """The key of the inbox that a token stands for; empty where that is none of these.

    Ours are in small letters, whatever a mail program made of them.
    """
    given = token.strip()
    return held.get(given) or held.get(given.lower(), "")
