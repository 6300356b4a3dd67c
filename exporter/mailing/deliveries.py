"""Deliveries in the ledger: an issue's audience, and the state of each message.

A channel is where messages go, the outbox or a server: what went to the one is still to be sent
to the other.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

from exporter.mailing.ledger import STATES, Ledger, State, transaction

Channel = Literal["outbox", "smtp"]
# Rows that are read at once: those that wait are not all kept in memory
PAGE = 500
PENDING: tuple[State, ...] = ("pending",)
LEFT = "unsubscribed before it was sent"


class Run(NamedTuple):
    """An issue on its way through a channel."""

    issue: str
    channel: Channel


class Begun(NamedTuple):
    """What the ledger knows of an issue: the note or digest that it is, the digest of what was
    sent, its subject, and when it began (ISO 8601, in UTC)."""

    source: str
    digest: str
    subject: str
    began: str

    @property
    def day(self) -> str:
        """When it began, for people: `2026-10-31 18:05 UTC`."""
        return f"{self.began[:16].replace('T', ' ')} UTC"


class Addressee(NamedTuple):
    """Someone in an issue's audience; `columns` are those that its fields ask for."""

    key: str
    address: str
    line: int
    columns: dict[str, Any]


class Result(NamedTuple):
    """What became of a message; `code` and `reply` are the server's."""

    key: str
    state: State
    code: int = 0
    reply: str = ""
    tried: bool = True


class Entry(NamedTuple):
    """A delivery as the ledger has it, for people."""

    address: str
    state: State
    tries: int
    code: int
    reply: str
    changed: str


