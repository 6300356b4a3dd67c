"""Divisions that mean something: the works cited, which citeproc made, and the notes of a book;
and links to works from citations."""

from __future__ import annotations

from exporter.model.nodes import Attributes, Block, Division
from exporter.rendering import footnotes
from exporter.rendering.labels import labels
from exporter.rendering.markup import Renderer, attribute, identity

REFERENCES, WORK, REFERRING = "references", "csl-entry", "biblioref"


def division(node: Division, render: Renderer) -> str:
    return typed_division(node, render)


def typed_division(node: Division, render: Renderer, whole: str = "", work: str = "") -> str:
    """A division; `whole` and `work` are more attributes for a bibliography and for its works."""
    attributes = identity(node.attributes, render)
    if _is_work(node):
        return f'<div{attributes} role="listitem"{work}>\n{render(node.blocks)}</div>\n'
    if footnotes.BOOK_NOTES in node.attributes.classes:
        label = attribute("aria-label", labels(render.lang).notes)
        return f'<div{attributes} role="doc-endnotes"{label}>\n{render(node.blocks)}</div>\n'
    works = tuple(filter(_is_work, node.blocks))
    if REFERENCES not in node.attributes.classes or not works:
        return f"<div{attributes}>\n{render(node.blocks)}</div>\n"
    before = tuple(block for block in node.blocks if not _is_work(block))
    label = attribute("aria-label", render.called(labels(render.lang).references))
    return (
        f'<div{attributes} role="doc-bibliography"{whole}{label}>\n{render(before)}'
        f'<div role="list">\n{render(works)}</div>\n</div>\n'
    )


def _is_work(block: Block) -> bool:
    return isinstance(block, Division) and WORK in block.attributes.classes


def link_role(attributes: Attributes) -> str:
    """DPUB-ARIA 1.1: a link from a citation to the work."""
    return ' role="doc-biblioref"' if REFERRING in attributes.classes else ""
