"""The headers that each subscriber has of their own (RFC 5322 §3.6, 2369, 8058).

Whatever is written into one goes through here, and comes out on lines that begin nothing else.
"""

from __future__ import annotations

from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from hashlib import blake2b

from exporter.backends.email_message import POLICY, harmless, leaving_by_mail
from exporter.mailing.addresses import Inbox

# Characters of a name that stand as they are: longer ones are encoded, as only words are folded
LONGEST_NAME = 60


def subject(text: str) -> bytes:
    """Folded, encoded where it is not ASCII."""
    return folded("Subject", harmless(text))


def folded(name: str, text: str) -> bytes:
    whole: str = POLICY.header_factory(name, text).fold(policy=POLICY)
    return whole.encode("ascii")


def to(inbox: Inbox, name: str) -> bytes:
    """`To: "Ada Lovelace" <ada@example.org>`, in UTF-8 where the address is (RFC 6531)."""
    told = harmless(name)
    if not told:
        return f"To: {inbox.route}\r\n".encode()
    if told.isascii() and told.isprintable() and len(told) <= LONGEST_NAME:
        escaped = told.replace("\\", "\\\\").replace('"', '\\"')
        shown = f'"{escaped}"'
    else:
        shown = Header(told, "utf-8", maxlinelen=75, header_name="To").encode(linesep="\r\n")
    return f"To: {shown}\r\n <{inbox.route}>\r\n".encode()


def message_id(issue: str, inbox: Inbox, sender: str) -> str:
    """The same for an issue and an inbox, however often it is made; another for another sender of
    the domain, whose `october.md` is another issue."""
    identity = blake2b(f"{sender}\0{issue}\0{inbox.key}".encode(), digest_size=16).hexdigest()
    return f"<{identity}@{sender.rpartition('@')[2]}>"


def moment(when: datetime) -> bytes:
    return f"Date: {format_datetime(when)}\r\n".encode("ascii")


def leaving(address: str, answers: str, token: str) -> bytes:
    """The ways off the list: one click where `address` is https (RFC 8058 §3.1), and a message.

    Each way has a line of its own: RFC 2369 §2 has them within angle brackets, with commas.
    """
    mail = leaving_by_mail(answers, token)
    web = address.lower().startswith(("https:", "http:"))
    ways = [f"<{address}>", f"<{mail}>"] if web else [f"<{address or mail}>"]
    joined = ",\r\n ".join(ways)
    lines = f"List-Unsubscribe: {joined}\r\n"
    if address.lower().startswith("https:"):
        lines += "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    return lines.encode("ascii")
