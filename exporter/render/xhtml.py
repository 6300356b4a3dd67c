"""XHTML: what an EPUB reading system wants beside BASE (EPUB 3.3 §6.1)."""

from __future__ import annotations

from exporter.model.nodes import Footnote
from exporter.render import base
from exporter.render.markup import Dialect, Renderer


def footnote(node: Footnote, render: Renderer) -> str:
    number, prefix = node.number, render.id_prefix
    return (
        f'<sup class="footnote-ref"><a epub:type="noteref" role="doc-noteref"'
        f' href="#{prefix}fn{number}" id="{prefix}fnref{number}">{number}</a></sup>'
    )


XHTML: Dialect = {**base.BASE, Footnote: footnote}
