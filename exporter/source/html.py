"""Raw HTML in a note becomes nodes of the model, so that every output can hold it.

Pandoc hands raw HTML over in pieces between nodes. The pieces of one sibling list are joined, with
a placeholder element for each node between them, parsed once by a real HTML parser that mends what
is broken, and turned into nodes. What has no meaning here is unwrapped to its content; scripts and
forms go, with a diagnostic. Tables are in `html_table`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from lxml import etree

from exporter.diagnostics import Report
from exporter.model.nodes import (
    NO_ATTRIBUTES,
    Attributes,
    Block,
    BlockQuote,
    Blocks,
    BulletList,
    Callout,
    Code,
    CodeBlock,
    Definition,
    DefinitionList,
    Division,
    Emphasis,
    Figure,
    HardBreak,
    Heading,
    Highlight,
    Image,
    Inline,
    Inlines,
    Link,
    ListItem,
    Node,
    OrderedList,
    Paragraph,
    Plain,
    Quoted,
    RawBlock,
    RawInline,
    Span,
    Strikethrough,
    Strong,
    Subscript,
    Superscript,
    Text,
    ThematicBreak,
    Underline,
)
from exporter.model.walk import plain_text
from exporter.source.text import clean, merged

HTML_FORMATS = frozenset({"html", "html4", "html5"})
# An element that no HTML has: it stands for a node of the model inside the HTML being parsed.
PLACEHOLDER = "x-node"
# More than any real note has; deeper markup is unwrapped (docs/decisions/0005-limits.md).
DEEPEST = 50

# What libxml2 holds, with room to spare: it loses what lies below 2,048 levels
DEEPEST_PARSED = 1000
TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)[^<>]*>")
# Elements that hold nothing, or whose end may be left out: counting them tells no depth
SELF_CLOSING = frozenset(
    "area base br col dd dt embed hr img input li link meta option p param source tbody td tfoot th"
    " thead tr track wbr".split()
)

DROPPED = frozenset(
    "script style template noscript head title object applet svg math button input select"
    " textarea".split()
)
MEDIA = frozenset("iframe video audio embed".split())
BLOCK_ELEMENTS = MEDIA | frozenset(
    "address article aside blockquote center dd details div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td"
    " tfoot th thead tr ul".split()
)
TIGHT = frozenset("li td th dd caption figcaption summary".split())
INLINE_NODES: dict[str, Callable[[Inlines], Inline]] = {
    "b": Strong,
    "strong": Strong,
    "i": Emphasis,
    "em": Emphasis,
    "cite": Emphasis,
    "dfn": Emphasis,
    "u": Underline,
    "ins": Underline,
    "s": Strikethrough,
    "strike": Strikethrough,
    "del": Strikethrough,
    "sub": Subscript,
    "sup": Superscript,
    "mark": Highlight,
    "q": lambda content: Quoted(content, "double"),
}

LENGTH = re.compile(r"\d{1,4}(?:\.\d{1,3})?(?:%|em|ex|rem|cm|mm|in|pt|pc|px)?")

Element = Any  # lxml publishes no usable types


class Siblings(NamedTuple):
    """A sibling list with raw HTML in it, and where findings about it go."""

    nodes: Sequence[Node]
    inline: bool
    report: Report


def lift_inlines(nodes: Inlines, report: Report) -> Inlines:
    """The inlines with the raw HTML among them turned into nodes."""
    if not any(_is_html(node) for node in nodes):
        return nodes
    siblings = Siblings(nodes, True, report)
    return _inlines(_parsed(siblings), siblings, 0)


def lift_blocks(nodes: Blocks, report: Report) -> Blocks:
    """The blocks with the raw HTML among them turned into nodes."""
    if not any(_is_html(node) for node in nodes):
        return nodes
    siblings = Siblings(nodes, False, report)
    return blocks_of(_parsed(siblings), siblings, 0)


def _is_html(node: Node) -> bool:
    return isinstance(node, RawBlock | RawInline) and node.format in HTML_FORMATS


def _parsed(siblings: Siblings) -> Element:
    source = "".join(
        node.text
        if isinstance(node, RawBlock | RawInline) and node.format in HTML_FORMATS
        else f'<{PLACEHOLDER} n="{number}"></{PLACEHOLDER}>'
        for number, node in enumerate(siblings.nodes)
    )
    parser = etree.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(f"<html><body>{_bounded(clean(source))}</body></html>", parser)
    body = root.find("body") if root is not None else None
    return body if body is not None else etree.Element("body")


def _bounded(source: str) -> str:
    """The source without tags below DEEPEST_PARSED: there libxml2 loses tags and text alike."""
    if source.count("<") < DEEPEST_PARSED:
        return source
    depth = 0

    def kept(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[2].lower() in SELF_CLOSING or tag[2] == PLACEHOLDER:
            return tag[0]
        if tag[1]:
            depth = max(depth - 1, 0)
            return tag[0] if depth < DEEPEST_PARSED else ""
        depth += 1
        return tag[0] if depth <= DEEPEST_PARSED else ""

    return TAG.sub(kept, source)


# --- inlines -------------------------------------------------------------------------------------


def _inlines(element: Element, siblings: Siblings, depth: int) -> Inlines:
    if depth > DEEPEST:
        return _flattened(element, siblings)
    parts: list[Inline] = [Text(element.text)] if element.text else []
    for child in element:
        parts += _inline(child, siblings, depth + 1)
        if child.tail:
            parts.append(Text(child.tail))
    return merged(parts)


def _inline(element: Element, siblings: Siblings, depth: int) -> Iterable[Inline]:
    tag = element.tag
    if tag == PLACEHOLDER:
        return _behind(element, siblings)
    if tag in DROPPED:
        return _dropped(element, siblings)
    if tag in MEDIA:
        return (_media_link(element),)
    match tag:
        case "br":
            return (HardBreak(),)
        case "img":
            return (_image(element),)
    content = _inlines(element, siblings, depth)
    if tag in INLINE_NODES:
        return (INLINE_NODES[tag](content),) if content else ()
    match tag:
        case "a":
            return _anchor(element, content)
        case "code" | "tt" | "samp" | "var":
            return (Code(plain_text(content)),)
        case "kbd":
            return (Span(content, Attributes(classes=("kbd",))),)
        case "abbr" | "acronym":
            title = element.get("title")
            pairs = (("title", clean(title)),) if title else ()
            return (Span(content, Attributes(classes=("abbr",), pairs=pairs)),)
    attributes = _attributes(element)
    return (Span(content, attributes),) if attributes != NO_ATTRIBUTES else content


def _anchor(element: Element, content: Inlines) -> Iterable[Inline]:
    href = clean(element.get("href") or "").strip()
    attributes = _attributes(element)
    if href:
        return (Link(content, href, clean(element.get("title") or ""), attributes=attributes),)
    name = attributes.id or clean(element.get("name") or "")
    return (Span(content, Attributes(id=name)),) if name else content


def _image(element: Element) -> Image:
    alternative = clean(element.get("alt") or "")
    return Image(
        (Text(alternative),) if alternative else (),
        clean(element.get("src") or "").strip(),
        clean(element.get("title") or ""),
        width=_length(element.get("width")),
        height=_length(element.get("height")),
    )


def _media_link(element: Element) -> Link:
    """No medium of ours plays anything but the web's own: a titled link stands for it."""
    source = element.get("src") or ""
    if not source and (nested := element.find(".//source")) is not None:
        source = nested.get("src") or ""
    source = clean(source).strip()
    title = clean(element.get("title") or "") or source or element.tag
    return Link((Text(title),), source, attributes=Attributes(classes=("media", element.tag)))


