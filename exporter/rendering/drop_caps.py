"""The large letter that begins a chapter."""

from __future__ import annotations

import unicodedata

import msgspec

from exporter.model.edition import Edition, with_blocks
from exporter.model.nodes import (
    Attributes,
    Blocks,
    Emphasis,
    Inlines,
    Paragraph,
    Quoted,
    Span,
    Strong,
    Text,
)
from exporter.rendering.labels import quotation_marks

CLASS = "drop-cap"
# Scripts whose letters stand alone; a letter of others is joined to the next, or is a word
SCRIPTS = frozenset({"LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN"})
# General categories of what goes with a letter: before it quotation marks, brackets and ¿, after it
# marks upon it and apostrophes
BEFORE, AFTER = frozenset({"Pi", "Ps", "Po"}), frozenset({"Mn", "Mc"})


def with_drop_caps(edition: Edition) -> Edition:
    """The book with a large letter at the beginning of each of its chapters."""
    chapters = tuple(
        with_blocks(
            chapter,
            with_drop_cap(
                chapter.document.blocks, chapter.document.metadata.lang or edition.metadata.lang
            ),
        )
        if chapter.kind == "chapter"
        else chapter
        for chapter in edition.chapters
    )
    return msgspec.structs.replace(edition, chapters=chapters)


def with_drop_cap(blocks: Blocks, lang: str) -> Blocks:
    """The blocks of a chapter with their first letter marked, where they begin with a paragraph and
    this with a letter of a script that has such letters."""
    match blocks:
        case (Paragraph(content=content) as first, *rest):
            begun = _begun(content, lang)
            return (msgspec.structs.replace(first, content=begun), *rest) if begun else blocks
    return blocks


def _begun(content: Inlines, lang: str, before: str = "") -> Inlines:
    """The inlines with their first letter, and `before` in front of it, in a span; empty where they
    don't begin with a letter."""
    match content:
        case (Text(text=text), *rest):
            letter = initial(text)
            if letter:
                mark = Span((Text(before + letter),), Attributes(classes=(CLASS,)))
                return (mark, Text(text[len(letter) :]), *rest)
        case (Quoted(kind=kind, content=inner), *rest):
            opening, closing = quotation_marks(lang, kind)
            begun = _begun(inner, lang, before + opening)
            return (*begun, Text(closing), *rest) if begun else ()
        case ((Emphasis() | Strong()) as node, *rest):
            begun = _begun(node.content, lang, before)
            return (msgspec.structs.replace(node, content=begun), *rest) if begun else ()
    return ()


def initial(text: str) -> str:
    """The first letter of a text with what goes with it; empty where none can be enlarged."""
    start = 0
    while start < len(text) and unicodedata.category(text[start]) in BEFORE:
        start += 1
    letter = text[start : start + 1]
    if not letter.isalpha() or unicodedata.name(letter, "").split(" ")[0] not in SCRIPTS:
        return ""
    end = start + 1
    while end < len(text) and unicodedata.category(text[end]) in AFTER:
        end += 1
    return text[:end]
