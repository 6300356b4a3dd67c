"""Personal fields where there is no subscriber: pages, books and feeds, which anybody may read.

Everybody has what a subscriber has of whom nothing is known: the text of a `default`, and of a
condition what stands for such. What is for some alone does not go on a page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from exporter.errors import UsageError
from exporter.model.document import Document
from exporter.model.edition import Chapter, Edition
from exporter.model.nodes import Link, Node, Paragraph, Plain, Text
from exporter.model.walk import map_children, plain_text, walk
from exporter.normalize.footnotes import numbered
from exporter.personal.expressions import STATEMENT, VALUE, FieldMissing, environment, rendered
from exporter.personal.fields import Field, Fields, in_chapter, in_plain
from exporter.publication.assets import led_to, shown_in

BRACES = ("{{", "{%", "%7B%7B")


def for_everybody(edition: Edition) -> Edition:
    """The edition with its fields filled in for nobody in particular; itself where it has none.

    A field without a default, and what is no field, stays as it is written.
    """
    chapters = tuple(map(_chapter, edition.chapters))
    metadata = msgspec.structs.replace(
        edition.metadata,
        title=_text(edition.metadata.title),
        subtitle=_text(edition.metadata.subtitle),
        description=_text(edition.metadata.description),
    )
    edition = msgspec.structs.replace(edition, metadata=metadata)
    if all(new is old for new, old in zip(chapters, edition.chapters, strict=True)):
        return edition
    documents = [chapter.document for chapter in chapters]
    kept = {*shown_in(documents), *led_to(documents), metadata.cover}
    return msgspec.structs.replace(
        edition,
        chapters=chapters,
        assets={path: asset for path, asset in edition.assets.items() if path in kept},
        attachments={path: asset for path, asset in edition.attachments.items() if path in kept},
    )


def _text(text: str) -> str:
    if not _has_braces(text):
        return text
    try:
        marked, fields = in_plain(text)
    except UsageError:
        return text
    return plain_text(_Saying(fields).said((Text(marked),)))


def _chapter(chapter: Chapter) -> Chapter:
    """With its fields filled in; as it is where one can't be understood: Jinja has more."""
    if not _is_personal(chapter.document):
        return chapter
    try:
        marked, fields = in_chapter(chapter)
    except UsageError:
        return chapter
    if not fields.all:
        return chapter
    say = _Saying(fields).said
    document = marked.document
    document = msgspec.structs.replace(document, blocks=numbered(say(document.blocks)))
    return msgspec.structs.replace(marked, document=document, title=say(marked.title))


def _is_personal(document: Document) -> bool:
    return any(
        _has_braces(node.text if isinstance(node, Text) else node.target)
        for node in walk(document.blocks)
        if isinstance(node, Text | Link)
    )


def _has_braces(text: str) -> bool:
    return any(each in text for each in BRACES)


class _Saying:
    """What is said of fields that stand as marks in siblings."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self._statements = re.compile(rf"(?:\s*{fields.mark.pattern})+\s*")

    def said(self, nodes: Sequence[Any]) -> tuple[Any, ...]:
        """The siblings that everybody has, and what these hold."""
        # for each condition around: whether its branch is said, and whether one was
        around: list[tuple[bool, bool]] = []
        found: list[Node] = []
        for node in nodes:
            if isinstance(node, Text):
                if text := self._spoken(node.text, around):
                    found.append(Text(text))
            elif self._only_statements(node):
                self._spoken(plain_text(node.content), around)
            elif all(holds for holds, _ in around):
                found.append(self._below(node))
        return tuple(found)

    def _below(self, node: Any) -> Any:
        node = map_children(node, self.said)
        if isinstance(node, Link):
            target = self._fields.mark.sub(lambda each: self._value(each, ""), node.target)
            return msgspec.structs.replace(node, target=target)
        return node

    def _only_statements(self, node: Node) -> bool:
        if not isinstance(node, Paragraph | Plain):
            return False
        text = plain_text(node.content)
        marked = self._fields.mark.findall(text)
        kinds = {self._fields.all[int(number)].kind for number in marked}
        return kinds == {"statement"} and bool(self._statements.fullmatch(text))

    def _spoken(self, text: str, around: list[tuple[bool, bool]]) -> str:
        parts: list[str] = []
        # every other one is the number of a field
        for place, piece in enumerate(self._fields.mark.split(text)):
            field = self._fields.all[int(piece)] if place % 2 else None
            if field and field.kind == "statement":
                _turn(field, around)
            elif all(holds for holds, _ in around):
                parts.append(_value(field, field.written) if field else piece)
        return "".join(parts)

    def _value(self, found: re.Match[str], instead: str) -> str:
        return _value(self._fields.all[int(found[1])], instead)


def _turn(field: Field, around: list[tuple[bool, bool]]) -> None:
    word, _, condition = field.source.partition(" ")
    # alone in a heading, a statement may end what nothing began
    said = around.pop()[1] if word != "if" and around else False
    if word == "endif":
        return
    holds = not said and (word == "else" or _holds(condition))
    around.append((holds, said or holds))


def _holds(condition: str) -> bool:
    start, end = STATEMENT
    return _filled(f"{start}if {condition}{end}x{start}endif{end}", "") == "x"


def _value(field: Field, instead: str) -> str:
    return _filled(f"{VALUE[0]}{field.source}{VALUE[1]}", instead)


def _filled(template: str, instead: str) -> str:
    try:
        return rendered(environment().from_string(template).render, {})
    except (FieldMissing, UsageError, RecursionError):
        return instead
