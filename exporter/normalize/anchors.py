"""Anchors: the places of a document that links and embeds may name, and their ids."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from exporter.model.document import Document
from exporter.model.nodes import Heading
from exporter.model.walk import collect, id_of, plain_text, walk
from exporter.normalize.identifiers import give_ids, slug
from exporter.normalize.title import give_title
from exporter.rendering.links import TITLE_ID

Anchors = Mapping[str, str]


def anchors(document: Document) -> Anchors:
    """The ids of a document by what a link may call them.

    That is the id itself, a heading's text as a slug, and that slug behind the one of a heading
    above it: `a#b` where there is a `b` under several.
    """
    # an id goes before a text that happens to read like it
    ids = {name: name for node in walk(document.blocks) if (name := id_of(node))}
    above: list[tuple[int, str]] = []
    for heading in collect(document.blocks, Heading):
        name = slug(plain_text(heading.content))
        above = [(level, over) for level, over in above if level < heading.level]
        for called in (name, *(f"{over}#{name}" for _, over in above)):
            ids.setdefault(called, heading.attributes.id)
        above.append((heading.level, name))
    ids.setdefault(slug(document.metadata.title), TITLE_ID)
    return ids


def anchor(fragment: str, known: Anchors) -> str:
    """The id that `heading`, `heading#sub` or `^block` means; empty where there is none."""
    parts = [unicodedata.normalize("NFC", part.strip()) for part in fragment.split("#")]
    last = parts[-1].removeprefix("^")
    exact = known.get(f"{slug(parts[-2])}#{slug(last)}") if len(parts) > 1 else None
    return exact or known.get(last) or known.get(slug(last)) or ""


def anchors_of(document: Document | None) -> Anchors:
    """The anchors of a note as it was read, without those of what it embeds; none of no note."""
    return anchors(give_ids(give_title(document))) if document else {}
