"""Pages as trees that can be compared: elements, texts, and the attributes that mean something.

What is one maker's dress is taken off: wrappers, classes for style sheets, the colours of code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from lxml import html

INLINES = frozenset(
    "a abbr b br cite code del em i img input ins kbd mark math q s small span strong sub sup u"
    " var".split()
)
ATTRIBUTES = frozenset(
    "alt checked colspan data-task height href id lang dir open rowspan src start title type"
    " width".split()
)
# Classes that Pandoc or we give, for style sheets
DRESS = frozenset(
    "align-center align-left align-right code even header footnotes-end-of-document"
    " incomplete inline math display numbered odd sourceCode table uri wikilink email task-list"
    " tasks".split()
)
# Other classes of a listing are its language
LISTING = frozenset({"code", "numbered", "sourceCode"})
# What an element without the attribute is anyway
USUAL = {"type": "1", "colspan": "1", "rowspan": "1"}
ALIGNED = re.compile(r"align-(left|right|center)|text-align: *(left|right|center)")


@dataclass(frozen=True)
class Element:
    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: Nodes = ()

    def __str__(self) -> str:
        attributes = "".join(f' {name}="{value}"' for name, value in self.attributes)
        return f"<{self.tag}{attributes}>{''.join(map(str, self.children))}</{self.tag}>"

    def get(self, name: str) -> str:
        return dict(self.attributes).get(name, "")

    def without(self, *names: str) -> Element:
        kept = tuple(each for each in self.attributes if each[0] not in names)
        return Element(self.tag, kept, self.children)

    @property
    def classes(self) -> frozenset[str]:
        return frozenset(self.get("class").split())


Node: TypeAlias = Element | str
Nodes: TypeAlias = tuple[Node, ...]


def tree(markup: str) -> Element:
    """White space is one space between words, and none at the edge of a block."""
    (page,) = _nodes(html.document_fromstring(f"<body><main>{markup}</main></body>"), False)
    assert isinstance(page, Element)
    return page


def text_of(nodes: Nodes) -> str:
    return "".join(node if isinstance(node, str) else text_of(node.children) for node in nodes)


def _nodes(element: Any, kept: bool) -> Nodes:
    """The element as a node, or what is in it where it is a wrapper and nothing else."""
    tag = element.tag
    kept = kept or tag == "pre"
    parts: list[Node] = [element.text or ""]
    for child in element:
        # a comment is no element
        parts += _nodes(child, kept) if isinstance(child.tag, str) else ()
        parts.append(child.tail or "")
    attributes = _attributes(element)
    if tag == "span" and (kept or not attributes):
        return tuple(parts)
    parts = joined(parts)
    parts = _whole_lines(parts) if kept else _spaced(parts, edge=tag not in INLINES)
    # an empty one still parts the texts beside it
    if tag == "div" and not attributes and any(part != "" for part in parts):
        return tuple(parts)
    return (Element(tag, attributes, tuple(part for part in parts if part != "")),)


def _attributes(element: Any) -> tuple[tuple[str, str], ...]:
    if not element.attrib and element.tag != "pre":
        return ()
    found = {name: value for name, value in element.attrib.items() if name in ATTRIBUTES}
    if element.tag == "a" and "name" in element.attrib:
        found.setdefault("id", element.get("name"))
    classes = (element.get("class") or "").split()
    if element.tag == "pre":
        languages = (name for name in classes if name not in LISTING)
        found["language"] = element.get("data-language") or next(languages, "")
    elif own := [name for name in classes if name not in DRESS]:
        found["class"] = " ".join(own)
    if aligned := ALIGNED.search(f"{element.get('class')} {element.get('style')}"):
        found["align"] = aligned[1] or aligned[2]
    for name, usual in USUAL.items():
        if found.get(name) == usual:
            del found[name]
    return tuple(sorted((name, _one_line(name, value)) for name, value in found.items()))


def _one_line(name: str, value: str) -> str:
    """XML makes a space of a line end in an attribute anyway; a blank is a state of a task."""
    return value if name == "data-task" else " ".join(value.split())


def _whole_lines(parts: list[Node]) -> list[Node]:
    """Without the line ends around a listing, which nobody sees."""
    if parts and isinstance(parts[0], str):
        parts[0] = parts[0].lstrip("\n")
    if parts and isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip("\n")
    return parts


def joined(parts: Iterable[Node]) -> list[Node]:
    """The nodes with neighbouring texts as one."""
    whole: list[Node] = []
    for part in parts:
        last = whole[-1] if whole else None
        if isinstance(part, str) and isinstance(last, str):
            whole[-1] = last + part
        else:
            whole.append(part)
    return whole


def _spaced(parts: list[Node], edge: bool) -> list[Node]:
    opened = [edge, *(_is_edge(part) for part in parts[:-1])]
    closed = [*(_is_edge(part) for part in parts[1:]), edge]
    return [
        _one_spaced(part, *edges) if isinstance(part, str) else part
        for part, *edges in zip(parts, opened, closed, strict=True)
    ]


def _is_edge(part: Node) -> bool:
    return isinstance(part, Element) and (part.tag == "br" or part.tag not in INLINES)


def _one_spaced(text: str, opens: bool, closes: bool) -> str:
    # HTML's own white space: a no-break space is a character
    text = re.sub(r"[ \t\r\n\f]+", " ", text)
    text = text.lstrip(" ") if opens else text
    return text.rstrip(" ") if closes else text
