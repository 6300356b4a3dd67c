"""Inlines of raw HTML as nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from exporter.model.inlines import merged
from exporter.model.nodes import (
    NO_ATTRIBUTES,
    Attributes,
    Code,
    Emphasis,
    HardBreak,
    Highlight,
    Image,
    Inline,
    Inlines,
    Link,
    Media,
    MediaKind,
    Quoted,
    Ruby,
    Span,
    Strikethrough,
    Strong,
    Subscript,
    Superscript,
    Text,
    Underline,
)
from exporter.model.text import clean
from exporter.model.walk import DEEPEST, plain_text
from exporter.source.html.elements import (
    DROPPED,
    MEDIA,
    attributes_of,
    behind,
    dropped,
    flattened,
    is_decorative,
    length,
    styles,
    swallowed,
)
from exporter.source.html.parsing import PLACEHOLDER, Element, Siblings

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
# The plugin's way from an embed to its note, which as a rule shows nothing but an icon
EMBED_LINK = "markdown-embed-link"


# Blocks, which in a line of Markdown, as in a cell of its tables, still begin lines of their own
LINES = frozenset("p div ul ol li dl dt dd table tr blockquote pre h1 h2 h3 h4 h5 h6".split())

KINDS: dict[str, MediaKind] = {"audio": "audio", "video": "video"}


def inlines_of(element: Element, siblings: Siblings, depth: int) -> Inlines:
    if depth > DEEPEST:
        return flattened(element, siblings, inline=True)
    parts: list[Inline] = [Text(element.text)] if element.text else []
    after_line = False
    for child in element:
        for made, is_line in (
            (inline(child, siblings, depth + 1), child.tag in LINES),
            ((Text(child.tail),) if child.tail else (), False),
        ):
            content = tuple(made)
            if (is_line or after_line) and not _is_blank(content) and not _is_blank(parts):
                parts.append(HardBreak())
            if not _is_blank(content):
                after_line = is_line
            parts += content
    return merged(parts)


def _is_blank(inlines: Sequence[Inline]) -> bool:
    return all(isinstance(node, Text) and not node.text.strip() for node in inlines)


def inline(element: Element, siblings: Siblings, depth: int) -> Iterable[Inline]:
    tag = element.tag
    if tag == PLACEHOLDER:
        return behind(element, siblings)
    if tag in DROPPED:
        return dropped(element, siblings)
    if tag == "a" and EMBED_LINK in (element.get("class") or "").split() and _is_icon(element):
        return ()
    if tag in MEDIA:
        return (media(element, siblings),)
    match tag:
        case "br":
            return (HardBreak(),)
        case "img":
            return (_image(element),)
        case "ruby":
            return _ruby(element, siblings, depth)
    content = inlines_of(element, siblings, depth)
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
    attributes = attributes_of(element)
    return (Span(content, attributes),) if attributes != NO_ATTRIBUTES else content


def _is_icon(element: Element) -> bool:
    return not element.xpath("string()").strip() and all(child.tag == "svg" for child in element)


def _anchor(element: Element, content: Inlines) -> Iterable[Inline]:
    href = clean(element.get("href") or "").strip()
    attributes = attributes_of(element)
    if href:
        return (Link(content, href, clean(element.get("title") or ""), attributes=attributes),)
    name = attributes.id or clean(element.get("name") or "")
    return (Span(content, Attributes(id=name)),) if name else content


def _ruby(element: Element, siblings: Siblings, depth: int) -> Inlines:
    """Each base with the annotation behind it (HTML §4.5.10); the brackets between them go."""
    for inner in element.xpath(".//*[self::rt or self::rp][parent::rt or parent::rp]"):
        inner.getparent().addnext(inner)  # its end tag was left out
    result: list[Inline] = []
    base: list[Inline] = [Text(element.text)] if element.text else []
    for child in element:
        if child.tag in ("rt", "rtc"):
            annotation = inlines_of(child, siblings, depth + 1)
            last = result[-1] if result else None
            if _is_blank(base) and isinstance(last, Ruby):
                result[-1] = Ruby(last.content, (*last.annotation, Text(" "), *annotation))
            else:
                result.append(Ruby(merged(base), annotation))
            base = []
        elif child.tag != "rp":
            base += inline(child, siblings, depth + 1)
        if child.tail:
            base.append(Text(child.tail))
    return (*result, *base)


def _image(element: Element) -> Image:
    alternative = clean(element.get("alt") or "")
    # of several sizes of a picture the first that is named: a book has its own
    several = (element.get("srcset") or "").split()
    source = element.get("src") or (several[0].rstrip(",") if several else "")
    styled = styles(element)
    return Image(
        (Text(alternative),) if alternative else (),
        clean(source).strip(),
        clean(element.get("title") or ""),
        width=length(styled.get("width")) or length(element.get("width")),
        height=length(styled.get("height")) or length(element.get("height")),
        decorative=is_decorative((element.get("class") or "").split(), element.attrib),
    )


def media(element: Element, siblings: Siblings) -> Media:
    """A frame, a film or a sound; its title is what the element says of itself.

    What stands in it, for who can't play it, is told and left out.
    """
    words = swallowed(element, siblings) if siblings.inline else ()
    if element.xpath("string()").strip() or not _is_blank(words):
        siblings.report.add(
            "html/dropped",
            f"what stands in <{element.tag}> is for who can't play it, and was left out",
            hint=f'write it below the element, or as its title: <{element.tag} title="…">',
            about=f"<{element.tag}",
        )
    source = element.get("src") or ""
    if not source and (nested := element.find(".//source")) is not None:
        source = nested.get("src") or ""
    source = clean(source).strip()
    said = (element.get("title") or element.get("aria-label") or "").strip()
    poster = clean(element.get("poster") or "").strip()
    name = source if "//" in source else source.rpartition("/")[2]
    title = clean(said) or name or element.tag
    return Media(
        KINDS.get(element.tag, "frame"),
        (Text(title),),
        source,
        (Image((Text(title),), poster),) if poster else (),
        width=length(element.get("width")),
        height=length(element.get("height")),
    )
