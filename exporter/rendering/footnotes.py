"""Footnotes where they are called, and gathered at the end for media without a foot of the page."""

from __future__ import annotations

from exporter.model.nodes import Attributes, Blocks, Footnote, Link
from exporter.model.walk import collect
from exporter.rendering.labels import labels
from exporter.rendering.markup import Renderer, quote

# The selector keeps phones from showing the arrow as a blue button
RETURN = "↩\ufe0e"
# The class of a link from a note back to its call, and those of notes gathered from a whole book
BACK, BOOK_NOTES, BOOK_NOTE = "footnote-back", "book-notes", "book-note"


def note_id(note: Footnote) -> str:
    return note.target.removeprefix("#") or f"fn{note.number}"


def call_id(note: Footnote) -> str:
    """The id of the call of a note, to which the note leads back."""
    return f"fnref{note_id(note).removeprefix('fn')}"


def call(note: Footnote, render: Renderer) -> str:
    """The attributes of the link from the text to a note, in this document or another one."""
    prefix = render.id_prefix
    href = f"#{prefix}{note_id(note)}"
    if note.note:
        href = render.href(Link((), note.target, note=note.note)) or href
    return f' href="{quote(href)}" id="{quote(prefix + call_id(note))}"'


def link_role(attributes: Attributes, render: Renderer) -> str:
    """DPUB-ARIA 1.1: the link from a note back to its call."""
    if BACK not in attributes.classes:
        return ""
    return f' role="doc-backlink" aria-label="{quote(labels(render.lang).back)}"'


def gathered(blocks: Blocks) -> list[Footnote]:
    """The notes of a document whose text stands nowhere else, in their order."""
    return [note for note in collect(blocks, Footnote) if not note.note]


def endnotes(blocks: Blocks, render: Renderer) -> str:
    """The notes of a document as an ordered list; empty where it has none.

    Roles of DPUB-ARIA 1.1; each note leads back to the place that refers to it.
    """
    notes = gathered(blocks)
    if not notes:
        return ""
    items = "".join(
        f'<li id="{render.id_prefix}fn{note.number}">{with_return(note, render)}</li>\n'
        for note in notes
    )
    start = f' start="{notes[0].number}"' if notes[0].number != 1 else ""
    return (
        f'<section class="footnotes" role="doc-endnotes" aria-label="{_label(render)}">\n'
        f"<ol{start}>\n{items}</ol>\n</section>\n"
    )


def popups(blocks: Blocks, render: Renderer) -> str:
    """The notes of a document as asides that a reading system shows over the text.

    EPUB Structural Semantics 1.1: `footnote`, as `noteref` expects it.
    """
    notes = gathered(blocks)
    if not notes:
        return ""
    asides = "".join(
        f'<aside epub:type="footnote" role="doc-footnote" id="{render.id_prefix}fn{note.number}">'
        f"{with_return(note, render, number=True)}</aside>\n"
        for note in notes
    )
    return (
        f'<section class="footnotes" epub:type="footnotes" aria-label="{_label(render)}">\n'
        f"{asides}</section>\n"
    )


def _label(render: Renderer) -> str:
    return quote(render.called(labels(render.lang).notes))


def with_return(note: Footnote, render: Renderer, *, number: bool = False) -> str:
    """The content of a note and a way back: its number in front, or else an arrow at the end."""
    back = (
        f'<a class="{BACK}" href="#{render.id_prefix}fnref{note.number}"'
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
