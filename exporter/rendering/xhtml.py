"""XHTML: what an EPUB reading system wants beside BASE (EPUB 3.3 §6.1)."""

from __future__ import annotations

from exporter.model.nodes import (
    Attributes,
    Definition,
    DefinitionList,
    Division,
    Footnote,
    Link,
    ListItem,
    Math,
    Media,
    Span,
    Table,
)
from exporter.rendering import blocks, footnotes, inlines, playing, references, xhtml_fitting
from exporter.rendering.base import BASE
from exporter.rendering.markup import Dialect, Renderer, identity, quote
from exporter.rendering.page_places import PAGE_BREAK

UNREGISTERED = ("obsidian:", "doi:")


def footnote(node: Footnote, render: Renderer) -> str:
    return (
        '<sup class="footnote-ref"><a epub:type="noteref" role="doc-noteref"'
        f"{footnotes.call(node, render)}>{node.number}</a></sup>"
    )


def list_item(node: ListItem, render: Renderer) -> str:
    """EPUB Structural Semantics 1.1: a note at the end of the book is an `endnote`. Apple's reading
    system shows a `footnote` over the text, also from another file, and leaves it where it is if it
    is no aside."""
    if footnotes.BOOK_NOTE not in node.attributes.classes:
        return blocks.list_item(node, render)
    attributes = identity(node.attributes, render)
    return f'<li epub:type="endnote footnote"{attributes}>{render(node.blocks)}</li>\n'


def link(node: Link, render: Renderer) -> str:
    # EPUBCheck HTM-025: a reading system follows registered schemes (RFC 7595) only
    if node.target.startswith(UNREGISTERED):
        render.not_rendered(f"the link to {node.target[:60]}", node.target)
        return render(node.content)
    cited = references.link_role(node.attributes)
    return inlines.link(node, render, ' epub:type="biblioref"' if cited else "")


def span(node: Span, render: Renderer) -> str:
    """A span; the beginning of a page is empty, and has its number as its name."""
    if PAGE_BREAK not in node.attributes.classes:
        return inlines.span(node, render)
    return page_break(render.id_prefix + node.attributes.id, node.attributes.get("page"))


def page_break(name: str, page: str) -> str:
    """EPUB Structural Semantics 1.1 §2.14, DPUB-ARIA 1.1 §5.3.36."""
    return (
        f'<span epub:type="pagebreak" role="doc-pagebreak" id="{quote(name)}"'
        f' aria-label="{quote(page)}"></span>'
    )


def division(node: Division, render: Renderer) -> str:
    """EPUB Structural Semantics 1.1 has words for a bibliography and for a work in it."""
    return references.typed_division(
        node, render, ' epub:type="bibliography"', ' epub:type="biblioentry"'
    )


def definition_list(node: DefinitionList, render: Renderer) -> str:
    """EPUB Structural Semantics 1.1 §2.9 has words for the definitions of a glossary."""
    if not all(map(_is_term, node.items)):
        return blocks.definition_list(node, render)
    return blocks.definition_list(node, render, ' epub:type="glossterm"', ' epub:type="glossdef"')


def _is_term(item: Definition) -> bool:
    match item.term:
        case (Span(attributes=Attributes(classes=("dfn",))),):
            return True
    return False


XHTML: Dialect = {
    **BASE,
    DefinitionList: definition_list,
    Division: division,
    Footnote: footnote,
    Link: link,
    ListItem: list_item,
    Math: xhtml_fitting.math,
    Media: playing.media,
    Table: xhtml_fitting.table,
    Span: span,
}