# --- blocks --------------------------------------------------------------------------------------


def blocks_of(element: Element, siblings: Siblings, depth: int) -> Blocks:
    """The content of a container; runs of inlines between blocks become blocks of their own."""
    if depth > DEEPEST:
        flat = _flattened(element, siblings)
        return tuple(flat) if not siblings.inline else _text_block(flat, Plain)
    result: list[Block] = []
    run: list[Inline] = [Text(element.text)] if element.text else []
    for child in element:
        if _is_block(child, siblings):
            result += _text_block(run, Paragraph)
            run = []
            result += _block(child, siblings, depth + 1)
        else:
            run += _inline(child, siblings, depth + 1)
        if child.tail:
            run.append(Text(child.tail))
    # text alone in an item or a cell is no paragraph, as in a tight list
    tight = element.tag in TIGHT and not result
    return (*result, *_text_block(run, Plain if tight else Paragraph))


def _is_block(element: Element, siblings: Siblings) -> bool:
    if element.tag in BLOCK_ELEMENTS:
        return True
    # an inline element around whole blocks of Markdown is a container like any other
    return not siblings.inline and (
        element.tag == PLACEHOLDER or element.find(f".//{PLACEHOLDER}") is not None
    )


def _text_block(run: Iterable[Inline], kind: Callable[[Inlines], Block]) -> tuple[Block, ...]:
    content = _trimmed(merged(run))
    return (kind(content),) if content else ()


