"""A message as its reader will see it: one page for a browser, with nothing in it that runs or is
fetched, and pictures by Chromium.

The letter stands in frames that may do nothing (`sandbox`), below a policy that lets the page have
its own style and pictures only: the HTML of a note may come from anywhere.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from email import message_from_bytes
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, StrictUndefined

from exporter.backends.email import CLIPPED
from exporter.backends.email_message import POLICY
from exporter.diagnostics import Diagnostic
from exporter.mailing.issue import body_of

HERE = Path(__file__).parent
# Characters of a letter that a list of messages shows after its subject
SHOWN = 140
# What keeps the text of a letter out of that line begins so (backends.email)
FILLER = "\u034f"
DARK = re.compile(r"\(\s*prefers-color-scheme\s*:\s*dark\s*\)")
LIGHT = re.compile(r"\(\s*prefers-color-scheme\s*:\s*light\s*\)")
ALWAYS, NEVER = "(min-width: 0)", "(max-width: 0)"
# A link into the web opens beside the page; one that has a `>` before its address opens nowhere
OUTWARD = re.compile(r'<a\b(?=[^>]*\shref="(?:https?|mailto):)')
SOURCE = re.compile(r'\ssrc="cid:([^"]+)"')
ANY_SOURCE = re.compile(r'(<img\b[^>]*?)\ssrc="[^"]*"')
HEADINGS = {"error": "errors", "warning": "warnings", "info": "remarks"}


class Seen(NamedTuple):
    """A message as a mail program reads it: its headers in order, its two texts, and its pictures
    as `data:` addresses by content id. `size` is that of the whole, in bytes, and `attached` the
    number of pictures that go along."""

    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    pictures: dict[str, str]
    size: int
    attached: int

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def seen(message: bytes) -> Seen:
    """A message, read."""
    found = message_from_bytes(message, policy=POLICY)
    if not isinstance(found, EmailMessage):
        raise TypeError("the policy makes another message")
    headers = tuple((name, " ".join(str(value).split())) for name, value in found.items())
    pictures = {
        str(part["Content-ID"]).strip("<> "): _as_address(part)
        for part in found.walk()
        if part["Content-ID"]
    }
    text, html = (body_of(found, kind) for kind in ("plain", "html"))
    return Seen(headers, text, html, pictures, len(message), len(pictures))


def page(message: Seen, clipped: int, found: Sequence[Diagnostic], values: str) -> str:
    """The page. `clipped` is the size that Gmail goes by, in bytes; `values` says whose personal
    fields are shown."""
    return (
        _environment()
        .from_string((HERE / "page.html").read_text("utf-8"))
        .render(
            style=(HERE / "page.css").read_text("utf-8"),
            message=message,
            subject=message.header("subject"),
            sender=message.header("from"),
            teaser=teaser(message.html),
            letters={
                "light": letter(message, dark=False),
                "dark": letter(message, dark=True),
                "blocked": without_pictures(letter(message, dark=False)),
            },
            kilobytes=round(clipped / 1024),
            limit=CLIPPED // 1024,
            share=min(100, round(100 * clipped / CLIPPED)),
            size=_size(message.size),
            findings=sorted(found, key=lambda each: [*HEADINGS].index(each.severity)),
            values=values,
        )
    )


def letter(message: Seen, *, dark: bool) -> str:
    """The HTML with its pictures in it, and the colours that its style has for that hour, whatever
    the computer has that it is looked at with."""
    html = SOURCE.sub(lambda each: f' src="{message.pictures.get(each[1], "")}"', message.html)
    html = DARK.sub(ALWAYS if dark else NEVER, html)
    html = LIGHT.sub(NEVER if dark else ALWAYS, html)
    return OUTWARD.sub('<a target="_blank" rel="noreferrer"', html)


def without_pictures(html: str) -> str:
    """As programs show it that fetch none until they are told to."""
    return ANY_SOURCE.sub(r"\1", html)


def teaser(html: str) -> str:
    """What a list of messages shows after the subject: the beginning of the letter's text."""
    from lxml import html as parser

    told = parser.document_fromstring(html).xpath("string(//body)")
    text = " ".join(str(told).partition(FILLER)[0].split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN].rstrip()}…"


@cache
def _environment() -> Environment:
    return Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _as_address(part: Any) -> str:
    data = part.get_payload(decode=True)
    return f"data:{part.get_content_type()};base64,{b64encode(data or b'').decode('ascii')}"


def _size(number: int) -> str:
    return f"{number / 1_000_000:.1f} MB" if number >= 1_000_000 else f"{number / 1000:.0f} KB"
