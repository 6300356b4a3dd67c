"""What is known of a server, and how its answers and failures are put into words."""

from __future__ import annotations

import smtplib
from typing import NamedTuple

from exporter.mailing.credentials import Login


class Server(NamedTuple):
    """Where it is, and what it wants to know; `security` is `starttls`, `tls` or `none`."""

    host: str
    port: int
    security: str
    login: Login | None = None

    @property
    def named(self) -> str:
        return f"{self.host}:{self.port}"


class Patience(NamedTuple):
    """Seconds: for a connection, for an answer, for the one after the final dot (RFC 5321
    §4.5.3.2.6 wants ten minutes), and for a server that is away before all is given up."""

    connect: float = 20
    answer: float = 60
    final: float = 600
    outage: float = 120


class Lost(Exception):
    """A connection that can't be used, while nothing was accepted; another one may do."""


def told(reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return " ".join(text.split())[:300]


def reason_of(error: Exception) -> str:
    # smtplib says the same of a server that hangs and of one that is gone
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "it does not answer"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "it closed the connection"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return " ".join(str(error).split()) or type(error).__name__
