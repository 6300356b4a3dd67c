"""Places in a letter that links lead to, and the notes at its end."""

from __future__ import annotations

from exporter.model.nodes import Attributes, Blocks, Footnote
from exporter.model.walk import collect
from exporter.rendering.labels import labels
from exporter.rendering.markup import Renderer, Rule, escape, quote


def anchor(attributes: Attributes, render: Renderer) -> str:
    """Where a link may lead: Gmail keeps no id, and follows a name."""
    return _place(render.id_prefix + attributes.id) if attributes.id else ""


def anchored(rule: Rule) -> Rule:
    return lambda node, render: anchor(node.attributes, render) + rule(node, render)


def _place(name: str) -> str:
    return f'<a name="{quote(name)}"></a>'


def footnote(node: Footnote, render: Renderer) -> str:
    called, told = _names(node, render)
    return f'<sup class="note-mark">{_place(called)}<a href="#{told}">{node.number}</a></sup>'


def endnotes(blocks: Blocks, render: Renderer) -> str:
    """The notes of a letter in a table: their numbers stay beside them without any click, and lead
    back to the text."""
    notes = collect(blocks, Footnote)
    if not notes:
        return ""
    title = f'<p class="notes-title">{escape(labels(render.lang).notes)}</p>'
    rows = "".join(map(_row, notes, [render] * len(notes)))
    return f'<hr/>\n{title}<table role="presentation" class="notes">\n{rows}</table>\n'


def _row(note: Footnote, render: Renderer) -> str:
    called, told = _names(note, render)
    number = f'{_place(told)}<a href="#{called}">{note.number}.</a>'
    return (
        f'<tr><td class="note-number">{number}</td>'
        f'<td class="note-text">{render(note.blocks)}</td></tr>\n'
    )


def _names(note: Footnote, render: Renderer) -> tuple[str, str]:
    """Where a note is called, and where it stands."""
    prefix = render.id_prefix
    return f"{prefix}fnref{note.number}", f"{prefix}fn{note.number}"
