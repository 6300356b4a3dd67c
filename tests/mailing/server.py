"""A mail server that can be killed: it has written a message down before it accepts it.

`python -m tests.mailing.server PORT RECORD BEHAVIOUR [SECURITY CERTIFICATE]` listens on 127.0.0.1,
prints `ready`, and appends `message-id recipient` to RECORD for each message. BEHAVIOUR is one of
those below; `ascii` takes no addresses in UTF-8. SECURITY is `starttls` or `tls`; with it, only
`me` and `secret` may send.
"""

from __future__ import annotations

import asyncio
import os
import re
import ssl
import sys
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HOST = "127.0.0.1"
IDENTITY = re.compile(rb"^Message-ID: (\S+)", re.MULTILINE | re.IGNORECASE)


class Recorder:
    """Takes everything."""

    def __init__(self, record: str) -> None:
        self.file = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self.number = 0

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.number += 1
        self.keep(envelope)
        return "250 kept"

    def keep(self, envelope: Envelope) -> None:
        content = envelope.content
        assert isinstance(content, bytes)
        found = IDENTITY.search(content)
        for recipient in envelope.rcpt_tos:
            line = f"{found[1].decode() if found else '-'} {recipient}\n"
            os.write(self.file, line.encode())


class DropsAfterTheDot(Recorder):
    """Every tenth message is kept, and the connection is closed in the place of an answer."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.number += 1
        self.keep(envelope)
        if self.number % 10 == 0:
            server.transport.abort()
        return "250 kept"


class DropsBeforeTheDot(Recorder):
    """Every tenth RCPT closes the connection."""

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.number += 1
        if self.number % 10 == 0:
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 ok"


class Picky(Recorder):
    """Refuses whoever is called `gone…`, puts off `later…` once, and `never…` always."""

    def __init__(self, record: str) -> None:
        super().__init__(record)
        self.seen: set[str] = set()

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("gone"):
            return "550 5.1.1 no such user"
        if address.startswith("later") and address not in self.seen:
            self.seen.add(address)
            return "451 4.7.1 greylisted"
        if address.startswith("never"):
            return "452 4.2.2 full"
        envelope.rcpt_tos.append(address)
        return "250 ok"


class Refuses(Recorder):
    """Takes no message from anybody."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        return "554 5.7.1 spam"


class RefusesSender(Recorder):
    """Takes no message from this sender."""

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        return "550 5.7.1 you may not send as this"


class Tires(Recorder):
    """Takes five messages by one connection, as others take a hundred."""

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        session.taken = getattr(session, "taken", 0) + 1  # type: ignore[attr-defined]
        if session.taken > 5:  # type: ignore[attr-defined]
            return "452 4.5.3 Too many messages sent"
        envelope.mail_from = address
        return "250 ok"


class Dies(Recorder):
    """Is gone for good with the tenth message."""

    def keep(self, envelope: Envelope) -> None:
        super().keep(envelope)
        if self.number == 10:
            os._exit(1)


BEHAVIOURS: dict[str, type[Recorder]] = {
    "takes": Recorder,
    "drops-after": DropsAfterTheDot,
    "drops-before": DropsBeforeTheDot,
    "picky": Picky,
    "refuses": Refuses,
    "refuses-sender": RefusesSender,
    "ascii": Recorder,
    "dies": Dies,
    "tires": Tires,
}


def login(server: SMTP, session: Session, envelope: Envelope, how: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and data == LoginPassword(b"me", b"secret")
    return AuthResult(success=right, handled=False)


async def serve(port: int, record: str, behaviour: str, security: str, certificate: str) -> None:
    loop = asyncio.get_running_loop()
    recorder = BEHAVIOURS[behaviour](record)
    context = None
    if security:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)

    def protocol() -> Any:
        return SMTP(
            recorder,
            hostname="test",
            enable_SMTPUTF8=behaviour != "ascii",
            loop=loop,
            tls_context=context if security == "starttls" else None,
            auth_required=bool(security),
            auth_require_tls=security == "starttls",
            authenticator=login,
        )

    implicit = context if security == "tls" else None
    server = await loop.create_server(protocol, HOST, port, reuse_address=True, ssl=implicit)
    print("ready", flush=True)  # noqa: T201 - who started us waits for it
    await server.serve_forever()


if __name__ == "__main__":
    given = [*sys.argv[1:], "", ""]
    asyncio.run(serve(int(given[0]), *given[1:5]))
