"""`[@fig:x]` and `@fig-x`: references to figures, tables, equations, listings and sections.

As pandoc-crossref and Quarto write them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from exporter.model.cross_references import LABEL, kind_of
from exporter.model.inlines import merged, trimmed
from exporter.model.nodes import (
    Attributes,
    CrossReference,
    Inline,
    Inlines,
    Math,
    Span,
    Text,
)
from exporter.source.syntax.delimited import has

MARK = re.compile(rf"(?<!\s)\s*+\{{#({LABEL})\}}")
REFERENCE = re.compile(rf"\[(-?@{LABEL}(?:;\s*-?@{LABEL})*)\]|(?<![\w@./])@({LABEL})")


def lift_cross_references(inlines: Inlines) -> Inlines:
    if not has(inlines, "@"):
        return inlines
    result: list[Inline] = []
    for node in inlines:
        if not isinstance(node, Text):
            result.append(node)
            continue
        start = 0
        for found in REFERENCE.finditer(node.text):
            result.append(Text(node.text[start : found.start()]))
            result += in_a_row(map(_reference, (found[1] or found[2]).split(";")))
            start = found.end()
        result.append(Text(node.text[start:]))
    return merged(result)


def in_a_row(references: Iterable[CrossReference]) -> Inlines:
    """The references of one bracket, with commas between them."""
    return tuple(part for each in references for part in (Text(", "), each))[1:]


def _reference(written: str) -> CrossReference:
    """`@key`, or `-@key` for a reference without its word."""
    key = written.strip()
    return CrossReference(key.lstrip("-@"), bare=key.startswith("-"))


def lift_equation_ids(inlines: Inlines) -> Inlines:
    """`$$…$$ {#eq:x}`: CommonMark reads the id as that of the blank, Pandoc's Markdown as text."""
    if not any(isinstance(node, Math) and node.display for node in inlines):
        return inlines
    result: list[Inline] = []
    for node in inlines:
        last = result[-1] if result else None
        if isinstance(last, Math) and last.display and not last.attributes.id:
            name, rest = label(node)
            if name:
                result[-1] = msgspec.structs.replace(last, attributes=Attributes(id=name))
                result.append(Text(rest))
                continue
        result.append(node)
    return merged(result)


def label(node: Inline) -> tuple[str, str]:
    """The id at the start of a node, and the text after it; nothing where there is none."""
    match node:
        case Span(content=(Text(text=text),), attributes=attributes):
            alone = kind_of(attributes.id) and not text.strip()
            return (attributes.id, "") if alone else ("", "")
        case Text(text=text):
            found = MARK.match(text)
            return (found[1], text[found.end() :]) if found else ("", "")
    return "", ""


def labelled(inlines: Inlines) -> tuple[Inlines, str]:
    """A caption without the `{#tbl:x}` at its end, and that id."""
    if not inlines:
        return inlines, ""
    *before, last = inlines
    if isinstance(last, Span):
        name, _ = label(last)
        return (trimmed(before), name) if name else (inlines, "")
    found = re.search(MARK.pattern + r"\s*$", last.text) if isinstance(last, Text) else None
    if isinstance(last, Text) and found:
        return trimmed((*before, Text(last.text[: found.start()]))), found[1]
    return inlines, ""