def now() -> str:
    """ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def begun(ledger: Ledger, run: Run) -> Begun | None:
    """What the ledger knows of a run; None where it has not begun."""
    row = ledger.database.execute(
        "SELECT source, digest, subject, began FROM issues WHERE id = ? AND channel = ?", run
    ).fetchone()
    return Begun(*row) if row else None


def runs(ledger: Ledger) -> list[Run]:
    """All that were begun, the last first."""
    rows = ledger.database.execute("SELECT id, channel FROM issues ORDER BY began DESC, id")
    return [Run(*row) for row in rows]


def begin(
    ledger: Ledger,
    run: Run,
    source: str,
    digest: str,
    subject: str,
    audience: Collection[Addressee],
) -> None:
    """Enter an issue and its audience, with the tokens that a list has of its own. Who is in it
    already stays as they are."""
    moment = now()
    with transaction(ledger.database):
        ledger.database.execute(
            "INSERT INTO issues VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET digest = excluded.digest, subject = excluded.subject",
            (*run, source, digest, subject, moment),
        )
        ledger.database.executemany(
            "INSERT OR IGNORE INTO deliveries(issue, channel, key, address, line, columns, state,"
            " changed) VALUES (?, ?, ?, ?, ?, ?, 'pending', ?)",
            (
                (*run, each.key, each.address, each.line, json.dumps(each.columns), moment)
                for each in audience
            ),
        )
        ledger.database.executemany(
            "INSERT OR REPLACE INTO tokens VALUES (?, ?)",
            (
                (str(each.columns["token"]), each.key)
                for each in audience
                if "token" in each.columns
            ),
        )


def left_behind(ledger: Ledger, run: Run) -> int:
    """Call `unknown` what a sender that died was sending, and give how many that are.

    Only who is the sole sender may say so.
    """
    with transaction(ledger.database):
        return ledger.database.execute(
            "UPDATE deliveries SET state = 'unknown', reply = ?, changed = ? "
            "WHERE issue = ? AND channel = ? AND state = 'sending'",
            ("the program was ended while it was sent", now(), *run),
        ).rowcount


def again(ledger: Ledger, run: Run, states: Collection[State]) -> int:
    """Let those be sent once more that are in one of these states, and give how many that are."""
    with transaction(ledger.database):
        return ledger.database.execute(
            "UPDATE deliveries SET state = 'pending', tries = 0, changed = ? "
            "WHERE issue = ? AND channel = ? AND state IN (SELECT value FROM json_each(?))",
            (now(), *run, json.dumps([*states])),
        ).rowcount


def waiting(ledger: Ledger, run: Run, states: Collection[State] = PENDING) -> Iterator[Addressee]:
    """Those in these states, by key; what becomes of them meanwhile changes nothing."""
    last, asked = "", json.dumps([*states])
    while rows := ledger.database.execute(
        "SELECT key, address, line, columns FROM deliveries WHERE issue = ? AND channel = ? "
        "AND state IN (SELECT value FROM json_each(?)) AND key > ? ORDER BY key LIMIT ?",
        (*run, asked, last, PAGE),
    ).fetchall():
        for key, address, line, columns in rows:
            yield Addressee(key, address, line, json.loads(columns))
        last = rows[-1][0]


def enter(
    ledger: Ledger, run: Run, results: Iterable[Result], next_: Sequence[Addressee]
) -> list[Addressee]:
    """Write down what became of messages and which are sent next, all in one commit.

    Gives those of `next_` that may be sent: not who left the list since the sending began.
    """
    moment = now()
    database = ledger.database
    with transaction(database):
        # nobody needs the columns of a message that is sent
        database.executemany(
            "UPDATE deliveries SET state = ?, tries = tries + ?, code = ?, reply = ?, changed = ?,"
            " columns = iif(? = 'sent', '{}', columns) WHERE issue = ? AND channel = ? AND key = ?",
            [
                (each.state, each.tried, each.code, each.reply, moment, each.state, *run, each.key)
                for each in results
            ],
        )
        claimed = _claimed(database, run, [each.key for each in next_], moment)
    return [each for each in next_ if each.key in claimed]


def _claimed(
    database: sqlite3.Connection, run: Run, keys: Sequence[str], moment: str
) -> frozenset[str]:
    """Those of `keys` that are `sending` from now on; who left the list is `refused`."""
    asked = json.dumps(keys)
    database.execute(
        "UPDATE deliveries SET state = 'refused', reply = ?, changed = ? "
        "WHERE issue = ? AND channel = ? AND key IN (SELECT value FROM json_each(?)) "
        "AND EXISTS (SELECT 1 FROM suppressed WHERE suppressed.key = deliveries.key)",
        (LEFT, moment, *run, asked),
    )
    rows = database.execute(
        "UPDATE deliveries SET state = 'sending', changed = ? WHERE issue = ? AND channel = ? "
        "AND key IN (SELECT value FROM json_each(?)) AND state IN ('pending', 'deferred') "
        "RETURNING key",
        (moment, *run, asked),
    )
    return frozenset(key for (key,) in rows)


def count(ledger: Ledger, run: Run) -> dict[State, int]:
    """How many messages are in each state; those with none are left out."""
    rows = ledger.database.execute(
        "SELECT state, count(*) FROM deliveries WHERE issue = ? AND channel = ? GROUP BY state", run
    )
    found = dict(rows.fetchall())
    return {state: found[state] for state in STATES if state in found}


def entries(ledger: Ledger, run: Run, states: Collection[State] = STATES) -> Iterator[Entry]:
    """The deliveries in these states, by address."""
    rows = ledger.database.execute(
        "SELECT address, state, tries, code, reply, changed FROM deliveries WHERE issue = ? "
        "AND channel = ? AND state IN (SELECT value FROM json_each(?)) ORDER BY key",
        (*run, json.dumps([*states])),
    )
    yield from (Entry(*row) for row in rows)


def known(ledger: Ledger, run: Run) -> dict[str, State]:
    """The states of an issue's audience, by key."""
    rows = ledger.database.execute(
        "SELECT key, state FROM deliveries WHERE issue = ? AND channel = ?", run
    )
    return dict(rows.fetchall())
