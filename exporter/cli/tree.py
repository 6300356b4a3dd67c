"""A document as a tree of lines for people: the names of its nodes, and the text in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from exporter.model.document import Contributor, Document
from exporter.model.nodes import Attributes, Node, Text
from exporter.model.walk import children

EXCERPT = 72


def lines(document: Document) -> Iterator[str]:
    """The tree, from the document's path and metadata on."""
    yield document.path
    for name, value in _set_fields(document.metadata):
        yield f"  {name}: {_metadata(value)}"
    yield from _branches(document.blocks, "")


def _branches(nodes: Sequence[Node], indent: str) -> Iterator[str]:
    for number, node in enumerate(nodes):
        last = number == len(nodes) - 1
        below = list(children(node))
        # text alone in its parent stands on the parent's line
        only = below[0] if len(below) == 1 and isinstance(below[0], Text) else None
        label = f"{_label(node)} {_quoted(only.text)}" if isinstance(only, Text) else _label(node)
        yield f"{indent}{'└─' if last else '├─'} {label}"
        if only is None:
            yield from _branches(below, indent + ("   " if last else "│  "))


def _label(node: Node) -> str:
    """The node's name and what it says beside its children."""
    parts = [type(node).__name__]
    for name, value in _set_fields(node):
        if isinstance(value, Attributes):
            parts += _attributes(value)
        elif name == "text":
            parts.append(_quoted(value))
        elif value is True:
            parts.append(name)
        elif not _holds_nodes(value):
            parts.append(f"{name}={_excerpt(str(value))}")
    return " ".join(parts)


def _set_fields(struct: msgspec.Struct) -> Iterator[tuple[str, Any]]:
    """Fields that say something: without a default, or unlike it."""
    for field in msgspec.structs.fields(type(struct)):
        value = getattr(struct, field.name)
        if value != field.default and value not in ((), {}, "", None):
            yield field.name, value


def _holds_nodes(value: Any) -> bool:
    if isinstance(value, tuple):
        return any(map(_holds_nodes, value))
    return isinstance(value, Node)


def _attributes(attributes: Attributes) -> list[str]:
    name = [f"#{attributes.id}"] if attributes.id else []
    pairs = [f"{key}={_excerpt(value)}" for key, value in attributes.pairs]
    return [*name, *(f".{each}" for each in attributes.classes), *pairs]


def _metadata(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_metadata, value))
    if isinstance(value, Contributor):
        return value.name if value.role == "aut" else f"{value.name} ({value.role})"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_excerpt(str(each))}" for key, each in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _quoted(text: str) -> str:
    return f"“{_excerpt(text)}”"


def _excerpt(text: str) -> str:
    line = text.replace("\n", "⏎")
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"
