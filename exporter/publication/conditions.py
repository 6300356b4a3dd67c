"""What stands in some formats only: `::: {.only-pdf}`, `::: {.not-email}`, and Quarto's words."""

from __future__ import annotations

from typing import Any

import msgspec

from exporter.model.document import Document
from exporter.model.edition import Edition
from exporter.model.nodes import Attributes, Division, Node, Span
from exporter.model.walk import map_children, shared
from exporter.normalize.footnotes import numbered
from exporter.publication.assets import led_to, shown_in

ONLY, NOT = "only-", "not-"
VISIBLE, HIDDEN = "content-visible", "content-hidden"
WHEN, UNLESS = "when-format", "unless-format"
# Pandoc's and Quarto's names for what is made here
FORMATS = {"latex": "pdf", "typst": "pdf", "epub3": "epub", "html5": "html", "newsletter": "email"}


def for_format(edition: Edition, name: str) -> Edition:
    """The edition as one format has it, its footnotes numbered without gaps.

    JSON is for other programs, and has everything.
    """
    edition = msgspec.structs.replace(edition, format=name)
    if name == "json":
        return edition
    documents = [_chosen(chapter.document, name) for chapter in edition.chapters]
    pairs = tuple(zip(edition.chapters, documents, strict=True))
    if all(document is chapter.document for chapter, document in pairs):
        return edition
    chapters = tuple(
        msgspec.structs.replace(chapter, document=document) for chapter, document in pairs
    )
    kept = {*shown_in(documents), *led_to(documents), edition.metadata.cover}
    return msgspec.structs.replace(
        edition,
        chapters=chapters,
        assets={path: asset for path, asset in edition.assets.items() if path in kept},
        attachments={path: asset for path, asset in edition.attachments.items() if path in kept},
    )


def _chosen(document: Document, name: str) -> Document:
    def chosen(nodes: tuple[Any, ...]) -> tuple[Any, ...]:
        result: list[Node] = []
        for node in nodes:
            whole = map_children(node, chosen)
            if isinstance(node, Division | Span) and is_conditional(node.attributes):
                if _holds(node.attributes, name):
                    result += _unwrapped(whole)
                continue
            result.append(whole)
        return shared(result, nodes)

    blocks = chosen(document.blocks)
    if blocks is document.blocks:
        return document
    return msgspec.structs.replace(document, blocks=numbered(blocks))


def is_conditional(attributes: Attributes) -> bool:
    return any(
        name in (VISIBLE, HIDDEN) or name.startswith((ONLY, NOT)) for name in attributes.classes
    )


def _holds(attributes: Attributes, name: str) -> bool:
    only = [each.removeprefix(ONLY) for each in attributes.classes if each.startswith(ONLY)]
    never = [each.removeprefix(NOT) for each in attributes.classes if each.startswith(NOT)]
    if (only and name not in map(_format, only)) or name in map(_format, never):
        return False
    fits = _fits(attributes, name)
    return fits if VISIBLE in attributes.classes else not (HIDDEN in attributes.classes and fits)


def _fits(attributes: Attributes, name: str) -> bool:
    """Whether Quarto's `when-format` and `unless-format` are for this one."""
    when, unless = attributes.get(WHEN), attributes.get(UNLESS)
    return (not when or _format(when) == name) and (not unless or _format(unless) != name)


def _format(name: str) -> str:
    plain = name.lower().partition(":")[0]
    return FORMATS.get(plain, plain)


def _unwrapped(node: Any) -> tuple[Any, ...]:
    """The content, in a division or span of its own where that says something else as well."""
    attributes: Attributes = node.attributes
    classes = tuple(
        each
        for each in attributes.classes
        if each not in (VISIBLE, HIDDEN) and not each.startswith((ONLY, NOT))
    )
    pairs = tuple(pair for pair in attributes.pairs if pair[0] not in (WHEN, UNLESS))
    left = Attributes(attributes.id, classes, pairs)
    if left != Attributes():
        return (msgspec.structs.replace(node, attributes=left),)
    content: tuple[Any, ...] = node.blocks if isinstance(node, Division) else node.content
    return content
