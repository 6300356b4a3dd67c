"""The notes of a whole book in one chapter, under the title of the chapter that calls each.

A call becomes one of a note that stands elsewhere; what links to a place within a note, and what a
note links to, is led on to where it is now.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from exporter.diagnostics import Reports
from exporter.model.edition import Chapter, Edition, with_blocks
from exporter.model.nodes import (
    Attributes,
    Block,
    Blocks,
    Division,
    Footnote,
    Heading,
    Inlines,
    Link,
    ListItem,
    Node,
    OrderedList,
    Paragraph,
    Plain,
    Text,
)
from exporter.model.walk import collect, id_of, rewrite, walk
from exporter.normalize.identifiers import WITH_ATTRIBUTES, Taken, unique
from exporter.rendering.footnotes import BACK, BOOK_NOTE, BOOK_NOTES, RETURN, call_id
from exporter.rendering.outline import label

LEVEL = 2


class _Places(NamedTuple):
    """Where the notes stand: the path of their chapter, and the new id for each (path, id)."""

    path: str
    ids: Mapping[tuple[str, str], str]


def endnotes(edition: Edition, waiting: Chapter, _reports: Reports) -> tuple[Edition, Blocks]:
    """The edition with calls in place of its footnotes, and the text of the notes."""
    calling = [each for each in edition.chapters if collect(each.document.blocks, Footnote)]
    if not calling:
        return edition, waiting.document.blocks
    places = _places(waiting.document.path, calling)
    lang = waiting.document.metadata.lang or edition.metadata.lang
    groups = [block for each in calling for block in _group(each, places, lang)]
    chapters = tuple(_with_calls(each, places) for each in edition.chapters)
    text = Division(tuple(groups), Attributes(classes=(BOOK_NOTES,)))
    own = next(each for each in chapters if each.id == waiting.id)
    return msgspec.structs.replace(edition, chapters=chapters), (*own.document.blocks, text)


def _places(path: str, calling: list[Chapter]) -> _Places:
    ids: dict[tuple[str, str], str] = {}
    taken = Taken()
    for chapter in calling:
        for note in _outermost(chapter):
            for name in filter(None, map(id_of, walk(note.blocks))):
                ids[chapter.document.path, name] = unique(f"{chapter.id}-{name}", taken)
    return _Places(path, ids)


def _outermost(chapter: Chapter) -> list[Footnote]:
    notes = collect(chapter.document.blocks, Footnote)
    inner = {each.number for note in notes for each in collect(note.blocks, Footnote)}
    return [note for note in notes if note.number not in inner]


def _with_calls(chapter: Chapter, places: _Places) -> Chapter:
    path = chapter.document.path

    def changed(node: Any) -> Node:
        if isinstance(node, Footnote):
            return _call(node, chapter, places)
        return _led_on(node, path, path, places)

    blocks = rewrite(chapter.document.blocks, changed, frozenset({Footnote, Link}))
    return with_blocks(chapter, blocks)


def _call(note: Footnote, chapter: Chapter, places: _Places) -> Footnote:
    return Footnote((), note.number, places.path, f"#fn-{chapter.id}-{note.number}")


def _led_on(link: Link, path: str, home: str, places: _Places) -> Link:
    """A link of the note `path`, which stands in `home` now."""
    note = link.note or (path if link.target[:1] == "#" else "")
    name = places.ids.get((note, link.target.removeprefix("#")))
    if name:
        return msgspec.structs.replace(link, note=places.path, target=f"#{name}")
    return msgspec.structs.replace(link, note=note) if home != path else link


def _group(chapter: Chapter, places: _Places, lang: str) -> Blocks:
    """The notes of a chapter under its title, in its language."""
    notes = collect(chapter.document.blocks, Footnote)
    inner = {note.number for note in notes} - {note.number for note in _outermost(chapter)}
    number: Inlines = (Text(f"{chapter.number}\u2002"),) if chapter.number else ()
    heading = Heading(LEVEL, (*number, *label(chapter.title)))
    items = tuple(_item(note, chapter, places, note.number in inner) for note in notes)
    group: Blocks = (heading, OrderedList(items, notes[0].number))
    own = chapter.document.metadata.lang
    if not own or own == lang:
        return group
    return (Division(group, Attributes(pairs=(("lang", own),))),)


def _item(note: Footnote, chapter: Chapter, places: _Places, is_inner: bool) -> ListItem:
    """A note with the way back to its call, which for a note in a note is in this chapter, too."""
    path = chapter.document.path

    def changed(node: Any) -> Node:
        if isinstance(node, Footnote):
            return _call(node, chapter, places)
        if isinstance(node, Link):
            node = _led_on(node, path, places.path, places)
        name = places.ids.get((path, id_of(node)))
        if name:
            renamed = msgspec.structs.replace(node.attributes, id=name)
            node = msgspec.structs.replace(node, attributes=renamed)
        changed_node: Node = node
        return changed_node

    called = _call(note, chapter, places)
    back = Link(
        (Text(RETURN),),
        f"#{call_id(called)}",
        note=places.path if is_inner else path,
        attributes=Attributes(classes=(BACK,)),
    )
    blocks = rewrite(note.blocks, changed, frozenset({Footnote, *WITH_ATTRIBUTES}))
    attributes = Attributes(called.target.removeprefix("#"), (BOOK_NOTE,))
    return ListItem(_with_back(blocks, back), attributes=attributes)


def _with_back(blocks: Blocks, back: Link) -> Blocks:
    match blocks:
        case (*before, Paragraph() | Plain() as last):
            whole: Block = type(last)((*last.content, Text("\u00a0"), back))
            return (*before, whole)
    return (*blocks, Paragraph((back,)))
