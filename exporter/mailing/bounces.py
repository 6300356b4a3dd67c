"""What comes back: reports that a message was not delivered (RFC 3464), complaints (RFC 5965), and
wishes to leave the list by mail."""

from __future__ import annotations

import mailbox
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from hashlib import blake2b
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import unquote

from exporter.config import shown
from exporter.errors import UsageError
from exporter.mailing.addresses import inbox

Kind = Literal["hard", "soft", "complained", "unsubscribed"]
# RFC 3463: a full mailbox (x.2.2), too large a message (x.3.4, x.2.3) and policy (x.7) are 5.x.x,
# and the address is right all the same
NOT_THE_ADDRESS = re.compile(r"5\.(?:2\.[23]|3\.4|7\.\d+)")
STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
# a list may have tokens of its own, of any characters: in addresses they are percent-encoded
WISH = re.compile(r"\s*unsubscribe\s+(\S{1,200})\s*", re.IGNORECASE)
TOKEN = re.compile(r"(?:token=|unsubscribe%20)([^\s&>]{1,200})")
HINT = "a message (.eml), an mbox file, a Maildir, or a folder of messages"


class Report(NamedTuple):
    """What one message says of one address. `key` or `token` names the inbox; `message` is the same
    for the same report, read again."""

    kind: Kind
    key: str
    token: str
    status: str
    detail: str
    message: str


def messages_in(path: Path) -> Iterator[bytes]:
    """The messages of a file or a folder. Raises UsageError where there can't be any."""
    try:
        if path.is_dir():
            if (path / "cur").is_dir():
                box = mailbox.Maildir(path, create=False)
                yield from (box.get_bytes(key) for key in sorted(box.keys()))
            else:
                yield from (file.read_bytes() for file in sorted(path.glob("*.eml")))
        elif path.is_file():
            data = path.read_bytes()
            if data.startswith(b"From "):
                yield from (bytes(message) for message in mailbox.mbox(path, create=False))
            else:
                yield data
        else:
            raise UsageError(f"there is no file or folder {shown(path)}", HINT)
    except OSError as error:
        raise UsageError(f"{shown(path)} can't be read: {error.strerror}", HINT) from error


def reports_in(data: bytes) -> list[Report]:
    """What a message reports; nothing where it is another kind of message."""
    message = message_from_bytes(data, policy=policy.default)
    if not isinstance(message, EmailMessage):
        return []
    identity = str(message["Message-ID"] or blake2b(data, digest_size=16).hexdigest()).strip()
    kind = str(message.get_param("report-type") or "").lower()
    if kind == "feedback-report":
        return list(_complaints(message, identity))
    # Exchange and others leave the parameter out
    if status := _part(message, "message/delivery-status"):
        return list(_failures(status, identity))
    if found := WISH.fullmatch(str(message["Subject"] or "")):
        return [Report("unsubscribed", "", found[1], "", "by mail", identity)]
    return []


def _failures(status: Message, identity: str) -> Iterator[Report]:
    """RFC 3464 §2.3: a group of fields for each recipient, after one about the message."""
    groups = status.get_payload()
    for group in groups if isinstance(groups, list) else ():
        if not isinstance(group, Message):
            continue
        action = str(group["Action"] or "").strip().lower()
        address = _address(group["Original-Recipient"]) or _address(group["Final-Recipient"])
        if not address or action not in ("failed", "delayed"):
            continue
        detail = " ".join(str(group["Diagnostic-Code"] or "").split())[:300]
        found = STATUS.search(str(group["Status"] or "")) or STATUS.search(detail)
        code = found[0] if found else ""
        lasting = action == "failed" and not code.startswith("4")
        hard = lasting and not NOT_THE_ADDRESS.match(code)
        yield Report("hard" if hard else "soft", address, "", code, detail, identity)


def _complaints(message: EmailMessage, identity: str) -> Iterator[Report]:
    """RFC 5965: who complained stands in the report, or only in the message that comes with it."""
    report = _part(message, "message/feedback-report")
    fields = _headers(report)
    kind = str(fields["Feedback-Type"] or "").strip().lower() if fields else ""
    # `not-spam` is the opposite
    if not fields or kind not in ("abuse", "fraud", "opt-out", "other", "virus"):
        return
    original = _part(message, "message/rfc822") or _part(message, "text/rfc822-headers")
    written = original.as_string() if original else ""
    token = TOKEN.search(re.sub(r"\r?\n[ \t]+", "", written))
    addresses = [
        key
        for value in (fields["Original-Rcpt-To"], fields["Removal-Recipient"])
        if (key := _address(value))
    ]
    told = unquote(token[1]) if token else ""
    yield Report("complained", addresses[0] if addresses else "", told, "", kind, identity)


def _part(message: Message, kind: str) -> Message | None:
    return next((part for part in message.walk() if part.get_content_type() == kind), None)


def _headers(part: Message | None) -> Message | None:
    """The fields of a part, which the stdlib reads as a message of their own."""
    payload = part.get_payload() if part else None
    first = payload[0] if isinstance(payload, list) and payload else None
    return first if isinstance(first, Message) else None


def _address(value: object) -> str:
    """The key of `rfc822; ada@example.org`; empty where it is none."""
    if not value:
        return ""
    written = str(value).rpartition(";")[2].strip().strip("<>")
    try:
        return inbox(written).key
    except ValueError:
        return ""
