"""A server that takes messages, by SMTP (RFC 5321).

`smtplib` brings commands, TLS and authentication. The transaction is our own: `sendmail` raises
the same for a connection lost before the final dot, when nothing was accepted, and for one lost
after it, when the message may be on its way.
"""

from __future__ import annotations

import random
import smtplib
import socket
import ssl
import threading
import time
from contextlib import suppress
from typing import NamedTuple

from exporter.mailing.carriers import Answer, Envelope, Halted
from exporter.mailing.credentials import Login

LOCAL = ("localhost", "127.0.0.1", "::1")
# Seconds for which a server that takes nothing is left alone: longer from time to time
SHORTEST_PAUSE = 0.25
LONGEST_PAUSE = 30.0


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


PATIENT = Patience()


class Line:
    """What all connections of a delivery share: when one last worked, and whether to stop."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self._worked = time.monotonic()

    def works(self) -> None:
        self._worked = time.monotonic()

    def silent(self) -> float:
        """Seconds since a connection worked."""
        return time.monotonic() - self._worked


class _Lost(Exception):
    """A connection that can't be used, while nothing was accepted; another one may do."""


class Connection:
    """A connection that is made again where it is lost."""

    def __init__(self, server: Server, line: Line, patience: Patience = PATIENT) -> None:
        self._server = server
        self._line = line
        self._patience = patience
        self._smtp: smtplib.SMTP | None = None

    def open(self) -> None:
        """Connect now, once. Raises Halted where that does not work."""
        try:
            self._smtp = connected(self._server, self._patience)
        except _Lost as lost:
            raise Halted(f"{self._server.named}: {lost}", "nothing was sent") from lost
        self._line.works()

    def carry(self, envelope: Envelope) -> Answer:
        # a connection may be worn out: the first new one is made at once
        pause = 0.0
        while True:
            try:
                self._smtp = self._smtp or connected(self._server, self._patience)
                answer = transacted(self._smtp, envelope, self._patience)
            except _Lost as lost:
                self._drop()
                self._wait(pause, lost)
                pause = min(max(pause * 2, SHORTEST_PAUSE), LONGEST_PAUSE)
                continue
            except BaseException:
                self._drop()
                raise
            if answer.state == "unknown":
                self._drop()
            else:
                self._line.works()
            return answer

    def close(self) -> None:
        if self._smtp:
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
        self._drop()

    def _drop(self) -> None:
        if self._smtp:
            self._smtp.close()
        self._smtp = None

    def _wait(self, pause: float, lost: _Lost) -> None:
        """Raises Halted where it is not worth while any more."""
        if self._line.silent() > self._patience.outage:
            seconds = f"{self._patience.outage:.0f} seconds"
            raise Halted(
                f"{self._server.named} took nothing for {seconds}: {lost}",
                "`exporter newsletter resume` goes on where this ended",
            )
        # not all connections at the same moment
        if self._line.stop.wait(pause * random.uniform(0.75, 1.25)):  # noqa: S311
            raise Halted("interrupted")


def connected(server: Server, patience: Patience) -> smtplib.SMTP:
    """A connection that is ready for messages.

    Raises _Lost where another try may do, and Halted where none will.
    """
    try:
        return _ready(server, patience)
    except ssl.SSLCertVerificationError as error:
        raise Halted(
            f"{server.named}: its certificate can't be trusted: {error.verify_message}",
            "is this the server's real name? nothing is sent to one that can't prove it",
        ) from error
    except socket.gaierror as error:
        raise Halted(f"there is no server called {server.host}", "see [newsletter.smtp]") from error
    except smtplib.SMTPNotSupportedError as error:
        raise Halted(f"{server.named}: {error}", _SECURITY_HINT) from error
    except smtplib.SMTPAuthenticationError as error:
        reply = _told(error.smtp_error)
        if 400 <= error.smtp_code < 500:
            raise _Lost(reply) from error
        raise Halted(
            f"{server.named} does not take user and password: {error.smtp_code} {reply}",
            "set EXPORTER_SMTP_USER and EXPORTER_SMTP_PASSWORD",
        ) from error
    except smtplib.SMTPResponseException as error:
        reply = _told(error.smtp_error)
        if 500 <= error.smtp_code < 600:
            raise Halted(
                f"{server.named} turns us away: {error.smtp_code} {reply}", "nothing was sent to it"
            ) from error
        spoke = error.smtp_code < 200
        raise _Lost(f"it speaks no SMTP: “{reply}”" if spoke else reply) from error
    except TimeoutError as error:
        raise _Lost("it does not answer") from error
    except ssl.SSLError as error:
        reason = (error.reason or "no TLS").replace("_", " ").lower()
        raise _Lost(f"the encryption fails ({reason})") from error
    except (OSError, smtplib.SMTPException) as error:
        raise _Lost(_reason(error)) from error


