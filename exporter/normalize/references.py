"""Works cited in a part of a note that stands in another one."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

import msgspec

from exporter.model.document import Document
from exporter.model.nodes import Attributes, Blocks, Division, Link
from exporter.model.walk import collect, id_of, rewrite
from exporter.normalize.identifiers import Taken, unique
from exporter.rendering.references import REFERENCES, REFERRING, WORK


def with_own_works(part: Blocks, document: Document, taken: Set[str]) -> Blocks:
    """The part, with the works that it cites under ids that are not taken.

    Its citations are its own note's, resolved from that note's bibliography: numbers and letters
    behind years hold there only. What it cites is listed below it, if it does not list it itself.
    """
    links = [link for link in collect(part, Link) if REFERRING in link.attributes.classes]
    wanted = {link.target.removeprefix("#") for link in links}
    listed = {id_of(work) for work in _works(part)}
    if not wanted and not listed:
        return part
    missing = [work for work in _works(document.blocks) if id_of(work) in wanted - listed]
    if missing:
        part = (*part, Division(tuple(missing), Attributes(classes=_classes(document.blocks))))
    used = Taken(taken)
    names = {name: unique(name, used) for name in sorted(wanted | listed)}

    def renamed(node: Any) -> Any:
        attributes: Attributes = node.attributes
        if isinstance(node, Link) and REFERRING in attributes.classes:
            target = node.target.removeprefix("#")
            return msgspec.structs.replace(node, target=f"#{names.get(target, target)}")
        if WORK not in attributes.classes:
            return node
        apart = msgspec.structs.replace(attributes, id=names.get(attributes.id, attributes.id))
        return msgspec.structs.replace(node, attributes=apart)

    return rewrite(part, renamed, frozenset({Link, Division}))


def _works(blocks: Blocks) -> list[Division]:
    return [each for each in collect(blocks, Division) if WORK in each.attributes.classes]


def _classes(blocks: Blocks) -> tuple[str, ...]:
    """How the note's own list is set: with hanging indents or without."""
    lists = (each.attributes.classes for each in collect(blocks, Division))
    return next((classes for classes in lists if REFERENCES in classes), (REFERENCES,))
