"""A leaf: a page of a site before it is bound with the others; and its card, which these need."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from exporter.model.nodes import Blocks, Heading, Link, Paragraph, Plain
from exporter.model.walk import collect, plain_text, walk

# Characters around a link, on each side, that say what it is about
AROUND = 140
# Characters of the text that stand for a page where it has no description
EXCERPT = 280


class Mention(msgspec.Struct, frozen=True, array_like=True):
    """A link to another note, in the words that stand around it."""

    note: str
    before: str
    words: str
    after: str


class Line(msgspec.Struct, frozen=True):
    """A line of the contents of a page, or of a book; `title` is markup. `href` is empty for what
    has no page, and `kind` that of a chapter."""

    href: str
    title: str
    number: str = ""
    children: tuple[Line, ...] = ()
    kind: str = ""


class Card(msgspec.Struct, frozen=True):
    """What other pages show of a page; `address` is from the top of the site, dates are ISO 8601,
    `picture` and those where the page lay before, or is called otherwise (`former`), are addresses,
    too.

    `note` is the path of a note, or `#` and the address for a page that is made. `book` is the
    address of the book that the page is of, None for a note, `chapters` its contents on its title
    page, with whole addresses.
    """

    note: str
    address: str
    title: str
    lang: str = ""
    description: str = ""
    excerpt: str = ""
    date: str = ""
    modified: str = ""
    tags: tuple[str, ...] = ()
    picture: str = ""
    mentions: tuple[Mention, ...] = ()
    former: tuple[str, ...] = ()
    book: str | None = None
    chapters: tuple[Line, ...] = ()


class Leaf(msgspec.Struct, frozen=True):
    """What templates are told about a page (`rendering.pages`, `rendering.chapters`,
    `rendering.head`); `around` are the chapters that stand on the title page of a book; `policy` is
    its Content-Security-Policy."""

    edition: dict[str, Any]
    chapter: dict[str, Any]
    contents: tuple[Line, ...]
    head: dict[str, Any]
    around: tuple[dict[str, Any], ...] = ()
    policy: str = ""


_card, _leaf = msgspec.msgpack.Decoder(Card), msgspec.msgpack.Decoder(Leaf)


def card_of(data: bytes) -> Card:
    """Raises msgspec.MsgspecError for what is none."""
    return _card.decode(data)


def leaf_of(data: bytes) -> Leaf:
    """Raises msgspec.MsgspecError for what is none."""
    return _leaf.decode(data)


def mentions(blocks: Blocks) -> tuple[Mention, ...]:
    """The links to other notes, each note once, with what stands around the first of them."""
    found: dict[str, Mention] = {}
    for node in walk(blocks):
        if isinstance(node, Paragraph | Plain | Heading):
            for mention in _mentioned(node):
                found.setdefault(mention.note, mention)
    return tuple(found.values())


def _mentioned(node: Paragraph | Plain | Heading) -> Iterator[Mention]:
    links = [link for link in collect(node.content, Link) if link.note]
    if not links:
        return
    text, at = " ".join(plain_text(node.content).split()), 0
    for link in links:
        words = " ".join(plain_text(link.content).split())
        start = max(text.find(words, at), 0)
        end = at = start + len(words)
        yield Mention(link.note, _last(text[:start]), words, _first(text[end:]))


def excerpt(blocks: Blocks) -> str:
    """The beginning of the first paragraph that says something."""
    for paragraph in collect(blocks, Paragraph):
        text = " ".join(plain_text(paragraph.content).split())
        if text:
            return _first(text, EXCERPT)
    return ""


def _first(text: str, length: int = AROUND) -> str:
    """The beginning of a text, to the end of a word."""
    if len(text) <= length:
        return text
    kept = text[:length]
    return f"{kept.rpartition(' ')[0] or kept} …"


def _last(text: str) -> str:
    if len(text) <= AROUND:
        return text
    kept = text[-AROUND:]
    return f"… {kept.partition(' ')[2] or kept}"
