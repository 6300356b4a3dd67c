"""Embeds: the note, the section or the block that `![[…]]` names stands in its place."""

from __future__ import annotations

import dataclasses
import posixpath
from collections import Counter
from functools import reduce
from typing import Any, get_args

import msgspec

from exporter.model.document import Document
from exporter.model.inlines import parted
from exporter.model.nodes import (
    Attributes,
    Block,
    Blocks,
    BulletList,
    Division,
    Dynamic,
    Embed,
    Heading,
    Inline,
    Link,
    ListItem,
    Node,
    Paragraph,
    Plain,
    Span,
    Text,
)
from exporter.model.walk import id_of, map_children, plain_text, rewrite, shared, walk
from exporter.normalize.anchors import anchor, anchors
from exporter.normalize.context import Context
from exporter.normalize.dynamic import settle_dynamic
from exporter.normalize.identifiers import Taken, ids_of, with_ids
from exporter.normalize.images import place_images
from exporter.normalize.links import resolve_links, unresolved
from exporter.normalize.media import place_media
from exporter.normalize.placeholders import fill_placeholders
from exporter.normalize.references import with_own_works

# Obsidian stops at some five; a chain this long is a mistake
DEEPEST = 10
# Notes that embed each other several times over double what they hold at each level; the longest of
# novels has three million letters, and one can be put together of notes
MOST, LARGEST = 500, 3_000_000
EMBED = "embed"
# Files that no note can hold: what their program makes of them is not known here
DYNAMIC_FILES = {".base": "base", ".canvas": "canvas"}
# What a part has done to it where it stood, as its own links mean it
PLACING = (fill_placeholders, settle_dynamic, place_images, place_media, resolve_links)
BLOCKS = frozenset(get_args(Block))


@dataclasses.dataclass
class _Expansion:
    """One document in the making: the ids that are taken in it, how many parts it has, and their
    size.

    `about` is the embed of the document itself that is being expanded, and `seen` says how often
    each was seen.
    """

    context: Context
    taken: Taken
    parts: int = 0
    size: int = 0
    about: str = ""
    seen: Counter[str] = dataclasses.field(default_factory=Counter)


def expand_embeds(document: Document, context: Context) -> Document:
    """Put what embeds name in their place, with its own links and images already resolved.

    Headings in it come to stand below the one that the embed stands under. Needs the ids of
    `give_ids`, which keep to the note's own headings; before `level_headings`, which makes one
    outline of all.
    """
    if not any(map(_is_embed, walk(document.blocks))):
        return document
    expansion = _Expansion(context, ids_of(document.blocks))
    return _expanded(document, expansion, (document.path,))


def _expanded(document: Document, expansion: _Expansion, chain: tuple[str, ...]) -> Document:
    level = 0

    def expanded(nodes: tuple[Any, ...]) -> tuple[Any, ...]:
        nonlocal level
        result: list[Any] = []
        for node in nodes:
            match node:
                case Heading():
                    level = node.level
                    result.append(node)
                case Paragraph() | Plain() if any(isinstance(n, Embed) for n in node.content):
                    for part in parted(node.content, Embed, type(node)):
                        if isinstance(part, Embed):
                            result += _blocks(part, level, document, expansion, chain)
                        else:
                            result.append(part)
                case Division() if _is_expanded(node):
                    outside = level
                    inside = expanded(node.blocks)
                    level = outside
                    result.append(msgspec.structs.replace(node, blocks=_below(inside, level)))
                case _:
                    result.append(map_children(node, expanded))
        return shared(result, nodes)

    blocks = expanded(document.blocks)
    # what stands within other markup can't hold blocks: a link leads to it
    blocks = rewrite(blocks, _linked, frozenset({Embed}))
    return msgspec.structs.replace(document, blocks=blocks)


def _is_embed(node: Node) -> bool:
    return isinstance(node, Embed) or _is_expanded(node)


def _is_expanded(node: Node) -> bool:
    """Whether the garden plugin expanded an embed before us."""
    return isinstance(node, Division) and EMBED in node.attributes.classes


def _linked(embed: Embed) -> Inline:
    return Link((Text(embed.text or embed.target),), embed.target, wiki=True)


