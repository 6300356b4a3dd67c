"""One message handed to a server: MAIL, RCPT, DATA, the text, the final dot, and the answer.

`smtplib` brings the commands. The transaction is our own: its `sendmail` raises the same for a
connection lost before the final dot, when nothing was accepted, and for one lost after it, when the
message may be on its way.
"""

from __future__ import annotations

import smtplib
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
        smtp.send(text if text.endswith(b"\r\n") else text + b"\r\n")
        # a send that fails has not handed over the dot, and without it there is no message
        smtp.send(b".\r\n")
    except smtplib.SMTPResponseException as error:
        raise Lost(told(error.smtp_error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Lost(reason_of(error)) from error
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
            f"the server takes nothing from {envelope.sender}: {code} {told(reply)}",
            "look at `from` and `return_path` in [newsletter]",
        )
    if 400 <= code < 500:
        # nobody is named yet: it is about the connection, which many servers let carry 100 messages
        raise Lost(f"{code} {told(reply)}")
    if answer := _unwanted(smtp, code, reply, 250):
        return answer
    code, reply = smtp.rcpt(envelope.to.route)
    if answer := _unwanted(smtp, code, reply, 250, 251):
        return answer
    code, reply = smtp.docmd("DATA")
    return _unwanted(smtp, code, reply, 354)


def _unwanted(smtp: smtplib.SMTP, code: int, reply: bytes, *wanted: int) -> Answer | None:
    """What another reply than the one that is wanted means for this recipient.

    Raises Lost where it means nothing: 421 closes the connection (RFC 5321 §3.8).
    """
    if code in wanted:
        return None
    text = told(reply)
    if code == 421 or not 400 <= code < 600:
        raise Lost(f"{code} {text}" if code > 0 else f"it speaks no SMTP: “{text}”")
    with suppress(smtplib.SMTPServerDisconnected):
        smtp.rset()
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
