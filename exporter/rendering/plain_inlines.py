"""Inlines as plain text, with the marks that people type: the inner half of `rendering.plain`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from exporter.model.nodes import (
    Citation,
    Code,
    CrossReference,
    Embed,
    Emphasis,
    Footnote,
    HardBreak,
    Highlight,
    Image,
    Link,
    Math,
    Media,
    Node,
    Quoted,
    RawInline,
    Ruby,
    SmallCaps,
    Span,
    Strikethrough,
    Strong,
    Subscript,
    Superscript,
    Tag,
    Text,
    Underline,
)
from exporter.model.walk import brackets
from exporter.rendering import items
from exporter.rendering.labels import labels, quotation_marks
from exporter.rendering.math_text import LOWERED, RAISED, as_text
from exporter.rendering.pictures import alternative, media_link
from exporter.rendering.plain_lines import BREAK


@dataclass
class Writing:
    """A text in the making: what its links lead to, and the notes that wait for its end."""

    href: Callable[[Link], str | None]
    lang: str = "en"
    addresses: list[str] = field(default_factory=list)
    told: int = 0
    notes: list[Footnote] = field(default_factory=list)


def text_of(inlines: Iterable[Node], writing: Writing) -> str:
    """Inlines in one line; BREAK stands for a hard break."""
    return "".join(INLINES[type(node)](node, writing) for node in inlines)


def _around(before: str, after: str = "") -> Callable[[Any, Writing], str]:
    def rule(node: Any, writing: Writing) -> str:
        content = text_of(node.content, writing)
        return f"{before}{content}{after or before}" if content.strip() else content

    return rule


def _content(node: Any, writing: Writing) -> str:
    return text_of(node.content, writing)


def _link(node: Link, writing: Writing) -> str:
    content = text_of(node.content, writing)
    if items.TITLE in node.attributes.classes:
        return content  # what stands below leads there, or is all that there is
    address = writing.href(node)
    shown = re.sub(r"^(mailto:|https?://)", "", address or "")
    # a place in the same text can't be led to, and an address that is shown need not be told
    if not address or address.startswith("#"):
        return content
    if content.strip().rstrip("/") in (address, shown.rstrip("/"), address.rstrip("/")):
        return content
    if not content.strip():
        return address
    if address not in writing.addresses:
        writing.addresses.append(address)
    return f"{content} [{writing.addresses.index(address) + 1}]"


def _image(node: Image, writing: Writing) -> str:
    text = alternative(node, writing.lang)
    return f"[{labels(writing.lang).image}: {text}]" if text else ""


def _footnote(node: Footnote, writing: Writing) -> str:
    writing.notes.append(node)
    return str(node.number).translate(RAISED)


def _superscript(node: Superscript, writing: Writing) -> str:
    content = text_of(node.content, writing)
    # the letters of 1st and Mme are typed as letters
    return content if len(content) > 1 and content.isalpha() else _script(content, RAISED, "^")


def _subscript(node: Subscript, writing: Writing) -> str:
    return _script(text_of(node.content, writing), LOWERED, "_")


def _script(content: str, small: Mapping[int, int], mark: str) -> str:
    drawn = all(ord(char) in small for char in content)
    return content.translate(small) if drawn else f"{mark}{content}"


def formula(node: Math) -> str:
    """A formula as people type it; its TeX where that takes more than a line."""
    return as_text(node.mathml) or node.tex.strip()


def _ruby(node: Ruby, writing: Writing) -> str:
    opening, closing = brackets(node.content)
    annotation = text_of(node.annotation, writing)
    return f"{text_of(node.content, writing)}{opening}{annotation}{closing}"


def _quoted(node: Quoted, writing: Writing) -> str:
    opening, closing = quotation_marks(writing.lang, node.kind)
    return f"{opening}{text_of(node.content, writing)}{closing}"


INLINES: Mapping[type[Node], Callable[[Any, Writing], str]] = {
    Text: lambda node, _: node.text.replace("\n", " "),
    HardBreak: lambda _node, _writing: BREAK,
    Emphasis: _around("_"),
    Strong: _around("*"),
    Strikethrough: _around("~"),
    Underline: _around("_"),
    Superscript: _superscript,
    Subscript: _subscript,
    SmallCaps: _content,
    Highlight: _content,
    Ruby: _ruby,
    Quoted: _quoted,
    Code: lambda node, _: f"`{node.text}`",
    Math: lambda node, _: formula(node),
    Link: _link,
    Image: _image,
    Media: lambda node, writing: _link(media_link(replace(node, thumbnail=())), writing),
    Footnote: _footnote,
    Citation: _content,
    CrossReference: lambda node, w: text_of(node.content, w) or node.target,
    Tag: lambda node, _: f"#{node.name}",
    Span: _content,
    Embed: lambda node, _: node.text or node.target,
    RawInline: lambda _node, _writing: "",
}
