"""Pandoc's inlines as ours: what Pandoc leaves as text is lifted as soon as its siblings are."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import msgspec

from exporter.diagnostics import Report
from exporter.model.cross_references import kind_of
from exporter.model.media import DECORATIVE
from exporter.model.nodes import (
    NO_ATTRIBUTES,
    Attributes,
    Blocks,
    Citation,
    Code,
    CrossReference,
    Emphasis,
    Footnote,
    HardBreak,
    Highlight,
    Image,
    Inline,
    Inlines,
    Link,
    Math,
    Quoted,
    RawInline,
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
from exporter.model.text import clean
from exporter.model.walk import plain_text, rewrite
from exporter.source import html, syntax
from exporter.source.syntax.cross_references import in_a_row, lift_equation_ids
from exporter.source.tex import lost_in_mathml, tag_of
from exporter.source.text import wikilink_text

# What Pandoc's commonmark_x and gfm leave of a reference within a note
LOST_REFERENCE = b'{"t":"Str","c":""}'
BLANKS: Mapping[str, str] = {"Space": " ", "SoftBreak": "\n"}
# Text without any mark of a syntax that Pandoc leaves as text
PLAIN = re.compile(r"[^%!^=#@\[\]|]*")
# Spans that mean what a node of ours means, by Pandoc's class for them
SPAN_NODES: Mapping[str, Callable[[Inlines], Inline]] = {
    "smallcaps": SmallCaps,
    "underline": Underline,
    "mark": Highlight,
    "highlight": Highlight,
}


class Lift(NamedTuple):
    """What lifting a note takes beside its nodes."""

    mathml: Mapping[tuple[str, bool], str]
    obsidian: bool
    ids: Mapping[str, bool]
    report: Report

    # a footnote has blocks
    blocks: Callable[[Sequence[Any], Lift], Blocks]


def inlines(nodes: Sequence[Any], state: Lift) -> Inlines:
    lifted = _runs(nodes, state)
    if len(lifted) == 1 and isinstance(lifted[0], Text) and PLAIN.fullmatch(lifted[0].text):
        return lifted  # most are: nothing in it is any syntax
    lifted = html.lift_inlines(lifted, state.report)
    lifted = lift_equation_ids(lifted)
    if state.obsidian:
        for step in syntax.INLINE:
            lifted = step(lifted)
    return lifted


def _runs(nodes: Sequence[Any], state: Lift) -> Inlines:
    """The inlines with each run of words, blanks and soft breaks as one text."""
    lifted: list[Inline] = []
    for is_text, run in groupby(nodes, _is_text):
        if not is_text:
            lifted += [INLINES[type(node).__name__](node, state) for node in run]
        elif text := _legal("".join(BLANKS.get(type(n).__name__) or n.c for n in run), state):
            lifted.append(Text(text))
    return tuple(lifted)


def _legal(text: str, state: Lift) -> str:
    """The text without characters that no output may hold, of which references such as `&#1;` are
    left: those of the file are gone."""
    kept = clean(text)
    if len(kept) != len(text):
        number = ord(next(character for character in text if not clean(character)))
        state.report.add(
            "source/characters",
            f"a reference names U+{number:04X}, which may stand in no document: it was left out",
            about=f"&#{number};",
        )
    return kept


def _is_text(node: Any) -> bool:
    name = type(node).__name__
    return name == "Str" or name in BLANKS


def _enclosed(kind: Callable[[Inlines], Inline]) -> Callable[[Any, Lift], Inline]:
    return lambda node, state: kind(inlines(node.c, state))


def _note(node: Any, state: Lift) -> Inline:
    blocks = state.blocks(node.c, state)
    if LOST_REFERENCE in msgspec.json.encode(node.c):
        state.report.add(
            "footnotes/nested",
            "a footnote refers to another one, which is left out",
            hint="write the inner note where it belongs: ^[like this]",
            about=plain_text(blocks).strip()[:20],
        )
    return Footnote(blocks)


def _code(node: Any, _state: Lift) -> Inline:
    return Code(clean(node.c[1]), attributes_of(node.c[0]))


def _math(node: Any, state: Lift) -> Inline:
    display = node.c[0].t == "DisplayMath"
    tex = clean(node.c[1])
    mathml = state.mathml.get((node.c[1], display), "")
    if not mathml:
        state.report.add(
            "math/unreadable", f"the formula “{tex[:60]}” is shown as its source", about=tex
        )
    elif lost := lost_in_mathml(tex):
        state.report.add(
            "math/simplified", f"the formula “{tex[:60]}” is shown without its {lost}", about=tex
        )
    return Math(tex, display, clean(mathml), tag_of(tex) if display and mathml else "")


def _raw_inline(node: Any, _state: Lift) -> Inline:
    return RawInline(node.c[0], clean(node.c[1]))


def _link(node: Any, state: Lift) -> Inline:
    attributes, content, (target, title) = attributes_of(node.c[0]), node.c[1], node.c[2]
    wiki = "wikilink" in attributes.classes or title == "wikilink"
    lifted = rewrite(inlines(content, state), _untagged, frozenset({Tag}))
    if not wiki:
        return Link(lifted, clean(target), clean(title), attributes=attributes)
    # `[[a\|b]]` of a table, or of the digital-garden plugin outside one
    target, _, text = clean(target).partition("|")
    target = target.rstrip("\\")
    if text or plain_text(lifted).strip() == target:
        lifted = (Text(text or wikilink_text(target)),)
    return Link(lifted, target, wiki=True)


def _untagged(tag: Tag) -> Text:
    """In a link, `#` leads to a heading."""
    return Text(f"#{tag.name}")


def _image(node: Any, state: Lift) -> Inline:
    attributes, content, (source, title) = attributes_of(node.c[0]), node.c[1], node.c[2]
    width, height = attributes.get("width"), attributes.get("height")
    others = tuple(name for name in attributes.classes if name != DECORATIVE)
    return Image(
        inlines(content, state),
        clean(source),
        clean(title).removeprefix("fig:"),
        width=width if html.is_length(width) else "",
        height=height if html.is_length(height) else "",
        attributes=msgspec.structs.replace(_without(attributes, "width", "height"), classes=others),
        decorative=html.is_decorative(attributes.classes, dict(attributes.pairs)),
    )


def _quoted(node: Any, state: Lift) -> Inline:
    kind = "single" if node.c[0].t == "SingleQuote" else "double"
    return Quoted(inlines(node.c[1], state), kind)  # type: ignore[arg-type]


def _span(node: Any, state: Lift) -> Inline:
    attributes, content = attributes_of(node.c[0]), inlines(node.c[1], state)
    for name in attributes.classes:
        if name in SPAN_NODES and attributes == Attributes(classes=(name,)):
            return SPAN_NODES[name](content)
    return Span(content, attributes)


def _cite(node: Any, state: Lift) -> Inline:
    keys = tuple(citation.citationId for citation in node.c[0])
    if keys and all(map(kind_of, keys)):
        named = (
            CrossReference(each.citationId, bare=each.citationMode.t == "SuppressAuthor")
            for each in node.c[0]
        )
        return Span(in_a_row(named))
    return Citation(keys, inlines(node.c[1], state))


INLINES: Mapping[str, Callable[[Any, Lift], Inline]] = {
    "LineBreak": lambda _node, _state: HardBreak(),
    "Emph": _enclosed(Emphasis),
    "Underline": _enclosed(Underline),
    "Strong": _enclosed(Strong),
    "Strikeout": _enclosed(Strikethrough),
    "Superscript": _enclosed(Superscript),
    "Subscript": _enclosed(Subscript),
    "SmallCaps": _enclosed(SmallCaps),
    "Quoted": _quoted,
    "Cite": _cite,
    "Code": _code,
    "Math": _math,
    "RawInline": _raw_inline,
    "Link": _link,
    "Image": _image,
    "Note": _note,
    "Span": _span,
}


def attributes_of(attributes: Any) -> Attributes:
    """Pandoc's `Attr` triple."""
    name, classes, pairs = attributes
    if not (name or classes or pairs):
        return NO_ATTRIBUTES
    return Attributes(
        clean(name),
        tuple(map(clean, classes)),
        # `wrapper` says that Pandoc made the element to have a place for its attributes
        tuple((clean(key), clean(value)) for key, value in pairs if key != "wrapper"),
    )


def _without(attributes: Attributes, *names: str) -> Attributes:
    kept = tuple(pair for pair in attributes.pairs if pair[0] not in names)
    return Attributes(attributes.id, attributes.classes, kept)
