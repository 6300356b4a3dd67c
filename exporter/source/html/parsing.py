"""Pieces of raw HTML joined and parsed: what Pandoc hands over between nodes becomes elements."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

from lxml import etree

from exporter.diagnostics import Report
from exporter.model.more import is_more
from exporter.model.nodes import Node, RawBlock, RawInline
from exporter.model.text import clean

HTML_FORMATS = frozenset({"html", "html4", "html5"})
# An element that no HTML has: it stands for a node of the model inside the HTML being parsed.
PLACEHOLDER = "x-node"
# More than any real note has; deeper markup is unwrapped (docs/decisions/0005-limits.md).
# What libxml2 holds, with room to spare: it loses what lies below 2,048 levels
DEEPEST_PARSED = 1000
TAG = re.compile(r"<(/?)([A-Za-z][\w-]*+)[^<>]*+>")
# Elements of words whose markup is text to a parser (HTML §13.1.2), our marks in it as well
RAW_TEXT = ("iframe", "noembed", "noframes", "plaintext", "textarea", "title", "xmp")
MARK = re.compile(rf'<{PLACEHOLDER} n="(\d{{1,8}})"></{PLACEHOLDER}>')
REFERENCE = re.compile(r"&#(?:[xX]([0-9A-Fa-f]{1,8})|([0-9]{1,8}));?")
# Elements that hold nothing, or whose end may be left out: counting them tells no depth
SELF_CLOSING = frozenset(
    "area base br col dd dt embed hr img input li link meta option p param source tbody td tfoot th"
    " thead tr track wbr".split()
)

Element = Any  # lxml publishes no usable types


class Siblings(NamedTuple):
    """A sibling list with raw HTML in it, and where findings about it go."""

    nodes: Sequence[Node]
    inline: bool
    report: Report


def is_html(node: Node) -> bool:
    """Whether it is raw HTML to be read; the mark of an excerpt's end stays as it is."""
    if not isinstance(node, RawBlock | RawInline) or is_more(node):
        return False
    return node.format in HTML_FORMATS


def parsed(siblings: Siblings) -> Element:
    source = "".join(
        node.text
        if isinstance(node, RawBlock | RawInline) and is_html(node)
        else f'<{PLACEHOLDER} n="{number}"></{PLACEHOLDER}>'
        for number, node in enumerate(siblings.nodes)
    )
    if source.rfind("<!--") > source.rfind("-->"):
        siblings.report.add(
            "html/dropped",
            "a comment never ends: what follows is a part of it, and left out",
            hint="end it with -->",
            about="<!--",
        )
    parser = etree.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    # without end tags: an element that never ends would take them for its text
    root = etree.fromstring(f"<html><body>{bounded(_legal(source))}", parser)
    body = root.find("body") if root is not None else None
    if body is None:
        return etree.Element("body")
    for element in body.iter(*RAW_TEXT):
        element.text, *marks = MARK.split(element.text or "")
        for number, tail in zip(marks[::2], marks[1::2], strict=True):
            etree.SubElement(element, PLACEHOLDER, n=number).tail = tail
    return body


def _legal(source: str) -> str:
    """The source without characters that XML forbids, also where references name them."""

    def kept(reference: re.Match[str]) -> str:
        number = int(reference[1], 16) if reference[1] else int(reference[2])
        return reference[0] if number <= sys.maxunicode and clean(chr(number)) else ""

    return REFERENCE.sub(kept, clean(source))


def bounded(source: str) -> str:
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
