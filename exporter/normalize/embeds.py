"""Embeds: the note, the section or the block that `![[…]]` names stands in its place."""

from __future__ import annotations

from typing import Any

import msgspec

from exporter.model.document import Document
from exporter.model.nodes import (
    Attributes,
    Blocks,
    Division,
    Embed,
    Heading,
    Inline,
    Link,
    Node,
    Paragraph,
    Plain,
    Span,
    Text,
)
from exporter.model.walk import collect, plain_text, rewrite, walk
from exporter.normalize.context import Context
from exporter.normalize.identifiers import give_ids, slug
from exporter.normalize.images import place_images
from exporter.normalize.links import resolve_links

# Obsidian stops at some five; a chain this long is a mistake
DEEPEST = 10


def expand_embeds(document: Document, context: Context) -> Document:
    """Put what embeds name in their place, with its own links and images already resolved.

    Headings in it come to stand below the one that the embed stands under. Before
    `level_headings`, which makes one outline of all, and `give_ids`, which keeps ids apart.
    """
    if not collect(document.blocks, Embed):
        return document
    return _expanded(document, context, (document.path,))


def _expanded(document: Document, context: Context, chain: tuple[str, ...]) -> Document:
    level = 0

    def replaced(node: Any) -> Any:
        nonlocal level
        if isinstance(node, Heading):
            level = node.level
            return node
        alone = [part for part in node.content if part != Text(" ") and part != Text("\n")]
        if len(alone) == 1 and isinstance(alone[0], Embed):
            return _blocks(alone[0], level, document, context, chain)
        return node

    def linked(embed: Embed) -> Inline:
        return Link((Text(embed.text or embed.target),), embed.target, wiki=True)

    blocks = rewrite(document.blocks, replaced, frozenset({Heading, Paragraph, Plain}))
    # what stands in a line of text can't hold blocks: a link leads to it
    blocks = rewrite(blocks, linked, frozenset({Embed}))
    return msgspec.structs.replace(document, blocks=blocks)


def _blocks(
    embed: Embed, level: int, document: Document, context: Context, chain: tuple[str, ...]
) -> Node:
    target, _, fragment = embed.target.partition("#")
    path = context.index.note(target, document.path).path if target.strip() else document.path
    if path in chain or len(chain) > DEEPEST:
        way = " → ".join((*chain, path))
        context.report.add(
            "embeds/cycle", f"{way}: a link stands for the embed", about=embed.target
        )
        return Paragraph((Link((Text(embed.text or target),), embed.target, wiki=True),))
    source = context.load(path) if path else None
    found = _part(source, fragment) if source else ()
    if source is None or not found:
        context.report.add(
            "embeds/missing",
            f"“{embed.target}” is not in the vault and can't be shown here",
            about=embed.target,
        )
        missing = Attributes(classes=("unresolved",))
        return Paragraph((Span((Text(embed.text or embed.target),), missing),))
    part = _expanded(msgspec.structs.replace(source, blocks=found), context, (*chain, path))
    for transform in (give_ids, place_images, resolve_links):
        part = transform(part, context)
    return Division(_below(part.blocks, level), Attributes(classes=("embed",)))


def _part(document: Document, fragment: str) -> Blocks:
    """The whole note, the section under a heading, or the block with an id."""
    name = fragment.rsplit("#", 1)[-1].strip()
    if not name:
        return document.blocks
    if name.startswith("^"):
        return next(
            (
                node.blocks
                for node in walk(document.blocks)
                if isinstance(node, Division) and node.attributes.id == name[1:]
            ),
            (),
        )
    section: list[Any] = []
    level = 0
    for block in document.blocks:
        if isinstance(block, Heading):
            if section and block.level <= level:
                break
            if not section and slug(plain_text(block.content)) == slug(name):
                level = block.level
                section.append(block)
                continue
        if section:
            section.append(block)
    return tuple(section)


def _below(blocks: Blocks, level: int) -> Blocks:
    return rewrite(
        blocks,
        lambda heading: msgspec.structs.replace(heading, level=heading.level + level),
        frozenset({Heading}),
    )
