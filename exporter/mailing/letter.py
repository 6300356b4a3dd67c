"""From an issue to the message of one subscriber.

The texts are encoded once; what is personal is encoded for each, and stands on lines of its own
in quoted-printable, so that nothing around it has to be encoded again (RFC 2045 §6.7).
"""

from __future__ import annotations

import re
from binascii import b2a_qp
from collections.abc import Callable, Mapping
from datetime import datetime
from html import escape
from typing import Any, NamedTuple
from urllib.parse import quote

from jinja2 import Environment, Template

from exporter.errors import UsageError
from exporter.mailing import headers
from exporter.mailing.addresses import Inbox
from exporter.mailing.issue import Issue
from exporter.personal.expressions import (
    COMMENT,
    HINT,
    STATEMENT,
    VALUE,
    Lacking,
    columns_in,
    environment,
    rendered,
)
from exporter.personal.fields import Fields

SOFT = "=\r\n"
# Fields that every subscriber has, whatever columns a list has
OURS = ("email", "token")

Row = Mapping[str, Any]


class Recipient(NamedTuple):
    """Who gets a message: where it goes, the columns that are asked for, and what tells the sender
    who leaves the list."""

    inbox: Inbox
    columns: Row
    token: str


class Letter(NamedTuple):
    """An issue, ready to be written to anyone: templates that give text as it is sent."""

    issue: Issue
    domain: str
    subject: Template
    leave: Template
    text: Template
    html: Template
    before: bytes
    between: bytes
    after: bytes


def letter_of(issue: Issue, *, lacking: type[Lacking] = Lacking, mark: str = "") -> Letter:
    """The issue, set up; `mark` stands before its subject. Raises UsageError where it can't be."""
    jinja = environment(lacking)
    jinja.filters |= {"_html": _html, "_text": _text, "_plain": str, "_address": _address}
    # no text in quoted-printable has `=_`
    boundary = f"=_exporter_{issue.digest}"
    related = bool(issue.pictures)
    opening = (
        f'Content-Type: multipart/related; type="text/html";\r\n boundary="{boundary}_1"\r\n\r\n'
        f"--{boundary}_1\r\n"
        if related
        else ""
    )
    pictures = b"".join(
        b"\r\n--" + f"{boundary}_1".encode() + b"\r\n" + picture for picture in issue.pictures
    )
    closing = f"\r\n--{boundary}_1--\r\n".encode() if related else b""
    return Letter(
        issue,
        issue.sender.rpartition("@")[2],
        _template(jinja, mark + issue.subject, issue.fields, "_plain"),
        _template(jinja, issue.leave, issue.fields, "_plain"),
        _template(jinja, _without_lines(issue.text, issue.fields), issue.fields, "_text"),
        _template(jinja, without_paragraphs(issue.html, issue.fields), issue.fields, "_html"),
        b"MIME-Version: 1.0\r\n"
        + f'Content-Type: multipart/alternative;\r\n boundary="{boundary}_0"\r\n\r\n'.encode()
        + f"--{boundary}_0\r\n".encode()
        + _part("plain"),
        f"\r\n--{boundary}_0\r\n{opening}".encode() + _part("html"),
        pictures + closing + f"\r\n--{boundary}_0--\r\n".encode(),
    )


def columns_of(letter: Letter) -> dict[str, str]:
    """The columns of a list that the issue asks for, each with the first field that does, as the
    note has it."""
    asked: dict[str, str] = {}
    for field in letter.issue.fields.all:
        start, end = STATEMENT if field.kind == "statement" else VALUE
        found: frozenset[str] = frozenset()
        if field.kind != "statement":
            found = columns_in(f"{start}{field.source}{end}", field.written)
        elif field.source.startswith(("if", "elif")):
            condition = field.source.partition(" ")[2]
            found = columns_in(f"{start}if {condition}{end}{start}endif{end}", field.written)
        for column in found - {*OURS}:
            asked.setdefault(column, field.written)
    return asked


def message(letter: Letter, recipient: Recipient, when: datetime) -> bytes:
    """The message, with lines that end in CRLF. Raises FieldMissing, and UsageError where a
    value is not what its field needs."""
    inbox = recipient.inbox
    row = {"email": inbox.route, "token": recipient.token, **recipient.columns}
    identity = headers.message_id(letter.issue.id, inbox, letter.issue.sender)
    return b"".join(
        (
            letter.issue.headers,
            headers.to(inbox, str(row.get("name", ""))),
            headers.subject(rendered(letter.subject.render, row)),
            headers.moment(when),
            f"Message-ID: {identity}\r\n".encode(),
            headers.leaving(
                rendered(letter.leave.render, row), letter.issue.answers, str(row["token"])
            ),
            letter.before,
            rendered(letter.text.render, row).encode("ascii"),
            letter.between,
            rendered(letter.html.render, row).encode("ascii"),
            letter.after,
        )
    )


def _part(subtype: str) -> bytes:
    return (
        f'Content-Type: text/{subtype}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    ).encode()


def _template(jinja: Environment, text: str, fields: Fields, dress: str) -> Template:
    """A template of what is sent: encoded, but for `_plain`, which headers are made of."""
    encoded: Callable[[str], str] = _harmless if dress == "_plain" else _encoded
    parts: list[str] = []
    # every other one is the number of a field
    for place, piece in enumerate(fields.mark.split(text)):
        if place % 2 == 0:
            parts.append(encoded(piece))
            continue
        field = fields.all[int(piece)]
        if field.kind == "statement":
            parts.append(f"{STATEMENT[0]}{field.source}{STATEMENT[1]}")
        else:
            address = "|_address" if field.kind == "address" else ""
            parts.append(f"{VALUE[0]}({field.source}){address}|{dress}{VALUE[1]}")
    try:
        return jinja.from_string("".join(parts))
    except (SyntaxError, RecursionError) as error:  # Python, of which Jinja makes its templates
        raise UsageError("the issue has conditions in too many others", HINT) from error


def without_paragraphs(html: str, fields: Fields) -> str:
    """Without the paragraphs that hold nothing but `{% if … %}` or its like."""
    marks = _statements(fields)
    return re.sub(rf"<p\b[^>]*>\s*({marks})\s*</p>\s*", r"\1", html) if marks else html


def _without_lines(text: str, fields: Fields) -> str:
    """The same for lines of text, each with the empty line after it."""
    marks = _statements(fields)
    return re.sub(rf"^[ \t]*({marks})[ \t]*\n\n?", r"\1", text, flags=re.M) if marks else text


def _statements(fields: Fields) -> str:
    """A pattern for marks of statements in a row; empty where there are none."""
    numbers = [str(n) for n, field in enumerate(fields.all) if field.kind == "statement"]
    one = rf"{fields.prefix}n(?:{'|'.join(numbers)})z"
    return rf"{one}(?:\s*{one})*" if numbers else ""


def _encoded(text: str) -> str:
    """In quoted-printable, ended so that any text may follow."""
    found = b2a_qp(text.encode().replace(b"\r\n", b"\n")).decode("ascii").replace("\n", "\r\n")
    whole = found.endswith("\r\n") and not found.endswith(SOFT)
    return found if whole or not found else found + SOFT


def _harmless(text: str) -> str:
    """Without the characters that Jinja would read."""
    return text.translate(dict.fromkeys(map(ord, "".join((*VALUE, *STATEMENT, *COMMENT)))))


def _html(value: object) -> str:
    return _encoded(escape(_line(value)))


def _text(value: object) -> str:
    return _encoded(_line(value))


def _line(value: object) -> str:
    return " ".join(str(value).split())


def _address(value: object) -> str:
    return quote(str(value), safe="")
