"""Personal fields in an edition: `{{ name | default("there") }}` and `{% if … %}`, found on nodes.

Each becomes a mark: a word that goes through rendering as it is, whatever markup, wrapping or
typography does to the text around it. What stands in code is no field.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Literal, NamedTuple
from urllib.parse import unquote

import msgspec

from exporter.errors import UsageError
from exporter.model.edition import Chapter, Edition
from exporter.model.nodes import (
    Block,
    Blocks,
    HardBreak,
    Link,
    Node,
    Paragraph,
    Plain,
    Quoted,
    Text,
)
from exporter.model.walk import map_children, plain_text
from exporter.personal.expressions import HINT, STATEMENT, VALUE, columns_in

# In what begins one none begins, or each that does not end would be read to the end of the text
WRITTEN = re.compile(
    r"\{\{(?P<value>(?:(?!\}\}|\{\{).)*+)\}\}|\{%-?(?P<statement>(?:(?!-?%\}|\{%).)*+)-?%\}",
    re.DOTALL,
)
# The same in an address, where Pandoc has encoded it
IN_ADDRESS = re.compile(
    r"(?:\{\{|%7B%7B)(?P<value>(?:(?!\}\}|%7D%7D|\{\{|%7B%7B).)*+)(?:\}\}|%7D%7D)",
    re.IGNORECASE,
)
WORDS = ("if", "elif", "else", "endif")
# A node that is no text, within a field
OPAQUE = "\ufffc"


class Field(NamedTuple):
    """`source` is in Jinja's words, `written` as the note has it."""

    kind: Literal["value", "address", "statement"]
    source: str
    written: str


class _Statement(NamedTuple):
    word: str
    written: str


class Fields(NamedTuple):
    """The fields of an issue; a mark is `prefix`, `n`, a number and `z`."""

    prefix: str
    all: tuple[Field, ...]

    @property
    def mark(self) -> re.Pattern[str]:
        return re.compile(rf"{self.prefix}n(\d+)z")

    def as_written(self, text: str) -> str:
        """A text with its fields in the place of their marks, for people."""
        return self.mark.sub(lambda found: self.all[int(found[1])].written, text)


# `october.md:12`, for a text of a note as it is written there
Place = Callable[[str], str]


@dataclass
class _Marking:
    prefix: str
    place: Place
    found: list[Field] = field(default_factory=list)

    def mark(self, kind: Literal["value", "address", "statement"], source: str, text: str) -> str:
        self.found.append(Field(kind, source, text))
        return f"{self.prefix}n{len(self.found) - 1}z"


def with_marks(edition: Edition, place: Place) -> tuple[Edition, Fields]:
    """The edition with marks in the place of its fields.

    Raises UsageError, naming its place and the field, for one that can't be understood.
    """
    marking = _marking((edition.metadata, edition.chapters), place)
    metadata = edition.metadata
    mailing = edition.mailing
    marked = msgspec.structs.replace(
        edition,
        metadata=msgspec.structs.replace(
            metadata,
            title=_in_text(metadata.title, marking),
            subtitle=_in_text(metadata.subtitle, marking),
            description=_in_text(metadata.description, marking),
        ),
        chapters=tuple(_in_chapter(chapter, marking) for chapter in edition.chapters),
        mailing=mailing
        and msgspec.structs.replace(mailing, unsubscribe=_in_address(mailing.unsubscribe, marking)),
    )
    return marked, Fields(marking.prefix, tuple(marking.found))


def in_chapter(chapter: Chapter) -> tuple[Chapter, Fields]:
    """The same for one chapter, for readers who are not told where a field is wrong."""
    marking = _marking(chapter)
    marked = _in_chapter(chapter, marking)
    return marked, Fields(marking.prefix, tuple(marking.found))


def in_plain(text: str) -> tuple[str, Fields]:
    """The same for a text without markup."""
    marking = _marking(text)
    marked = _in_text(text, marking)
    return marked, Fields(marking.prefix, tuple(marking.found))


def _marking(whole: object, place: Place = str) -> _Marking:
    # from all of it: no text knows what its marks will be, and can write some
    data = msgspec.msgpack.encode(whole, enc_hook=str)
    return _Marking("q" + blake2b(data, digest_size=5).hexdigest(), place)


def conditions_opened(block: Block, fields: Fields) -> int:
    """How many conditions begin with a paragraph of marks; less than 0 where they end."""
    words = _statements(block, fields)
    return words.count("if") - words.count("endif")


def _statements(block: Block, fields: Fields) -> list[str]:
    if not isinstance(block, Paragraph | Plain):
        return []
    found = [fields.all[int(number)] for number in fields.mark.findall(plain_text(block.content))]
    return [field.source.split()[0] for field in found if field.kind == "statement"]


def unconditional(blocks: Blocks, fields: Fields) -> Blocks:
    """The blocks that everybody gets, each as a whole."""
    kept: list[Block] = []
    depth = 0
    for block in blocks:
        depth += conditions_opened(block, fields)
        if depth == 0 and not _statements(block, fields):
            kept.append(block)
    return tuple(kept)


def _in_chapter(chapter: Chapter, marking: _Marking) -> Chapter:
    document = chapter.document
    blocks = _in_nodes(document.blocks, marking)
    return msgspec.structs.replace(
        chapter,
        document=msgspec.structs.replace(document, blocks=blocks),
        title=_in_nodes(chapter.title, marking),
    )


def _in_text(text: str, marking: _Marking) -> str:
    statements: list[_Statement] = []
    marked = WRITTEN.sub(lambda found: _mark(found, marking, statements), text)
    _check_balance(statements, marking)
    return marked


