"""One message handed to a server: MAIL, RCPT, DATA, the text, the final dot, and the answer.

`smtplib` brings the commands. The transaction is our own: its `sendmail` raises the same for a
connection lost before the final dot, when nothing was accepted, and for one lost after it, when the
message may be on its way.
"""

from __future__ import annotations

import smtplib
from collections.abc import Iterator, Sequence
from contextlib import suppress

from exporter.mailing.carriers import Answer, Envelope, Halted
from exporter.mailing.smtp_terms import Lost, Patience, reason_of, told


def transacted(smtp: smtplib.SMTP, envelope: Envelope, patience: Patience) -> Answer:
    """Send one message.

    Raises Lost where the connection went before the server could have accepted it, and Halted
    where it takes nothing from this sender.
    """
    try:
        answer = _introduced(smtp, envelope)
        if answer:
            return answer
        # what begins with a dot begins with two (RFC 5321 §4.5.2)
        text = envelope.message.replace(b"\r\n.", b"\r\n..")
        # a send that fails has not handed over its last bytes, and without the dot there is no
        # message
        smtp.send(text + (b".\r\n" if text.endswith(b"\r\n") else b"\r\n.\r\n"))
    except smtplib.SMTPResponseException as error:
        raise Lost(told(error.smtp_error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Lost(reason_of(error)) from error
    return _accepted(smtp, patience)


def _introduced(smtp: smtplib.SMTP, envelope: Envelope) -> Answer | None:
    """MAIL, RCPT and DATA; an answer where the server wants no text."""
    utf8 = envelope.to.utf8
    if utf8 and not smtp.has_extn("smtputf8"):
        return Answer("refused", 0, "the server takes no address in UTF-8 (SMTPUTF8)")
    options = " SMTPUTF8 BODY=8BITMIME" if utf8 else ""
    commands = (f"MAIL FROM:<{envelope.sender}>{options}", f"RCPT TO:<{envelope.to.route}>", "DATA")
    replies = _replies(smtp, commands)
    code, reply = next(replies)
    if code >= 500 and not utf8:
        raise Halted(
            f"the server takes nothing from {envelope.sender}: {code} {told(reply)}",
            "look at `from` and `return_path` in [newsletter]",
        )
    if 400 <= code < 500:
        # nobody is named yet: it is about the connection, which many servers let carry 100 messages
        raise Lost(f"{code} {told(reply)}")
    answer = (
        _unwanted(code, reply, 250)
        or _unwanted(*next(replies), 250, 251)
        or _unwanted(*next(replies), 354)
    )
    if answer:
        _give_up(smtp, replies)
    return answer


def _replies(smtp: smtplib.SMTP, commands: Sequence[str]) -> Iterator[tuple[int, bytes]]:
    """The reply to each command. They go at once where the server takes that (RFC 2920), else each
    when the reply to the one before has been taken."""
    if any(set(command) & {"\r", "\n"} for command in commands):
        raise ValueError(f"a command of several lines: {commands}")
    lines = [f"{command}\r\n".encode() for command in commands]
    if smtp.has_extn("pipelining"):
        lines = [b"".join(lines), *[b""] * (len(lines) - 1)]
    for line in lines:
        if line:
            smtp.send(line)
        yield smtp.getreply()


def _give_up(smtp: smtplib.SMTP, replies: Iterator[tuple[int, bytes]]) -> None:
    """End a transaction that leads to nothing."""
    with suppress(smtplib.SMTPServerDisconnected):
        if smtp.has_extn("pipelining"):
            for code, _ in replies:
                # who asks for a text that is for nobody gets an empty one (RFC 2920 §3.1)
                if code == 354:
                    smtp.send(b".\r\n")
                    smtp.getreply()
        smtp.rset()


def _unwanted(code: int, reply: bytes, *wanted: int) -> Answer | None:
    """What another reply than the one that is wanted means for this recipient.

    Raises Lost where it means nothing: 421 closes the connection (RFC 5321 §3.8).
    """
    if code in wanted:
        return None
    text = told(reply)
    if code == 421 or not 400 <= code < 600:
        raise Lost(f"{code} {text}" if code > 0 else f"it speaks no SMTP: “{text}”")
    return Answer("refused" if code >= 500 else "deferred", code, text)


def _accepted(smtp: smtplib.SMTP, patience: Patience) -> Answer:
    """The answer to the final dot; `unknown` where none comes, or one that is no answer."""
    try:
        if smtp.sock:
            smtp.sock.settimeout(patience.final)
        code, reply = smtp.getreply()
        if smtp.sock:
            smtp.sock.settimeout(patience.answer)
    except smtplib.SMTPResponseException as error:
        return Answer("unknown", 0, told(error.smtp_error))
    except (OSError, smtplib.SMTPException) as error:
        return Answer("unknown", 0, f"after the whole message: {reason_of(error)}")
    text = told(reply)
    if code == 250:
        return Answer("sent", code, text)
    if code == 421:
        smtp.close()
    if 400 <= code < 600:
        return Answer("refused" if code >= 500 else "deferred", code, text)
    return Answer("unknown", max(code, 0), text)
