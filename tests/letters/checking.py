"""A letter as its receiver has it, and what is wrong with it: a sentence for each fault."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import html

from exporter.backends.email import CLIPPED
from exporter.config import Newsletter, Settings
from exporter.mailing.addresses import inbox
from exporter.mailing.checks.fallbacks import FALLBACKS
from exporter.mailing.checks.support import features, uses
from exporter.mailing.issue import issue_of
from exporter.mailing.letter import Recipient, letter_of, message

SENT = datetime(2026, 11, 1, tzinfo=UTC)
SUBSCRIBER = Recipient(
    inbox("ada@bücher.example"), {"name": "Ada =?utf-8?q?x=0D=0ABcc:_a@b.c?= “Lovelace”"}, "5tq2"
)
NAME = r"Ada =\u2060\?utf-8\?q\?x=0D=0ABcc:_a@b\.c\?= “Lovelace”"
NEWSLETTER = Newsletter(
    sender="The Päper <paper@example.org>",
    reply_to="editor@example.org",
    address="1 Example Street, Exampletown",
    unsubscribe="https://example.org/leave?token={{ token }}",
    list_id="paper.example.org",
)
LONGEST_LINE = 998  # RFC 5322 §2.1.1, in bytes
# What a letter leads to or shows
SCHEMES = frozenset({"http", "https", "mailto", "tel", "cid"})
WIKILINK = re.compile(r"!?\[\[[^\[\]\n]+\]\]")
LOCAL = re.compile(r"\bfile://|(?<![\w/.:])/(?:tmp|home|root|Users|work)/|\b[A-Z]:\\")
WIDTH = 72
# Addresses, long words, and signs that take two columns
UNBROKEN = re.compile(r"https?://|mailto:|\S{40}|[^\x00-\u2fff]")


class Letter(NamedTuple):
    """`data` is a message as it goes to a subscriber, `page` its HTML, `size` that of its HTML part
    in bytes as they are sent."""

    title: str
    data: bytes
    read: EmailMessage
    page: str
    text: str
    size: int

    @property
    def tree(self) -> html.HtmlElement:
        return html.document_fromstring(self.page)


def letter(settings: Settings, note: Path, out: Path) -> Letter:
    """What a subscriber gets of an issue."""
    made = issue_of(settings, str(note), out)
    data = message(letter_of(made.issue), SUBSCRIBER, SENT)
    read = message_from_bytes(data, policy=policy.default)
    if not isinstance(read, EmailMessage):
        raise TypeError(note)
    page, text = read.get_body(("html",)), read.get_body(("plain",))
    if not isinstance(page, EmailMessage) or not isinstance(text, EmailMessage):
        raise ValueError(f"{note} has not both parts")
    size = len(page.as_bytes())
    return Letter(title_of(note), data, read, page.get_content(), text.get_content(), size)


def title_of(note: Path) -> str:
    """The title in a note's front matter, or its first heading, or its name."""
    text = note.read_text("utf-8-sig", "replace")
    named = re.search(r'^Title:\s*(.+)$|^title:\s*"?(.+?)"?$|"title":"([^"]+)"', text, re.MULTILINE)
    if named:
        return next(filter(None, named.groups())).strip()
    heading = re.search(r"^# (.+)$", text, re.MULTILINE)
    return heading[1].strip() if heading else note.stem


# --- what may be wrong ---------------------------------------------------------------------------


def clipped(made: Letter) -> Iterator[str]:
    """Gmail's clip; what is beyond it by its words alone is no fault of ours."""
    words = len(made.tree.text_content().encode())
    if made.size >= CLIPPED > words:
        yield f"{made.size / 1024:.0f} KB, of which {words / 1024:.0f} KB are text"


def headers(made: Letter) -> Iterator[str]:
    """Each is there once and reads as it was meant, however a title or a name is written."""
    expected = {
        "From": "The Päper <paper@example.org>",
        "Reply-To": "editor@example.org",
        "Subject": made.title,
        "Date": "Sun, 01 Nov 2026 00:00:00 +0000",
        "List-Id": "<paper.example.org>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "MIME-Version": "1.0",
    }
    for name, value in expected.items():
        found = [str(each) for each in made.read.get_all(name, [])]
        if found != [value]:
            yield f"{name} is {found}, and was meant as {value}"
    # the parser of 3.11 keeps blanks between encoded words of a name, which RFC 2047 §6.2 forbids
    compat = message_from_bytes(made.data)
    patterns = {
        "To": rf"{NAME} +<ada@xn--bcher-kva\.example>",
        "Message-ID": r"<[0-9a-f]{32}@example\.org>",
        "List-Archive": r"<https://letters\.example\.org/\S+>",
        "List-Unsubscribe": r"<https://example\.org/leave\S*>,\s*<mailto:editor@example\.org\?\S+>",
        "Content-Type": r'multipart/alternative; boundary="[^"]+"',
    }
    for name, pattern in patterns.items():
        found = [_decoded(each) for each in compat.get_all(name, [])]
        if len(found) != 1 or not re.fullmatch(pattern, found[0]):
            yield f"{name} is {found}"
    if others := set(made.read.keys()) - expected.keys() - patterns.keys():
        yield f"nobody wrote the headers {sorted(others)}"


