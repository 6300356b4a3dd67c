"""The ledger: what became of every message, and who is to get none.

An SQLite database in the project's folder of records, in WAL mode. `pending` is to be sent,
`sending` is written before a server can have the message, and `sent`, `refused`, `deferred` are
what it said. What was `sending` when its program died is `unknown`: it may have arrived.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from exporter.config import shown
from exporter.errors import ExporterError, UsageError

State = Literal["pending", "sending", "sent", "refused", "deferred", "unknown"]
STATES: tuple[State, ...] = get_args(State)
FILE = "ledger.sqlite"
LOCK = "sending.lock"
# All that SQLite writes (its “Temporary Files Used By SQLite”)
FILES = tuple(f"{name}{end}" for name in (FILE, LOCK) for end in ("", "-wal", "-shm", "-journal"))
# Seconds that a writer waits for another one: a command beside a delivery
PATIENCE = 30.0
# What a ledger of each version lacks to be one of the next
STEPS = (
    """
CREATE TABLE secrets(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE issues(
  id TEXT, channel TEXT, source TEXT NOT NULL, digest TEXT NOT NULL, subject TEXT NOT NULL,
  began TEXT NOT NULL, PRIMARY KEY(id, channel)
) WITHOUT ROWID;
CREATE TABLE deliveries(
  issue TEXT, channel TEXT, key TEXT, address TEXT NOT NULL, line INTEGER NOT NULL,
  columns TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
  code INTEGER NOT NULL DEFAULT 0, reply TEXT NOT NULL DEFAULT '', changed TEXT NOT NULL,
  PRIMARY KEY(issue, channel, key)
) WITHOUT ROWID;
CREATE INDEX by_state ON deliveries(issue, channel, state, key);
CREATE INDEX by_key ON deliveries(key);
CREATE TABLE suppressed(
  key TEXT PRIMARY KEY, address TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL,
  since TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE reports(
  key TEXT, message TEXT, kind TEXT NOT NULL, status TEXT NOT NULL, detail TEXT NOT NULL,
  seen TEXT NOT NULL, PRIMARY KEY(key, message)
) WITHOUT ROWID;
""",
    """
CREATE TABLE tokens(token TEXT PRIMARY KEY, key TEXT NOT NULL) WITHOUT ROWID;
""",
)
VERSION = len(STEPS)


class Ledger(NamedTuple):
    """An open ledger; one thread uses it."""

    database: sqlite3.Connection
    folder: Path


@contextmanager
def open_ledger(folder: Path) -> Iterator[Ledger]:
    """The ledger in a folder, made where there is none.

    Raises UsageError where it can't be used.
    """
    file = folder / FILE
    try:
        made_private(folder)
        database = sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise UsageError(f"the ledger {shown(file)} can't be opened: {error}") from error
    with closing(database):
        try:
            _prepare(database, file)
        except sqlite3.Error as error:
            raise damaged(file, error) from error
        try:
            yield Ledger(database, folder)
        except sqlite3.DatabaseError as error:
            raise damaged(file, error) from error


def made_private(folder: Path) -> None:
    """Make the folder where there is none: it has people's addresses, and neither other users nor
    git nor who publishes the project are to have them. A folder of somebody's own stays as it is.
    """
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True)
        (folder / ".gitignore").write_bytes(b"*\n")


def damaged(file: Path, error: sqlite3.Error) -> ExporterError:
    return ExporterError(
        f"the ledger {shown(file)} can't be used: {error}",
        "nothing more is sent; put a good copy of it in its place (and of the -wal beside it)",
    )


def _prepare(database: sqlite3.Connection, file: Path) -> None:
    # a ledger may have come with the vault: what its schema calls is to do nothing
    database.execute("PRAGMA trusted_schema = OFF")
    # NORMAL could forget the last commits when the power fails, and send them again
    database.execute("PRAGMA synchronous = FULL")
    if database.execute("PRAGMA journal_mode = WAL").fetchone() != ("wal",):
        raise UsageError(
            f"the ledger {shown(file)} lies on a file system where SQLite can't keep it safe",
            "set `records` in [newsletter] to a folder on a disk of this machine",
        )
    with transaction(database):
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            raise UsageError(
                f"the ledger {shown(file)} was written by a newer exporter", "use that one"
            )
        for step in STEPS[version:]:
            for statement in step.split(";"):
                database.execute(statement)
        if version == 0:
            value = secrets.token_bytes(32)
            database.execute("INSERT INTO secrets VALUES ('tokens', ?)", (value,))
        database.execute(f"PRAGMA user_version = {VERSION}")


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, and on the disk when it is left."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


@contextmanager
def sole_sender(folder: Path) -> Iterator[None]:
    """Keep others from sending at the same time. The system lets go of it whatever dies.

    Raises UsageError where another one is at it, or nothing can be written there.
    """
    try:
        made_private(folder)
        held = sqlite3.connect(folder / LOCK, timeout=0, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise UsageError(f"nothing can be written to {shown(folder)}: {error}") from error
    with closing(held) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise UsageError(
                f"another exporter is sending from {shown(folder)}",
                "wait until it is done; `exporter newsletter status` shows how far it is",
            ) from error
        yield


def secret_of(ledger: Ledger) -> bytes:
    """What tokens are made with, so that nobody can guess one."""
    found = ledger.database.execute("SELECT value FROM secrets WHERE name = 'tokens'").fetchone()
    return bytes(found[0])