_SECURITY_HINT = (
    'security in [newsletter.smtp] is "starttls" (mostly port 587), "tls" (465), or "none"'
)


def _ready(server: Server, patience: Patience) -> smtplib.SMTP:
    smtp: smtplib.SMTP
    if server.security == "tls":
        context = ssl.create_default_context()
        smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=patience.connect, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=patience.connect)
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            if not smtp.has_extn("starttls"):
                raise smtplib.SMTPNotSupportedError("it offers no STARTTLS")
            code, reply = smtp.starttls(context=ssl.create_default_context())
            if code != 220:
                raise smtplib.SMTPResponseException(code, reply)
            smtp.ehlo_or_helo_if_needed()
        if server.login:
            if server.security == "none" and server.host not in LOCAL:
                raise smtplib.SMTPNotSupportedError("no password is sent without encryption")
            smtp.login(server.login.user, server.login.password)
    except BaseException:
        smtp.close()
        raise
    if smtp.sock:
        smtp.sock.settimeout(patience.answer)
        # the final dot goes alone: the system would wait 40 ms for more
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return smtp


def transacted(smtp: smtplib.SMTP, envelope: Envelope, patience: Patience) -> Answer:
    """Send one message.

    Raises _Lost where the connection went before the server could have accepted it, and Halted
    where it takes nothing from this sender.
    """
    try:
        answer = _introduced(smtp, envelope)
        if answer:
            return answer
        # what begins with a dot begins with two (RFC 5321 §4.5.2)
        text = envelope.message.replace(b"\r\n.", b"\r\n..")
        smtp.send(text if text.endswith(b"\r\n") else text + b"\r\n")
        # a send that fails has not handed over the dot, and without it there is no message
        smtp.send(b".\r\n")
    except smtplib.SMTPResponseException as error:
        raise _Lost(_told(error.smtp_error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise _Lost(_reason(error)) from error
    return _accepted(smtp, patience)


def _introduced(smtp: smtplib.SMTP, envelope: Envelope) -> Answer | None:
    """MAIL, RCPT and DATA; an answer where the server wants no text."""
    options: tuple[str, ...] = ()
    if envelope.to.utf8:
        if not smtp.has_extn("smtputf8"):
            return Answer("refused", 0, "the server takes no address in UTF-8 (SMTPUTF8)")
        options = ("SMTPUTF8", "BODY=8BITMIME")
    code, reply = smtp.mail(envelope.sender, options)
    if code >= 500 and not envelope.to.utf8:
        raise Halted(
            f"the server takes nothing from {envelope.sender}: {code} {_told(reply)}",
            "look at `from` and `return_path` in [newsletter]",
        )
    if 400 <= code < 500:
        # nobody is named yet: it is about the connection, which many servers let carry 100 messages
        raise _Lost(f"{code} {_told(reply)}")
    if answer := _unwanted(smtp, code, reply, 250):
        return answer
    code, reply = smtp.rcpt(envelope.to.route)
    if answer := _unwanted(smtp, code, reply, 250, 251):
        return answer
    code, reply = smtp.docmd("DATA")
    return _unwanted(smtp, code, reply, 354)


def _unwanted(smtp: smtplib.SMTP, code: int, reply: bytes, *wanted: int) -> Answer | None:
    """What another reply than the one that is wanted means for this recipient.

    Raises _Lost where it means nothing: 421 closes the connection (RFC 5321 §3.8).
    """
    if code in wanted:
        return None
    told = _told(reply)
    if code == 421 or not 400 <= code < 600:
        raise _Lost(f"{code} {told}" if code > 0 else f"it speaks no SMTP: “{told}”")
    with suppress(smtplib.SMTPServerDisconnected):
        smtp.rset()
    return Answer("refused" if code >= 500 else "deferred", code, told)


def _accepted(smtp: smtplib.SMTP, patience: Patience) -> Answer:
    """The answer to the final dot; `unknown` where none comes, or one that is no answer."""
    try:
        if smtp.sock:
            smtp.sock.settimeout(patience.final)
        code, reply = smtp.getreply()
        if smtp.sock:
            smtp.sock.settimeout(patience.answer)
    except smtplib.SMTPResponseException as error:
        return Answer("unknown", 0, _told(error.smtp_error))
    except (OSError, smtplib.SMTPException) as error:
        return Answer("unknown", 0, f"after the whole message: {_reason(error)}")
    told = _told(reply)
    if code == 250:
        return Answer("sent", code, told)
    if code == 421:
        smtp.close()
    if 400 <= code < 600:
        return Answer("refused" if code >= 500 else "deferred", code, told)
    return Answer("unknown", max(code, 0), told)


def _told(reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return " ".join(text.split())[:300]


def _reason(error: Exception) -> str:
    # smtplib says the same of a server that hangs and of one that is gone
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "it does not answer"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "it closed the connection"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return " ".join(str(error).split()) or type(error).__name__