def _block(element: Element, siblings: Siblings, depth: int) -> Iterable[Block]:
    tag = element.tag
    if tag == PLACEHOLDER:
        return _behind(element, siblings)
    if tag in DROPPED:
        return _dropped(element, siblings)
    if tag in MEDIA:
        card = Paragraph((_media_link(element),))
        return (Figure((card,), attributes=Attributes(classes=("media",))),)
    holds_blocks = not siblings.inline and element.find(f".//{PLACEHOLDER}") is not None
    if not holds_blocks:
        match tag:
            case "p":
                return _divided(_text_block(_inlines(element, siblings, depth), Paragraph), element)
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                content = _trimmed(_inlines(element, siblings, depth))
                heading = Heading(int(tag[1]), content, _attributes(element))
                return (heading,) if content else ()
            case "pre":
                text = plain_text(_inlines(element, siblings, depth))
                return (CodeBlock(text.strip("\n"), _language(element)),)
            case "hr":
                return (ThematicBreak(),)
    return _container(element, siblings, depth)


def _container(element: Element, siblings: Siblings, depth: int) -> Iterable[Block]:
    match element.tag:
        case "blockquote":
            return (BlockQuote(blocks_of(element, siblings, depth)),)
        case "ul":
            return (BulletList(_items(element, siblings, depth)),)
        case "ol":
            start = element.get("start") or "1"
            number = int(start) if start.isdecimal() and len(start) < 9 else 1
            return (OrderedList(_items(element, siblings, depth), number),)
        case "dl":
            return (_definitions(element, siblings, depth),)
        case "table":
            from exporter.source.html_table import table

            return table(element, lambda part: blocks_of(part, siblings, depth))
        case "figure":
            return (_figure(element, siblings, depth),)
        case "details":
            return (_details(element, siblings, depth),)
    return _divided(blocks_of(element, siblings, depth), element)


def _divided(content: Blocks, element: Element) -> Blocks:
    """The blocks, in a division where their element says more than that they belong together."""
    attributes = _attributes(element)
    return (Division(content, attributes),) if content and attributes != NO_ATTRIBUTES else content


def _items(element: Element, siblings: Siblings, depth: int) -> tuple[ListItem, ...]:
    """The items of a list; what stands between them becomes an item, for nothing is lost."""
    items = [ListItem(loose) for loose in (_loose(element.text),) if loose]
    for child in element:
        if child.tag == "li":
            items.append(ListItem(blocks_of(child, siblings, depth + 1)))
        elif stray := tuple(_block(child, siblings, depth + 1)):
            items.append(ListItem(stray))
        if loose := _loose(child.tail):
            items.append(ListItem(loose))
    return tuple(items)


def _loose(text: str | None) -> Blocks:
    """Text between the parts of a list."""
    return _text_block([Text(text or "")], Plain)


def _definitions(element: Element, siblings: Siblings, depth: int) -> DefinitionList:
    items: list[Definition] = []
    for child in element.iter("dt", "dd"):
        if child.tag == "dt":
            items.append(Definition(_trimmed(_inlines(child, siblings, depth + 1)), ()))
        else:
            last = items.pop() if items else Definition((), ())
            meaning = blocks_of(child, siblings, depth + 1)
            items.append(Definition(last.term, (*last.meanings, meaning)))
    return DefinitionList(tuple(items))


