"""XHTML: what an EPUB reading system wants beside BASE (EPUB 3.3 §6.1)."""

from __future__ import annotations

from exporter.model.nodes import Division, Footnote, Link, Media
from exporter.render import base, playing, references
from exporter.render.markup import Dialect, Renderer

UNREGISTERED = ("obsidian:", "doi:")


def footnote(node: Footnote, render: Renderer) -> str:
    number, prefix = node.number, render.id_prefix
    return (
        f'<sup class="footnote-ref"><a epub:type="noteref" role="doc-noteref"'
        f' href="#{prefix}fn{number}" id="{prefix}fnref{number}">{number}</a></sup>'
    )


def link(node: Link, render: Renderer) -> str:
    # EPUBCheck HTM-025: a reading system follows registered schemes (RFC 7595) only
    if node.target.startswith(UNREGISTERED):
        render.not_rendered(f"the link to {node.target[:60]}", node.target)
        return render(node.content)
    cited = references.link_role(node.attributes)
    return base.link(node, render, ' epub:type="biblioref"' if cited else "")


def division(node: Division, render: Renderer) -> str:
    """EPUB Structural Semantics 1.1 has words for a bibliography and for a work in it."""
    return references.typed_division(
        node, render, ' epub:type="bibliography"', ' epub:type="biblioentry"'
    )


XHTML: Dialect = {
    **base.BASE,
    Division: division,
    Footnote: footnote,
    Link: link,
    Media: playing.media,
}