def _decoded(value: str) -> str:
    return " ".join(str(make_header(decode_header(value))).split())


def mime(made: Letter) -> Iterator[str]:
    """Text first, both in UTF-8; ASCII in lines that any server takes."""
    parts = [p for p in made.read.walk() if p.get_content_maintype() == "text"]
    kinds = [(p.get_content_type(), p.get_content_charset(), p["Content-Transfer-Encoding"])
             for p in parts]  # fmt: skip
    wanted = [(f"text/{kind}", "utf-8", "quoted-printable") for kind in ("plain", "html")]
    if kinds != wanted:
        yield f"its parts are {kinds}"
    lines = made.data.split(b"\r\n")
    if not made.data.isascii() or max(map(len, lines)) > LONGEST_LINE or b"\n" in b"".join(lines):
        yield "it has lines that a server may refuse"
    if any(part.defects for part in made.read.walk()):
        yield "a mail program finds it malformed"


def addresses(made: Letter) -> Iterator[str]:
    """Links and pictures: on the web, in the letter itself, or places that are there."""
    tree = made.tree
    names = {each.get(key) for each in tree.iter() for key in ("id", "name")}
    sent = {f"cid:{str(part['Content-ID']).strip('<>')}" for part in made.read.walk()}
    for element in tree.iter("a", "img"):
        for address in filter(None, (element.get("href"), element.get("src"))):
            scheme = urlsplit(address).scheme
            if address.startswith("#"):
                there = address[1:] in names
            else:
                there = scheme in SCHEMES and (scheme != "cid" or address in sent)
            if not there:
                yield f"“{address}” leads nowhere"


def leftovers(made: Letter) -> Iterator[str]:
    """Wikilinks and paths of the writer's own machine, but for what listings say."""
    tree = made.tree
    for listing in tree.xpath("//pre | //code | //head"):
        listing.drop_tree()
    listed = re.compile(r"^    .*$|`[^`]*`", re.MULTILINE)
    texts = {"HTML": tree.text_content(), "text": listed.sub("", made.text)}
    for part, text in texts.items():
        for pattern in (WIKILINK, LOCAL):
            for found in pattern.finditer(text):
                yield f"its {part} has “{found[0]}”"


def unsupported(made: Letter) -> Iterator[str]:
    """What Gmail, Outlook for Windows, Apple Mail or Yahoo lack, and nothing stands in for."""
    known = features()
    for use in sorted(uses(made.tree)):
        if use in known and known[use].slug not in FALLBACKS:
            yield f"{known[use]} ({use})"


def outlook(made: Letter) -> Iterator[str]:
    """What its Word engine needs: a column of 600 pixels, widths as attributes, no padding but of
    cells."""
    if (
        '<table role="presentation" width="600"' not in made.page
        or "PixelsPerInch>96" not in made.page
    ):
        yield "Outlook has no column of 600 pixels"
    for image in made.tree.iter("img"):
        away = not image.get("src", "").startswith("cid:")
        if not away and not (
            image.get("width", "").isdigit() and image.get("height", "").isdigit()
        ):
            yield f"Outlook does not know how large {image.get('src')} is"
    # conditional comments do not nest, and each has to end
    opened, closed = made.page.count("<!--[if"), made.page.count("endif]-->")
    if opened != closed:
        yield f"{opened} conditional comments begin, and {closed} end"


def wrapped(made: Letter) -> Iterator[str]:
    """Lines of the text part: 72 columns, but for listings, addresses and words that are longer."""
    for line in made.text.splitlines():
        words = re.sub(r"^[>|\s*\d.\-[\]x]+", "", line).split()
        free = len(words) > 1 and not line.startswith("    ")
        if len(line) > WIDTH and free and not UNBROKEN.search(line):
            yield f"a line of {len(line)} columns: {line[:60]}…"


CHECKS: tuple[Callable[[Letter], Iterator[str]], ...] = (
    clipped,
    headers,
    mime,
    addresses,
    leftovers,
    unsupported,
    outlook,
    wrapped,
)


def faults(made: Letter) -> list[str]:
    return [f"{check.__name__}: {fault}" for check in CHECKS for fault in check(made)]