def _figure(element: Element, siblings: Siblings, depth: int) -> Figure:
    caption: Blocks = ()
    for child in element.findall("figcaption"):
        caption += blocks_of(child, siblings, depth + 1)
        _detach(child)
    return Figure(blocks_of(element, siblings, depth), caption, _attributes(element))


def _details(element: Element, siblings: Siblings, depth: int) -> Callout:
    title: Inlines = ()
    summary = element.find("summary")
    if summary is not None and (siblings.inline or summary.find(f".//{PLACEHOLDER}") is None):
        title = _trimmed(_inlines(summary, siblings, depth + 1))
        _detach(summary)
    content = blocks_of(element, siblings, depth)
    return Callout("details", title, content, "closed" if element.get("open") is None else "open")


# --- both ----------------------------------------------------------------------------------------


def _behind(element: Element, siblings: Siblings) -> tuple[Any, ...]:
    number = element.get("n") or ""
    # a note may hold our element's name as text of its own
    known = number.isdecimal() and len(number) < 9 and int(number) < len(siblings.nodes)
    return (siblings.nodes[int(number)],) if known else ()


def _flattened(element: Element, siblings: Siblings) -> tuple[Any, ...]:
    """What is nested too deeply: its text, and the nodes in it, side by side."""

    def parts() -> Iterator[Any]:
        for child in element.iter():
            if child.tag == PLACEHOLDER:
                yield from _behind(child, siblings)
            for text in (child.text, child.tail if child is not element else None):
                if text and text.strip():
                    yield Text(text) if siblings.inline else Plain((Text(text),))

    siblings.report.add("source/nesting", f"markup nested over {DEEPEST} levels was flattened")
    return tuple(parts())


def _dropped(element: Element, siblings: Siblings) -> tuple[Any, ...]:
    siblings.report.add(
        "html/dropped",
        f"<{element.tag}> has no place in a publication and was left out",
        about=f"<{element.tag}",
    )
    # an unclosed <script> swallows the Markdown after it: that is still the writer's text
    return tuple(node for child in element.iter(PLACEHOLDER) for node in _behind(child, siblings))


def _attributes(element: Element) -> Attributes:
    """The id, the classes and the language: all that is kept of what raw HTML says."""
    lang = clean(element.get("lang") or "").strip()
    direction = (element.get("dir") or "").lower()
    pairs = ((("lang", lang),) if lang else ()) + (
        (("dir", direction),) if direction in ("ltr", "rtl") else ()
    )
    classes = tuple(clean(element.get("class") or "").split())
    return Attributes(clean(element.get("id") or "").strip(), classes, pairs)


def _language(element: Element) -> str:
    classes = [element.get("class") or "", *(c.get("class") or "" for c in element.iter("code"))]
    names = [name for value in classes for name in value.split() if name.startswith("language-")]
    return clean(names[0].removeprefix("language-")) if names else ""


def is_length(value: str) -> bool:
    """Whether a size is one that the model holds: `12`, `50%`, `8em`, `3.5cm`."""
    return bool(LENGTH.fullmatch(value.strip().lower()))


def _length(value: str | None) -> str:
    """A size as the model has it, else nothing."""
    text = (value or "").strip().lower().removesuffix("px")
    return text if is_length(text) else ""


def _trimmed(inlines: Inlines) -> Inlines:
    parts = list(inlines)
    if parts and isinstance(parts[0], Text):
        parts[0] = Text(parts[0].text.lstrip())
    if parts and isinstance(parts[-1], Text):
        parts[-1] = Text(parts[-1].text.rstrip())
    return tuple(part for part in parts if part != Text(""))


def _detach(element: Element) -> None:
    """Take an element out of its parent and leave the text after it there."""
    parent, previous, tail = element.getparent(), element.getprevious(), element.tail or ""
    if previous is not None:
        previous.tail = (previous.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
