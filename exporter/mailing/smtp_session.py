"""A connection to a server, made ready for messages: encryption and who we are, or why not."""

from __future__ import annotations

import smtplib
import socket
import ssl

from exporter.mailing.carriers import Halted
from exporter.mailing.smtp_terms import Lost, Patience, Server, reason_of, told

LOCAL = ("localhost", "127.0.0.1", "::1")
SECURITY = 'security in [newsletter.smtp] is "starttls" (mostly port 587), "tls" (465), or "none"'


def connected(server: Server, patience: Patience) -> smtplib.SMTP:
    """A connection that is ready for messages.

    Raises Lost where another try may do, and Halted where none will.
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
        raise Halted(f"{server.named}: {error}", SECURITY) from error
    except smtplib.SMTPAuthenticationError as error:
        reply = told(error.smtp_error)
        if 400 <= error.smtp_code < 500:
            raise Lost(reply) from error
        raise Halted(
            f"{server.named} does not take user and password: {error.smtp_code} {reply}",
            "set EXPORTER_SMTP_USER and EXPORTER_SMTP_PASSWORD",
        ) from error
    except smtplib.SMTPResponseException as error:
        reply = told(error.smtp_error)
        if 500 <= error.smtp_code < 600:
            raise Halted(
                f"{server.named} turns us away: {error.smtp_code} {reply}", "nothing was sent to it"
            ) from error
        # smtplib takes the first four characters for a code
        garbled = error.smtp_code < 200
        answer = f"it speaks no SMTP: “…{reply}”" if garbled else f"{error.smtp_code} {reply}"
        raise Lost(answer) from error
    except TimeoutError as error:
        raise Lost("it does not answer") from error
    except ssl.SSLError as error:
        reason = (error.reason or "no TLS").replace("_", " ").lower()
        raise Lost(f"the encryption fails ({reason})") from error
    except (OSError, smtplib.SMTPException) as error:
        raise Lost(reason_of(error)) from error


def _ready(server: Server, patience: Patience) -> smtplib.SMTP:
    if server.login and server.security == "none" and server.host not in LOCAL:
        raise smtplib.SMTPNotSupportedError("no password is sent without encryption")
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
            smtp.login(server.login.user, server.login.password)
    except BaseException:
        smtp.close()
        raise
    if smtp.sock:
        smtp.sock.settimeout(patience.answer)
        # the final dot goes alone: the system would wait 40 ms for more
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return smtp
