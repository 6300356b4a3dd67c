"""Footnotes gathered at the end of a document, for media without a foot of the page."""

from __future__ import annotations

from exporter.model.nodes import Blocks, Footnote
from exporter.model.walk import collect
from exporter.render.labels import labels
from exporter.render.markup import Renderer, quote

# The selector keeps phones from showing the arrow as a blue button
RETURN = "↩\ufe0e"


def endnotes(blocks: Blocks, render: Renderer) -> str:
    """The notes of a document as an ordered list; empty where it has none.

    Roles of DPUB-ARIA 1.1; each note leads back to the place that refers to it.
    """
    notes = collect(blocks, Footnote)
    if not notes:
        return ""
    words = labels(render.lang)
    items = "".join(
        f'<li id="{render.id_prefix}fn{note.number}">{with_return(note, render)}</li>\n'
        for note in notes
    )
    return (
        f'<section class="footnotes" role="doc-endnotes" aria-label="{quote(words.notes)}">\n'
        f"<ol>\n{items}</ol>\n</section>\n"
    )


def popups(blocks: Blocks, render: Renderer) -> str:
    """The notes of a document as asides that a reading system shows over the text.

    EPUB Structural Semantics 1.1: `footnote`, as `noteref` expects it.
    """
    notes = collect(blocks, Footnote)
    if not notes:
        return ""
    words = labels(render.lang)
    asides = "".join(
        f'<aside epub:type="footnote" role="doc-footnote" id="{render.id_prefix}fn{note.number}">'
        f"{with_return(note, render, number=True)}</aside>\n"
        for note in notes
    )
    return (
        f'<section class="footnotes" epub:type="footnotes" aria-label="{quote(words.notes)}">\n'
        f"{asides}</section>\n"
    )


def with_return(note: Footnote, render: Renderer, *, number: bool = False) -> str:
    """The content of a note and a way back: its number in front, or else an arrow at the end."""
    back = (
        f'<a class="footnote-back" href="#{render.id_prefix}fnref{note.number}"'
        f' role="doc-backlink" aria-label="{quote(labels(render.lang).back)}">'
        f"{note.number if number else RETURN}</a>"
    )
    content = render(note.blocks)
    if number:
        head, start, rest = content.partition("<p>")
        if start and not head.strip():
            return f'<p><span class="footnote-number">{back}.</span> {rest}'
        return f'<p><span class="footnote-number">{back}.</span></p>{content}'
    head, end, tail = content.rpartition("</p>")
    if end and not tail.strip():
        return f"{head}\u00a0{back}</p>"
    return f"{content}<p>{back}</p>"
