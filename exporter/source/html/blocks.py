"""Blocks of raw HTML as nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from exporter.model.inlines import merged, trimmed
from exporter.model.nodes import (
    NO_ATTRIBUTES,
    Attributes,
    Block,
    BlockQuote,
    Blocks,
    BulletList,
    Callout,
    CodeBlock,
    Definition,
    DefinitionList,
    Division,
    Figure,
    Heading,
    Inline,
    Inlines,
    ListItem,
    OrderedList,
    Paragraph,
    Plain,
    Text,
    ThematicBreak,
)
from exporter.model.walk import DEEPEST, plain_text
from exporter.source.html.elements import (
    DROPPED,
    MEDIA,
    attributes_of,
    behind,
    detach,
    dropped,
    flattened,
    language,
    swallowed,
)
from exporter.source.html.inlines import inline, inlines_of, media
from exporter.source.html.parsing import PLACEHOLDER, Element, Siblings
from exporter.source.html.tables import table

BLOCK_ELEMENTS = MEDIA | frozenset(
    "address article aside blockquote center dd details div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td"
    " tfoot th thead tr ul".split()
)
# An embed that the digital-garden plugin expanded; what it wraps its parts in says no more
EXPANDED = "transclusion"
WRAPPERS = frozenset({"markdown-embed", "markdown-embed-title"})
# Levels that a table is worth: WeasyPrint's stack ends at some 30 of them in each other
IN_TABLE = 4
TIGHT = frozenset("li td th dd caption figcaption summary".split())


def blocks_of(element: Element, siblings: Siblings, depth: int) -> Blocks:
    """The content of a container; runs of inlines between blocks become blocks of their own."""
    if depth > DEEPEST:
        flat = flattened(element, siblings, inline=siblings.inline)
        return tuple(flat) if not siblings.inline else _text_block(flat, Plain)
    result: list[Block] = []
    run: list[Inline] = [Text(element.text)] if element.text else []
    for child in element:
        if _is_block(child, siblings):
            result += _text_block(run, Paragraph)
            run = []
            result += _block(child, siblings, depth + 1)
        else:
            run += inline(child, siblings, depth + 1)
        if child.tail:
            run.append(Text(child.tail))
    # text alone in an item or a cell is no paragraph, as in a tight list
    tight = element.tag in TIGHT and not result
    return (*result, *_text_block(run, Plain if tight else Paragraph))


def _is_block(element: Element, siblings: Siblings) -> bool:
    if element.tag in BLOCK_ELEMENTS:
        return True
    # an inline element around whole blocks of Markdown is a container like any other
    return not siblings.inline and (element.tag == PLACEHOLDER or _holds_blocks(element, siblings))


def _holds_blocks(element: Element, siblings: Siblings) -> bool:
    return not siblings.inline and element.find(f".//{PLACEHOLDER}") is not None


def _text_block(run: Iterable[Inline], kind: Callable[[Inlines], Block]) -> tuple[Block, ...]:
    content = trimmed(merged(run))
    return (kind(content),) if content else ()


def _block(element: Element, siblings: Siblings, depth: int) -> Iterable[Block]:
    tag = element.tag
    if tag == PLACEHOLDER:
        return behind(element, siblings)
    if tag in DROPPED:
        return dropped(element, siblings)
    if tag in MEDIA:
        return (Paragraph((media(element, siblings),)), *swallowed(element, siblings))
    if not _holds_blocks(element, siblings):
        match tag:
            case "p":
                return _divided(
                    _text_block(inlines_of(element, siblings, depth), Paragraph), element
                )
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                content = trimmed(inlines_of(element, siblings, depth))
                heading = Heading(int(tag[1]), content, attributes_of(element))
                return (heading,) if content else ()
            case "pre":
                text = plain_text(inlines_of(element, siblings, depth))
                return (CodeBlock(text.strip("\n"), language(element)),)
            case "hr":
                return (ThematicBreak(),)
    return _container(element, siblings, depth)


def _container(element: Element, siblings: Siblings, depth: int) -> Iterable[Block]:
    match element.tag:
        case "blockquote":
            return _divided((BlockQuote(blocks_of(element, siblings, depth)),), element)
        case "ul":
            return _divided((BulletList(_items(element, siblings, depth)),), element)
        case "ol":
            start = element.get("start") or "1"
            number = int(start) if start.isdecimal() and len(start) < 9 else 1
            return _divided((OrderedList(_items(element, siblings, depth), number),), element)
        case "dl":
            items = _definitions(element, siblings, depth)
            return _divided((DefinitionList(items),), element)
        case "table":
            return table(element, lambda part: blocks_of(part, siblings, depth + IN_TABLE))
        case "figure":
            return (_figure(element, siblings, depth),)
        case "details":
            return (_details(element, siblings, depth),)
    return _divided(blocks_of(element, siblings, depth), element)


def _divided(content: Blocks, element: Element) -> Blocks:
    """The blocks, in a division where their element says more than that they belong together."""
    attributes = attributes_of(element)
    if WRAPPERS.intersection(attributes.classes):
        return content
    if EXPANDED in attributes.classes:
        attributes = Attributes(attributes.id, ("embed",))
    return (Division(content, attributes),) if content and attributes != NO_ATTRIBUTES else content


def _items(element: Element, siblings: Siblings, depth: int) -> tuple[ListItem, ...]:
    """The items of a list; what stands between them becomes an item, for nothing is lost."""
    items = [ListItem(loose) for loose in (_loose(element.text),) if loose]
    for child in element:
        if child.tag == "li":
            content = blocks_of(child, siblings, depth + 1)
            items.append(ListItem(content, attributes=attributes_of(child)))
        elif stray := _stray(child, siblings, depth + 1):
            items.append(ListItem(stray))
        if loose := _loose(child.tail):
            items.append(ListItem(loose))
    return tuple(items)


def _loose(text: str | None) -> Blocks:
    """Text between the parts of a list."""
    return _text_block([Text(text or "")], Plain)


def _stray(element: Element, siblings: Siblings, depth: int) -> Blocks:
    """An element between the parts of a list."""
    if _is_block(element, siblings):
        return tuple(_block(element, siblings, depth))
    return _text_block(inline(element, siblings, depth), Plain)


def _definitions(element: Element, siblings: Siblings, depth: int) -> tuple[Definition, ...]:
    """The terms of a list; what stands between them becomes a meaning, for nothing is lost."""
    items: list[Definition] = []

    def mean(meaning: Blocks) -> None:
        last = items.pop() if items else Definition((), ())
        items.append(Definition(last.term, (*last.meanings, meaning)))

    def gather(parent: Element, depth: int) -> None:
        if loose := _loose(parent.text):
            mean(loose)
        for child in parent:
            if child.tag == "dt" and not _holds_blocks(child, siblings):
                items.append(Definition(trimmed(inlines_of(child, siblings, depth)), ()))
            elif child.tag == "dd":
                mean(blocks_of(child, siblings, depth))
            elif child.tag == "div" and depth <= DEEPEST and child.xpath("dt or dd"):
                gather(child, depth + 1)  # HTML §4.4.9: it may hold terms and what they mean
            elif stray := _stray(child, siblings, depth):
                mean(stray)
            if loose := _loose(child.tail):
                mean(loose)

    gather(element, depth + 1)
    return tuple(items)


def _figure(element: Element, siblings: Siblings, depth: int) -> Figure:
    caption: Blocks = ()
    for child in element.findall("figcaption"):
        caption += blocks_of(child, siblings, depth + 1)
        detach(child)
    return Figure(blocks_of(element, siblings, depth), caption, attributes_of(element))


def _details(element: Element, siblings: Siblings, depth: int) -> Callout:
    title: Inlines = ()
    summary = element.find("summary")
    if summary is not None and not _holds_blocks(summary, siblings):
        title = trimmed(inlines_of(summary, siblings, depth + 1))
        detach(summary)
    content = blocks_of(element, siblings, depth)
    return Callout("details", title, content, "closed" if element.get("open") is None else "open")
