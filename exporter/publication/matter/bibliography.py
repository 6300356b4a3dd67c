"""The works that a whole book cites, in one list; citations of all chapters lead into it.

In a note with the role `bibliography` it stands in the `::: {#refs}` that the writer put there, or
at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from exporter.diagnostics import Reports
from exporter.model.edition import Chapter, Edition, with_blocks
from exporter.model.nodes import Attributes, Blocks, Division, Heading, Inlines, Link, Node
from exporter.model.walk import collect, id_of, plain_text, rewrite
from exporter.normalize.identifiers import Taken, unique
from exporter.rendering.references import REFERENCES, REFERRING, WORK

PLACE = "refs"
DIVISIONS: frozenset[type[Node]] = frozenset({Division})


class _Works(NamedTuple):
    """The list, the path of the chapter that has it, and where each (path, id) is in it."""

    blocks: Blocks
    path: str
    ids: Mapping[tuple[str, str], str]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self.ids.values())


def bibliography(edition: Edition, waiting: Chapter, _reports: Reports) -> tuple[Edition, Blocks]:
    """The edition without its chapters' lists of works, and the one list of all."""
    lists = {
        each.document.path: [
            div for div in collect(each.document.blocks, Division) if _is_list(div)
        ]
        for each in edition.chapters
    }
    works = _together(lists, waiting.document.path)
    if not works.blocks:
        return edition, waiting.document.blocks
    chapters = {each.id: _led_on(each, works) for each in edition.chapters}
    text = _in_place(chapters[waiting.id].document.blocks, works)
    cut = tuple(_without_list(each) for each in chapters.values())
    return msgspec.structs.replace(edition, chapters=cut), text


def _together(lists: Mapping[str, list[Division]], path: str) -> _Works:
    """All works of the lists, each once, in the order of the longest, which has all or most."""
    every = [(note, each) for note, found in lists.items() for each in found]
    every.sort(key=lambda pair: len(pair[1].blocks), reverse=True)
    known: dict[str, Division] = {}
    ids: dict[tuple[str, str], str] = {}
    taken = Taken((PLACE,))
    texts: dict[int, str] = {}  # lists share their works
    for note, found in every:
        for work in _works(found):
            text = texts.get(id(work)) or plain_text((work,))
            texts[id(work)] = text
            if text not in known:
                known[text] = _named(work, unique(id_of(work), taken))
            ids[note, id_of(work)] = id_of(known[text])
    if not known:
        return _Works((), path, ids)
    attributes = Attributes(PLACE, every[0][1].attributes.classes)
    return _Works((Division(tuple(known.values()), attributes),), path, ids)


def _led_on(chapter: Chapter, works: _Works) -> Chapter:
    """The chapter with its links to works leading into the one list."""
    path = chapter.document.path

    def changed(link: Link) -> Link | Inlines:
        note = link.note or (path if link.target[:1] == "#" else "")
        target = link.target.removeprefix("#")
        name = works.ids.get((note, target))
        if REFERRING in link.attributes.classes:
            # of a chapter that was read without a list
            name = name or (target if target in works.names else "")
        elif name is None:
            return link
        return (
            msgspec.structs.replace(link, note=works.path, target=f"#{name}")
            if name
            else link.content
        )

    return with_blocks(chapter, rewrite(chapter.document.blocks, changed, frozenset({Link})))


def _in_place(blocks: Blocks, works: _Works) -> Blocks:
    """The blocks with the list where they have a place for it."""
    places = [each for each in collect(blocks, Division) if _is_list(each) or id_of(each) == PLACE]
    if not places:
        return (*blocks, *works.blocks)

    def changed(node: Division) -> Division | Blocks:
        if node not in places:
            return node
        kept = tuple(each for each in node.blocks if not _is_work(each))
        return (*kept, *works.blocks) if node == places[-1] else kept

    return rewrite(blocks, changed, DIVISIONS)


def _without_list(chapter: Chapter) -> Chapter:
    """The chapter without lists of works, and without the headings of nothing but these."""
    kept: list[Any] = []
    for block in chapter.document.blocks:
        rest = rewrite((block,), _emptied, DIVISIONS)
        if not rest and kept and isinstance(kept[-1], Heading):
            kept.pop()
        kept += rest
    return with_blocks(chapter, tuple(kept))


def _emptied(node: Division) -> Division | Blocks:
    if not _is_list(node) and not (id_of(node) == PLACE and not node.blocks):
        return node
    return tuple(each for each in node.blocks if not _is_work(each))


def _is_list(node: Division) -> bool:
    return REFERENCES in node.attributes.classes and bool(_works(node))


def _is_work(node: Node) -> bool:
    return isinstance(node, Division) and WORK in node.attributes.classes


def _works(node: Division) -> list[Division]:
    return [each for each in node.blocks if isinstance(each, Division) and _is_work(each)]


def _named(work: Division, name: str) -> Division:
    attributes = msgspec.structs.replace(work.attributes, id=name)
    return msgspec.structs.replace(work, attributes=attributes)
