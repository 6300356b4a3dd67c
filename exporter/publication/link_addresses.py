"""The addresses of links, printed: paper can't be clicked."""

from __future__ import annotations

from functools import partial
from typing import Any, Literal

import msgspec

from exporter.model.edition import Edition, with_blocks
from exporter.model.nodes import (
    Attributes,
    Figure,
    Footnote,
    Heading,
    Inlines,
    Link,
    Node,
    Paragraph,
    Span,
    Table,
    Text,
)
from exporter.model.walk import map_children, plain_text, shared
from exporter.normalize.footnotes import numbered

SCHEMES = ("https://", "http://", "mailto:")
ADDRESS = Attributes(classes=("link-address",))
# A note has no note, and the foot of the page does not hold what stands in tables and captions
TOGETHER = (Footnote, Table, Figure)


def with_addresses(edition: Edition, how: Literal["notes", "text"]) -> Edition:
    """The edition with the address of each web link behind it, in a footnote or in brackets.

    A heading's stays away, and so does one that the link's text says already.
    """
    chapters = tuple(
        with_blocks(each, numbered(_added(each.document.blocks, notes=how == "notes")))
        for each in edition.chapters
    )
    return msgspec.structs.replace(edition, chapters=chapters)


def _added(nodes: tuple[Any, ...], *, notes: bool) -> tuple[Any, ...]:
    result: list[Node] = []
    for node in nodes:
        if isinstance(node, Heading):
            result.append(node)
            continue
        below = partial(_added, notes=notes and not isinstance(node, TOGETHER))
        result.append(map_children(node, below))
        if isinstance(node, Link) and (address := _address(node)):
            result += _note(address) if notes else _in_brackets(address)
    return shared(result, nodes)


def _address(link: Link) -> str:
    """What a reader would type; empty where there is nothing to add."""
    if link.note or link.file or not link.target.startswith(SCHEMES):
        return ""
    address = _bare(link.target)
    return "" if _bare(plain_text(link.content).strip()) == address else address


def _bare(address: str) -> str:
    for scheme in SCHEMES:
        address = address.removeprefix(scheme)
    return address.removesuffix("/")


def _note(address: str) -> Inlines:
    return (Footnote((Paragraph((Span((Text(address),), ADDRESS),)),)),)


def _in_brackets(address: str) -> Inlines:
    return (Text(" ("), Span((Text(address),), ADDRESS), Text(")"))
