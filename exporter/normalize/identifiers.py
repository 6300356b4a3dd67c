"""Ids: one for each heading, all of them unique, stable and usable in every output."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from exporter.model.document import Document
from exporter.model.nodes import (
    Attributes,
    Blocks,
    Code,
    CodeBlock,
    Division,
    Figure,
    Heading,
    Image,
    Link,
    ListItem,
    Math,
    Node,
    Span,
    Table,
)
from exporter.model.walk import id_of, plain_text, rewrite, walk
from exporter.normalize.context import Context
from exporter.rendering.links import CONTENTS_ID, TITLE_ID

WITH_ATTRIBUTES: frozenset[type[Node]] = frozenset(
    {Heading, Division, Figure, Table, CodeBlock, Code, Span, Link, ListItem, Image, Math}
)
# Footnotes have ids of their own; see the dialects.
RESERVED = re.compile(r"(fn|fnref)\d+")


class Taken(set[str]):
    """Names that are taken, with the number that each had last: n headings of one text would else
    be counted from the first for each of them."""

    def __init__(self, ids: Iterable[str] = ()) -> None:
        super().__init__(ids)
        self.numbers: dict[str, int] = {}


def give_ids(document: Document, _context: Context | None = None) -> Document:
    """Give every heading an id from its text, and make all ids unique XML names.

    The n-th heading of a text is called as GitHub calls it, `text-1`, so that ids stay the same
    when a note grows at its end.
    """
    return msgspec.structs.replace(document, blocks=with_ids(document.blocks, reserved()))


def reserved() -> Taken:
    """The ids of the page around a document."""
    return Taken((TITLE_ID, CONTENTS_ID))


def ids_of(blocks: Blocks) -> Taken:
    """All ids that are taken in a document."""
    return Taken((TITLE_ID, CONTENTS_ID, *filter(None, map(id_of, walk(blocks)))))


def with_ids(blocks: Blocks, taken: Taken) -> Blocks:
    """The blocks with an id for each heading, and none of their ids among those that are taken.

    What they have is taken from then on.
    """

    def identified(node: Any) -> Any:
        attributes: Attributes = node.attributes
        wanted = attributes.id
        if isinstance(node, Heading):
            wanted = wanted or slug(plain_text(node.content))
        if not wanted:
            return node
        name = unique(xml_name(wanted), taken)
        if name == attributes.id:
            return node
        renamed = msgspec.structs.replace(attributes, id=name)
        return msgspec.structs.replace(node, attributes=renamed)

    return rewrite(blocks, identified, WITH_ATTRIBUTES)


def slug(text: str) -> str:
    """A heading's text as GitHub makes an id of it: any script's letters, digits, `-` and `_`."""
    lowered = unicodedata.normalize("NFC", text).lower().strip()
    return "".join(
        "-" if c.isspace() else c
        for c in lowered
        if c.isalnum() or c in "-_" or c.isspace() or _mark(c)
    )


def _mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


def xml_name(text: str) -> str:
    """A name that XML takes as an id (an NCName): no space, no colon, no digit in front."""
    name = "".join(c if c.isalnum() or c in "-_." or _mark(c) else "-" for c in text.strip())
    if not name.strip("-"):
        return "section"
    # XML's names know fewer letters than Unicode does, and none of the newest scripts'
    name = "".join(c if ord(c) < 0x10000 and unicodedata.category(c) != "No" else "-" for c in name)
    first = name[0]
    return name if first.isalpha() or first == "_" else f"_{name}"


def unique(name: str, taken: Taken) -> str:
    """The name, with a number where it is taken already; it is taken from then on."""
    if RESERVED.fullmatch(name):
        taken.add(name)
    return numbered(lambda number: f"{name}-{number - 1}" if number > 1 else name, taken)


def numbered(named: Callable[[int], str], taken: Taken, key: Callable[[str], str] = str) -> str:
    """The first of the names that `named` has for 1, 2 and so on whose `key` is not taken; that is
    taken from then on."""
    first = key(named(1))
    number = taken.numbers.get(first, 1)
    while (found := key(named(number))) in taken:
        number += 1
    taken.add(found)
    taken.numbers[first] = number
    return named(number)
