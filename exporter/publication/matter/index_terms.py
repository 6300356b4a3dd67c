"""A list of terms for an index: what it says, and marks where a text has one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from exporter.model.index_marks import INDEX, is_mark
from exporter.model.nodes import (
    Attributes,
    Block,
    Blocks,
    BulletList,
    Division,
    Image,
    Inlines,
    ListItem,
    Media,
    OrderedList,
    Paragraph,
    Plain,
    Span,
    Table,
    Text,
)
from exporter.model.walk import map_children, plain_text, shared
from exporter.publication.matter.index_marks import key_of
from exporter.rendering.outline import label

# Scripts without blanks between words: a term stands anywhere
NO_WORDS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
SEE = re.compile(r"\s*(?:→|->)\s*")
VARIANTS = re.compile(r":(?:\s+|$)")


class Term(NamedTuple):
    """A term of the list, below those of `levels` before its last; `forms` are what it is found by,
    `see` another term that the index has in its place."""

    levels: tuple[str, ...]
    shown: Inlines
    forms: tuple[str, ...]
    see: str = ""


def terms_of(blocks: Blocks) -> tuple[list[Term], Blocks]:
    """The terms that the lists and tables of a note name, and its other blocks.

    An item is `term`, `term: form, form` or `term → other`; those within it are below it.
    """
    terms: list[Term] = []
    others: list[Block] = []
    for block in blocks:
        match block:
            case BulletList(items=items) | OrderedList(items=items):
                terms += _listed(items, ())
            case Table(body=rows):
                for row in rows:
                    first, *more = (plain_text(cell.blocks).strip() for cell in row.cells)
                    if first:
                        terms.append(_term(first, ", ".join(more), (), (Text(first),)))
            case _:
                others.append(block)
    return terms, tuple(others)


def _listed(items: Iterable[ListItem], above: tuple[str, ...]) -> Iterator[Term]:
    for item in items:
        levels = above
        for block in item.blocks:
            match block:
                case Paragraph(content=content) | Plain(content=content):
                    if term := _item(content, above):
                        levels = term.levels
                        yield term
                case BulletList(items=below) | OrderedList(items=below):
                    yield from _listed(below, levels)


def _item(content: Inlines, above: tuple[str, ...]) -> Term | None:
    text = " ".join(plain_text(content).split())
    name, *other = SEE.split(text, maxsplit=1)
    if other:
        return Term((*above, name), (Text(name),), (), other[0]) if name else None
    name, *more = VARIANTS.split(text, maxsplit=1)
    if not name:
        return None
    return _term(name, "".join(more), above, (Text(name),) if more else label(content))


def _term(name: str, forms: str, above: tuple[str, ...], shown: Inlines) -> Term:
    more = (form.strip() for form in forms.split(","))
    return Term((*above, name), shown, (name, *filter(None, more)))


class Finder:
    """Finds the terms of a list in running text: whole words, their first letter in either case."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.keys: Mapping[str, str] = {
            folded(form): key_of(term.levels)
            for term in reversed(list(terms))
            for form in term.forms
        }
        self.pattern = re.compile(_pattern(self.keys)) if self.keys else None

    def marked(self, nodes: tuple[Any, ...]) -> tuple[Any, ...]:
        """The nodes with a mark around each term in them; code, addresses and marks stay."""
        result: list[Any] = []
        for node in nodes:
            if isinstance(node, Text):
                result += self._parts(node)
            elif isinstance(node, Image | Media) or is_mark(node) or _is_bibliography(node):
                result.append(node)
            else:
                result.append(map_children(node, self.marked))
        return shared(result, nodes)

    def _parts(self, node: Text) -> Iterator[Text | Span]:
        end = 0
        for match in self.pattern.finditer(node.text) if self.pattern else ():
            if match.start() > end:
                yield Text(node.text[end : match.start()])
            key = self.keys[folded(match.group())]
            yield Span((Text(match.group()),), Attributes("", (INDEX,), (("key", key),)))
            end = match.end()
        if end == 0:
            yield node
        elif end < len(node.text):
            yield Text(node.text[end:])


def _is_bibliography(node: Any) -> bool:
    return isinstance(node, Division) and "references" in node.attributes.classes


def folded(form: str) -> str:
    """What two spellings of a term have in common: blanks and the first letter's case differ."""
    squeezed = " ".join(form.split())
    return squeezed[:1].casefold() + squeezed[1:]


def _pattern(forms: Iterable[str]) -> str:
    """One expression for all forms, by their first letters, so that few are tried at a place."""
    parts: list[str] = []
    for first, group in groupby(sorted(filter(None, forms)), key=lambda form: form[0]):
        longest = sorted(group, key=len, reverse=True)
        rests = "|".join(
            re.escape(form[1:]).replace("\\ ", r"\s+") + _end(form) for form in longest
        )
        start = "" if NO_WORDS.match(first) else r"(?<!\w)"
        letters = "|".join(map(re.escape, sorted({first, first.upper()})))
        parts.append(f"{start}(?:{letters})(?:{rests})")
    return "|".join(parts)


def _end(form: str) -> str:
    return "" if NO_WORDS.match(form[-1]) else r"(?!\w)"