def _blocks(
    embed: Embed, level: int, document: Document, expansion: _Expansion, chain: tuple[str, ...]
) -> Blocks:
    context = expansion.context
    if len(chain) == 1:
        expansion.about = f"![[{embed.target}]]"
        expansion.seen[expansion.about] += 1
    target, _, fragment = embed.target.partition("#")
    path = context.index.note(target, document.path).path if target.strip() else document.path
    file = "" if path else context.index.asset(target, document.path).path
    program = DYNAMIC_FILES.get(posixpath.splitext(target.strip().lower())[1])
    if program and file:
        live = Dynamic(program, target.strip())
        return settle_dynamic(msgspec.structs.replace(document, blocks=(live,)), context).blocks
    if file:
        return (Paragraph((_linked(embed),)),)
    if path in chain or len(chain) > DEEPEST:
        return _refused(embed, expansion, "embeds/cycle", " → ".join((*chain, path)))
    if context.hides(path, chain[0]):
        context.report.add(
            "embeds/unpublished",
            f"{path} is not published and can't be shown here",
            about=expansion.about,
        )
        return _name(embed)
    source = context.load(path) if path else None
    found = _part(source, fragment) if source else ()
    if source is None or not found:
        report = context.report if len(chain) == 1 else context.report_of(document.path)
        why = "has no text" if source and not fragment else "is not in the vault"
        report.add(
            "embeds/missing",
            f"“{embed.target}” {why} and can't be shown here",
            about=f"![[{embed.target}]]",
        )
        return _name(embed)
    size = _size(found)
    if expansion.parts >= MOST or expansion.size + size > LARGEST:
        bound = f"a note shows no more than {MOST} others, and {LARGEST:,} letters of them"
        return _refused(embed, expansion, "embeds/too-much", bound)
    expansion.parts += 1
    expansion.size += size
    blocks = with_own_works(found, source, expansion.taken)
    blocks = with_ids(blocks, expansion.taken)
    part = msgspec.structs.replace(source, blocks=blocks)
    its_own = dataclasses.replace(context, report=context.report_of(path), embedded=True)
    part = reduce(lambda so_far, transform: transform(so_far, its_own), PLACING, part)
    part = _expanded(part, expansion, (*chain, path))
    return (Division(_below(part.blocks, level), Attributes(classes=(EMBED,))),)


def _refused(embed: Embed, expansion: _Expansion, code: str, why: str) -> Blocks:
    about, nth = expansion.about, expansion.seen[expansion.about] - 1
    message = f"{why}: a link stands for the embed"
    expansion.context.report.add(code, message, about=about, nth=nth)
    return (Paragraph((_linked(embed),)),)


def _size(blocks: Blocks) -> int:
    """Letters, and one for each node."""
    return sum(1 + len(getattr(node, "text", "")) for node in walk(blocks))


def _name(embed: Embed) -> Blocks:
    return (Paragraph((unresolved((Text(embed.text or embed.target),)),)),)


def _part(document: Document, fragment: str) -> Blocks:
    """The whole note, the section under a heading, or the block with an id."""
    name = fragment.rsplit("#", 1)[-1].strip()
    if not name:
        return document.blocks
    if name.startswith("^"):
        wanted = name[1:].casefold()
        named = (node for node in walk(document.blocks) if id_of(node).casefold() == wanted)
        return next(map(_alone, named), ())
    identified = with_ids(document.blocks, Taken())
    place = anchor(fragment, anchors(msgspec.structs.replace(document, blocks=identified)))
    return _section(identified, place) if place else ()


def _alone(node: Any) -> Blocks:
    """What an id names, as blocks that can stand by themselves."""
    match node:
        case Division(blocks=blocks):
            return blocks
        case ListItem():
            return (BulletList((node,)),)
        case Span(content=content):
            return (Paragraph(content),) if plain_text(content).strip() else ()
    return (node,) if type(node) in BLOCKS else ()


def _section(blocks: Blocks, name: str) -> Blocks:
    section: list[Block] = []
    level = 0
    for block in blocks:
        if isinstance(block, Heading):
            if section and block.level <= level:
                break
            if not section and block.attributes.id == name:
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
