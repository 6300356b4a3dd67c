"""The MIME message of a letter: its headers, its parts, and what is refused in them.

RFC 5322 and 2045 for the message, RFC 2047 for its headers, RFC 8058 for leaving the list,
RFC 2919 for the list's name. The two texts come from `backends.email`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from email import message_from_bytes, policy
from email.header import Header
from email.headerregistry import (
    Address,
    BaseHeader,
    HeaderRegistry,
    UnstructuredHeader,
)
from email.message import EmailMessage
from email.policy import EmailPolicy, Policy
from email.utils import format_datetime, getaddresses, parseaddr
from hashlib import blake2b
from typing import Any, NamedTuple
from urllib.parse import quote

from exporter.errors import RenderError
from exporter.model.edition import Edition, Mailing
from exporter.model.text import ILLEGAL

# RFC 5322 §3.2.3, a dot-atom; others need SMTPUTF8 or quotation marks, which many servers refuse
LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+")
# RFC 2369 §2: an address between angle brackets, with nothing in it that has to be encoded
UNSUBSCRIBE = re.compile(r"(?:https?://|mailto:)[!-;=?-~]+", re.IGNORECASE)
LONGEST_LINE = 998  # bytes, RFC 5322 §2.1.1


class Picture(NamedTuple):
    """An image of the letter, which comes with it or lies on the web."""

    identifier: str
    data: bytes
    media_type: str

    @property
    def file_name(self) -> str:
        return f"{self.identifier}.{self.media_type.partition('/')[2].replace('jpeg', 'jpg')}"

    def address(self, folder: str = "") -> str:
        """What the HTML calls it; `folder` is where it lies on the web."""
        return f"{folder}/{self.file_name}" if folder else f"cid:{self.identifier}"


class _Whole(UnstructuredHeader, BaseHeader):
    """A header of addresses: each on one line, where the stdlib makes encoded words of a long one.

    RFC 2047 §5 forbids those within `<…>`, and no mail program would find the address in them.
    """

    def fold(self, *, policy: Policy[Any]) -> str:
        value = str(self).replace(">, <", f">,{policy.linesep} <")
        return f"{self.name}: {value}{policy.linesep}"


class _Encoded(UnstructuredHeader, BaseHeader):
    """A header of text: encoded as a whole where it is not ASCII.

    The stdlib encodes word by word, and loses the space between two that come at a line's end:
    a reader takes no space between encoded words (RFC 2047 §6.2).
    """

    def fold(self, *, policy: Policy[Any]) -> str:
        if self.isascii():
            return str(super().fold(policy=policy))
        encoded = Header(str(self), "utf-8", header_name=self.name).encode(linesep=policy.linesep)
        return f"{self.name}: {encoded}{policy.linesep}"


def _policy() -> EmailPolicy[EmailMessage]:
    registry = HeaderRegistry()
    for name in ("list-id", "list-unsubscribe", "list-archive"):
        registry.map_to_type(name, _Whole)
    registry.map_to_type("subject", _Encoded)
    # 7bit: a message that any server takes
    return policy.SMTP.clone(cte_type="7bit", header_factory=registry)


POLICY = _policy()


def message(
    edition: Edition, sender: Address, text: str, html: str, pictures: Iterable[Picture]
) -> tuple[bytes, int]:
    """The message, and how many bytes its HTML part has as it is sent.

    Same input, same bytes. Raises RenderError where a header would say what nobody wrote.
    """
    made = EmailMessage(POLICY)
    headers = _headers(edition, sender)
    for name, value in headers:
        made[name] = value
    made.set_content(text)
    made.add_alternative(html, subtype="html")
    page = made.get_body(("html",))
    if not isinstance(page, EmailMessage):
        raise TypeError("the message has no HTML part")
    size = len(page.as_bytes())
    for picture in pictures:
        main, _, sub = picture.media_type.partition("/")
        page.add_related(
            picture.data,
            main,
            sub,
            cid=f"<{picture.identifier}>",
            disposition="inline",
            filename=picture.file_name,
        )
    _set_boundaries(made, blake2b(html.encode(), digest_size=12).hexdigest())
    data = made.as_bytes()
    _check(data, made, headers)
    return data, size


def address(written: str, key: str) -> Address:
    """An e-mail address of the setting `key`; RFC 5890 for an international domain.

    Raises RenderError where it is none.
    """
    name, found = parseaddr(written)
    local, _, domain = found.rpartition("@")
    # the stdlib drops a second address, and what comes after a line's end, in silence
    whole = len(getaddresses([written])) == 1 and len(written.strip().splitlines()) == 1
    try:
        if not LOCAL_PART.fullmatch(local) or not domain or not whole:
            raise ValueError(found)
        return Address(harmless(name), local, domain.encode("idna").decode("ascii"))
    except (ValueError, UnicodeError, IndexError) as error:
        raise RenderError(
            f"newsletter.{key} is no e-mail address: {written}",
            f'write it as {key} = "Name <name@example.org>"',
        ) from error


def harmless(text: str) -> str:
    """Text for a header: one line, and nothing that a reader would decode into another header.

    `=?utf-8?q?a=0D=0ABcc: …?=` is an encoded word to every mail program (RFC 2047).
    """
    line = " ".join(re.sub(r"\s", " ", ILLEGAL.sub(" ", text)).split())
    return line.replace("=?", "=\u2060?")


def _headers(edition: Edition, sender: Address) -> list[tuple[str, object]]:
    mailing = edition.mailing or Mailing()
    identity = f"{edition.name}\0{edition.modified}".encode()
    answers = address(mailing.reply_to, "reply_to") if mailing.reply_to else None
    headers: list[tuple[str, object]] = [
        ("From", sender),
        ("Subject", harmless(edition.metadata.title)),
        ("Date", format_datetime(datetime.fromisoformat(edition.modified))),
        ("Message-ID", f"<{blake2b(identity, digest_size=16).hexdigest()}@{sender.domain}>"),
    ]
    if answers:
        headers.append(("Reply-To", answers))
    if mailing.list_id:
        headers.append(("List-Id", _list_id(mailing.list_id)))
    if mailing.unsubscribe:
        leave = _unsubscribe(mailing.unsubscribe)
        ways = [leave]
        if mailing.sender and not leave.lower().startswith("mailto:"):
            ways.append(leaving_by_mail((answers or sender).addr_spec))
        headers.append(("List-Unsubscribe", ", ".join(f"<{way}>" for way in ways)))
        if leave.lower().startswith("https:"):
            headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    if edition.url:
        # RFC 2369 §3.6: where this issue stands among the others
        headers.append(("List-Archive", f"<{_address(edition.url)}>"))
    headers.append(("Auto-Submitted", "auto-generated"))
    headers.append(("X-Auto-Response-Suppress", "OOF, AutoReply"))
    return headers


def leaving_by_mail(answers: str, token: str = "") -> str:
    """A message to the address that takes answers, which says who leaves where there is a token."""
    wish = quote(f"unsubscribe {token}".strip(), safe="")
    return f"mailto:{quote(answers, safe='@.+-_=')}?subject={wish}"


def _list_id(written: str) -> str:
    """RFC 2919 §2: `<name.example.org>`, with a phrase before it or without."""
    phrase, _, identifier = harmless(written).rstrip(">").rpartition("<")
    if not identifier.isascii() or " " in identifier or not phrase.isascii():
        raise RenderError(
            f"newsletter.list_id is no name of a list: {written}",
            'write it as list_id = "name.example.org", like a domain of yours',
        )
    return f"{phrase}<{identifier}>"


def _unsubscribe(written: str) -> str:
    """The address as RFC 3986 writes it. Raises RenderError where it leads nowhere."""
    leave = _address(written)
    if not UNSUBSCRIBE.fullmatch(leave) or len(leave) > LONGEST_LINE - 40:
        raise RenderError(
            f"newsletter.unsubscribe is no web address and no mailto: one: {written}",
            'write it as unsubscribe = "https://example.org/leave"',
        )
    return leave


def _address(written: str) -> str:
    """A web address as RFC 3986 writes it, in ASCII and on one line."""
    return quote(harmless(written), safe="%/:=&?~#+!$,;'@()*[]._-")


def _set_boundaries(made: EmailMessage, name: str) -> None:
    """The stdlib draws them by lot; same input, same bytes."""
    for number, part in enumerate(made.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_exporter_{number}_{name}")


def _check(data: bytes, made: EmailMessage, headers: list[tuple[str, object]]) -> None:
    """Read the message as its receiver will: no header may be there that we did not write."""
    found = message_from_bytes(data, policy=POLICY)
    names = [name for name, _ in headers] + ["MIME-Version", "Content-Type"]
    same = sorted(found.keys()) == sorted(names) and all(
        str(found[name]).split() == str(made[name]).split() for name in names[:-2]
    )
    if not same or any(getattr(found[name], "defects", ()) for name in ("From", "Subject")):
        raise RenderError(
            "the message would have headers that nobody wrote",
            "look at the title and at [newsletter] for anything odd",
        )
