"""What takes messages: the outbox here, a server in `smtp`; and what they answer."""

from __future__ import annotations

import mailbox
from pathlib import Path
from typing import NamedTuple, Protocol

from exporter.errors import ExporterError
from exporter.mailing.addresses import Inbox
from exporter.mailing.ledger import State


class Envelope(NamedTuple):
    """A message on its way; `sender` is where it comes back to (RFC 5321 §2.3.1)."""

    sender: str
    to: Inbox
    message: bytes


class Answer(NamedTuple):
    """What became of it: `sent`, `refused`, `deferred` or `unknown`."""

    state: State
    code: int = 0
    reply: str = ""


class Halted(ExporterError):
    """Nothing can be delivered any more, to whomever; the message at hand did not go."""


class Carrier(Protocol):
    """One connection, used by one thread. `carry` raises Halted."""

    def carry(self, envelope: Envelope) -> Answer: ...

    def close(self) -> None: ...


class Outbox:
    """A Maildir on this machine: for looking at, or for a program that fetches mail from one."""

    def __init__(self, folder: Path) -> None:
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            self._box = mailbox.Maildir(folder, create=True)
        except OSError as error:
            raise Halted(f"the outbox {folder} can't be written: {error.strerror}") from error

    def carry(self, envelope: Envelope) -> Answer:
        try:
            self._box.add(envelope.message.replace(b"\r\n", b"\n"))
        except OSError as error:
            raise Halted(f"the outbox can't be written: {error.strerror}") from error
        return Answer("sent")

    def close(self) -> None:
        self._box.close()