def _in_address(target: str, marking: _Marking) -> str:
    def mark(found: re.Match[str]) -> str:
        source = unquote(found["value"]).strip()
        return marking.mark("address", _checked(source, found[0], marking), found[0])

    marked = IN_ADDRESS.sub(mark, target)
    if "{{" in marked or "%7B%7B" in marked.upper():
        raise _broken(marking, target, "the braces in this address hold a blank, or do not close")
    return marked


def _in_nodes(nodes: tuple[Any, ...], marking: _Marking) -> tuple[Any, ...]:
    """A list of siblings, children first."""
    below = tuple(map_children(node, lambda each: _in_nodes(each, marking)) for node in nodes)
    below = tuple(
        msgspec.structs.replace(node, target=_in_address(node.target, marking))
        if isinstance(node, Link)
        else node
        for node in below
    )
    inline = any(isinstance(node, Text) for node in below)
    return _in_inlines(below, marking) if inline else _checked_blocks(below, marking)


def _in_inlines(nodes: tuple[Node, ...], marking: _Marking) -> tuple[Node, ...]:
    texts = [_flat(node) for node in nodes]
    whole = "".join(texts)
    found = list(WRITTEN.finditer(whole))
    if not found:
        return nodes
    statements: list[_Statement] = []
    marks = [_mark(each, marking, statements) for each in found]
    if WRITTEN.sub("", whole).strip():
        _check_balance(statements, marking)
    result: list[Node] = []
    start = 0
    fields = [(each.start(), each.end(), mark) for each, mark in zip(found, marks, strict=True)]
    begins, ends = [begin for begin, _, _ in fields], [end for _, end, _ in fields]
    for node, text in zip(nodes, texts, strict=True):
        end = start + len(text)
        touching = fields[bisect_right(ends, start) : bisect_left(begins, end)]
        if isinstance(node, Text):
            result.append(Text(_replaced(text, start, touching)))
        elif not touching:
            result.append(node)
        start = end
    return tuple(node for node in result if node != Text(""))


def _replaced(text: str, start: int, fields: Sequence[tuple[int, int, str]]) -> str:
    """A text that begins at `start` of its siblings, with the marks of fields that begin in it;
    `fields` are those that touch it."""
    end, at, parts = start + len(text), start, []
    for begin, last, mark in fields:
        parts.append(text[at - start : max(begin, at) - start])
        if begin >= start:
            parts.append(mark)
        at = min(last, end)
    return "".join([*parts, text[at - start :]])


def _flat(node: Node) -> str:
    """As it was typed: Pandoc has made nodes of quotation marks."""
    match node:
        case Text(text=text):
            return text
        case HardBreak():
            return " "
        case Quoted(content=content, kind=kind) if all(isinstance(n, Text) for n in content):
            mark = "'" if kind == "single" else '"'
            return f"{mark}{plain_text(content)}{mark}"
    return OPAQUE


def _mark(found: re.Match[str], marking: _Marking, statements: list[_Statement]) -> str:
    written = " ".join(found[0].split())
    if found["value"] is not None:
        source = _straight(found["value"])
        return marking.mark("value", _checked(source, written, marking), written)
    source = _straight(found["statement"])
    word = source.split(maxsplit=1)[0] if source else ""
    if word not in WORDS:
        raise _broken(marking, written, f"there is no “{word}” here")
    if word in ("if", "elif"):
        _checked(source[len(word) :], written, marking)
    elif source != word:
        raise _broken(marking, written, f"nothing comes after “{word}”")
    statements.append(_Statement(word, written))
    return marking.mark("statement", source, written)


def _straight(source: str) -> str:
    """With the quotation marks of programs; keyboards and typography make others of them."""
    source = " ".join(source.replace("\xa0", " ").split())
    if '"' not in source:
        source = re.sub("[“”„«»]", '"', source)
    if "'" not in source and "‘" in source:
        source = re.sub("[‘’]", "'", source)
    return source


def _checked(source: str, written: str, marking: _Marking) -> str:
    if OPAQUE in source:
        raise _broken(marking, written.replace(OPAQUE, "…"), "it has markup in it")
    if not source or set(source) & set("".join((*VALUE, *STATEMENT))):
        raise _broken(marking, written, "it is empty")
    columns_in(f"{VALUE[0]}{source}{VALUE[1]}", f"{marking.place(written)}: {written}")
    return source


def _broken(marking: _Marking, written: str, why: str) -> UsageError:
    return UsageError(f"{marking.place(written)}: {written}: {why}", HINT)


def _checked_blocks(nodes: tuple[Any, ...], marking: _Marking) -> tuple[Any, ...]:
    """What begins between blocks has to end between the same ones, or markup would be torn."""
    mark = re.compile(rf"(?:\s*{marking.prefix}n\d+z)+\s*")
    statements: list[_Statement] = []
    for node in nodes:
        if isinstance(node, Paragraph | Plain):
            text = plain_text(node.content)
            if mark.fullmatch(text):
                numbers = map(int, re.findall(r"n(\d+)z", text))
                fields = [marking.found[number] for number in numbers]
                statements += [
                    _Statement(each.source.split()[0], each.written)
                    for each in fields
                    if each.kind == "statement"
                ]
    _check_balance(statements, marking)
    return nodes


def _check_balance(statements: Sequence[_Statement], marking: _Marking) -> None:
    begun: list[str] = []
    for word, written in statements:
        if word == "if":
            begun.append(written)
        elif not begun:
            raise _broken(marking, written, "nothing was begun where it stands")
        elif word == "endif":
            begun.pop()
    if begun:
        why = "its {% endif %} does not stand in the same paragraph or list"
        raise _broken(marking, begun[-1], why)
