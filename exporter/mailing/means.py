"""How an issue is sent, from `[newsletter]`: what has to be there, and what takes the messages."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from exporter.backends.email_message import address
from exporter.config import Newsletter, Settings, Smtp
from exporter.errors import RenderError, UsageError
from exporter.files import lies_in
from exporter.mailing.addresses import inbox
from exporter.mailing.carriers import Carrier, Envelope, Outbox
from exporter.mailing.credentials import dkim_key, login_for
from exporter.mailing.deliveries import Addressee, Channel
from exporter.mailing.dkim_signing import signer
from exporter.mailing.ledger import FILES
from exporter.mailing.letter import Letter, Recipient, message
from exporter.mailing.sending import Write
from exporter.mailing.smtp import Connection, Line
from exporter.mailing.smtp_terms import Server
from exporter.mailing.suppression import token_of

OUTBOX = "outbox"
MAILDIR = ("cur", "new", "tmp")
PORTS = {"starttls": 587, "tls": 465, "none": 25}


class Way(NamedTuple):
    """What takes the messages of a project; `named` is for people, `rate` messages per second."""

    channel: Channel
    named: str
    connections: int
    rate: float
    open: Callable[[threading.Event], list[Carrier]]


def records(settings: Settings) -> Path:
    """The folder of the ledger and the outbox, absolute.

    Raises UsageError where a vault that is not trusted leads out of itself, be it by a link that
    lies where a record is to be.
    """
    newsletter = settings.newsletter or Newsletter()
    folder = Path(settings.root, Path(newsletter.records).expanduser())
    box = folder / OUTBOX
    written = (folder, *(folder / name for name in FILES), box, *(box / name for name in MAILDIR))
    if not settings.trusted and not all(lies_in(each, Path(settings.root)) for each in written):
        raise UsageError(
            f"the records {newsletter.records} of [newsletter] lie outside the vault",
            "say once that you know whose settings these are: exporter check --trust",
        )
    return folder


def newsletter_of(settings: Settings) -> Newsletter:
    """`[newsletter]`, with all that a message to strangers has to have.

    Raises UsageError where something is missing.
    """
    newsletter = settings.newsletter or Newsletter()
    if lacks := tuple(lacking(newsletter)):
        message, hint = (
            "; ".join(told) for told in zip(*(lack[1:] for lack in lacks), strict=True)
        )
        raise UsageError(message, hint)
    return newsletter


class Lack(NamedTuple):
    """Something that has to be in a message to strangers: `sender`, `unsubscribe`, `address`."""

    what: str
    message: str
    hint: str


def lacking(newsletter: Newsletter) -> Iterator[Lack]:
    """What is missing in `[newsletter]`."""
    if not newsletter.sender:
        yield Lack(
            "sender",
            "nobody would know who the newsletter is from",
            'set from = "Name <name@example.org>" in [newsletter] of exporter.toml',
        )
    if not newsletter.unsubscribe:
        yield Lack(
            "unsubscribe",
            "nobody could leave the list: `unsubscribe` is not set",
            'set unsubscribe = "https://example.org/leave" in [newsletter], or a mailto: address',
        )
    if not newsletter.address:
        yield Lack(
            "address",
            "the postal address is not set, which the law of many countries asks for",
            'set address = "Name, Street, Town" in [newsletter]',
        )


def way_of(settings: Settings) -> Way:
    """The server of `[newsletter.smtp]`; the outbox where there is none, and nothing leaves the
    machine. Raises UsageError where the server can't be used."""
    smtp = settings.newsletter.smtp if settings.newsletter else None
    if smtp is None or not smtp.host:
        folder = records(settings) / OUTBOX
        return Way("outbox", f"the outbox {folder}", 1, 0, lambda _stop: [Outbox(folder)])
    server = _server(smtp)

    def opened(stop: threading.Event) -> list[Carrier]:
        """All connections; the first is made at once, to know that it can be."""
        line = Line(stop)
        connections = [Connection(server, line) for _ in range(smtp.connections)]
        connections[0].open()
        return list(connections)

    named = f"{server.named}, {smtp.connections} at a time"
    return Way("smtp", named, smtp.connections, smtp.rate, opened)


def _server(smtp: Smtp) -> Server:
    port = smtp.port or PORTS[smtp.security]
    return Server(smtp.host, port, smtp.security, login_for(smtp.host, smtp.user))


def writer_of(settings: Settings, letter: Letter, secret: bytes, *, trial: bool = False) -> Write:
    """What makes someone's message of an issue; without a signature, which takes long, where it is
    only a `trial`. Raises UsageError where it can't be signed, or comes back to no address."""
    newsletter = settings.newsletter or Newsletter()
    sender = _return_path(newsletter, letter)
    sign = _signing(settings, letter)
    if trial:
        sign = _unsigned

    def write(to: Addressee) -> Envelope:
        found = inbox(to.address)
        token = str(to.columns.get("token") or token_of(secret, found.key))
        made = message(letter, Recipient(found, to.columns, token), datetime.now(UTC))
        return Envelope(sender, found, sign(made))

    return write


def _return_path(newsletter: Newsletter, letter: Letter) -> str:
    if not newsletter.return_path:
        return letter.issue.sender
    try:
        return address(newsletter.return_path, "return_path").addr_spec
    except RenderError as error:
        raise UsageError(error.message, error.hint) from error


def _signing(settings: Settings, letter: Letter) -> Callable[[bytes], bytes]:
    selector = settings.newsletter.dkim_selector if settings.newsletter else ""
    if not selector:
        return _unsigned
    return signer(letter.domain, selector, dkim_key(Path(settings.root)))


def _unsigned(made: bytes) -> bytes:
    return made
