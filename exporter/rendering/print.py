"""PRINT: what paper, and the PDF that looks like it, needs beside BASE."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable

import msgspec

from exporter.model.cross_references import PAGE_NUMBER, WITH_PAGE
from exporter.model.nodes import (
    Blocks,
    CodeBlock,
    Diagram,
    Figure,
    Footnote,
    Image,
    Link,
    ListItem,
    Math,
    Media,
    OrderedList,
    Paragraph,
    Plain,
    Strong,
    Table,
    Text,
)
from exporter.model.walk import collect, plain_text
from exporter.rendering import (
    blocks,
    diagrams,
    footnotes,
    inlines,
    labels,
    pictures,
    print_code,
    print_tables,
    print_words,
)
from exporter.rendering.base import BASE
from exporter.rendering.markup import Dialect, Renderer, attribute, escape, identity, quote
from exporter.rendering.math import FORMULA, Drawing, broken, drawing
from exporter.rendering.mathml import displayed, pieces, spoken
from exporter.rendering.plain import numeral
from exporter.rendering.sheet import POINTS, Sheet
from exporter.rendering.text_widths import length

# Points of a footnote, and its line
FOOTNOTE, FOOTNOTE_LINE = 8.5, 11.5
# In characters: a fifth of the margin of the smallest page
LONGEST_SIDE_NOTE = 500
# In em: the number that a list has room for, and what stands between a longer one and its item
LONGEST_NUMBER = 1.2
AFTER_NUMBER = 0.75
# Words of 16 pixels come down to 9 points
DIAGRAM = 0.75
# For each millimetre
PIXELS = 96 / 25.4


def footnote(node: Footnote, render: Renderer) -> str:
    """The note itself, in place: the stylesheet floats it to the foot of the page.

    GCPM §2 makes the call and the marker; paragraphs inside are parted by a line break, for a
    block inside the float is set beside the text.
    """
    if node.note or _is_long(node, render.sheet):
        return note_call(node, render)
    return _in_place("footnote", node, render)


def link(node: Link, render: Renderer) -> str:
    """A link; of one that names its page, the words around the number."""
    classes = node.attributes.classes
    if PAGE_NUMBER not in classes and WITH_PAGE not in classes:
        return inlines.link(node, render)
    before, _, after = labels.labels(render.lang).page.partition("{}")
    if WITH_PAGE in classes:
        before, after = f" ({before}", f"{after})"
    more = attribute("data-before", before) + attribute("data-after", after)
    return inlines.link(node, render, more)


def side_note(node: Footnote, render: Renderer) -> str:
    """The call of a note and the note itself, which the stylesheet sets in the margin; one that
    would fill it stands at the foot of the page."""
    if node.note or _is_long(node, render.sheet):
        return note_call(node, render)
    if len(plain_text(node.blocks)) > LONGEST_SIDE_NOTE:
        return footnote(node, render)
    return note_call(node, render) + _in_place("side-note", node, render)


def _in_place(kind: str, node: Footnote, render: Renderer) -> str:
    name, call = footnotes.note_id(node), footnotes.call_id(node)
    return (
        f'<span class="{kind}" id="{quote(render.id_prefix + name)}"'
        f' data-call="{quote(render.id_prefix + call)}"'
        f' data-number="{node.number}">{_inline(node, render)}</span>'
    )


def note_call(node: Footnote, render: Renderer) -> str:
    """The call of a note that stands elsewhere."""
    return (
        f'<a class="note-call"{footnotes.call(node, render)} role="doc-noteref">{node.number}</a>'
    )


def long_notes(blocks: Blocks, render: Renderer) -> str:
    """The notes that no foot of a page can hold, for the end of their chapter."""
    long = (note for note in footnotes.gathered(blocks) if _is_long(note, render.sheet))
    notes = _set_out(long, render)
    return f'<section class="chapter-notes">\n{notes}</section>\n' if notes else ""


def chapter_notes(blocks: Blocks, render: Renderer) -> str:
    """All notes of a chapter, for its end."""
    notes = _set_out(footnotes.gathered(blocks), render)
    if not notes:
        return ""
    level = min(2 + render.shift, 6)
    word = escape(labels.labels(render.lang).notes)
    title = f'<h{level} class="chapter-notes-title">{word}</h{level}>'
    return f'<section class="chapter-notes">\n{title}\n{notes}</section>\n'


def _set_out(notes: Iterable[Footnote], render: Renderer) -> str:
    return "".join(
        f'<div class="chapter-note" id="{render.id_prefix}fn{note.number}">'
        f"{footnotes.with_return(note, render, number=True)}</div>\n"
        for note in notes
    )


def _is_long(note: Footnote, sheet: Sheet) -> bool:
    """Whether it is higher than half a page: WeasyPrint breaks no footnote, and what is higher than
    the page would be lost."""
    text = plain_text(note.blocks)
    paragraphs = len(collect(note.blocks, Paragraph)) + len(collect(note.blocks, Plain))
    lines = text.count("\n") + paragraphs + len(text) / sheet.letters(FOOTNOTE)
    return lines * FOOTNOTE_LINE > sheet.depth * POINTS / 2


def _inline(node: Footnote, render: Renderer) -> str:
    parts = [
        render(block.content) if isinstance(block, Paragraph | Plain) else render((block,))
        for block in node.blocks
    ]
    return "<br/>".join(part.strip() for part in parts)


def paragraph(node: Paragraph, render: Renderer) -> str:
    """A formula alone is no paragraph: what follows goes on with the sentence, without an indent.
    Bold words alone are a heading in all but name, and stay with what they head. A picture that
    begins a paragraph has the whole line: an indent would push it over the edge."""
    return print_words.breakable_parts(_paragraph(node, render))


def plain(node: Plain, render: Renderer) -> str:
    return print_words.breakable_parts(blocks.plain(node, render))


def _paragraph(node: Paragraph, render: Renderer) -> str:
    match node.content:
        case (Math(display=True),):
            return f"<div>{render(node.content)}</div>\n"
        case (Strong(),):
            return f'<p class="lead-in">{render(node.content)}</p>\n'
        case (Image() as first, *_) | (Link(content=(Image() as first, *_)), *_):
            if render.src(first) is not None:
                return f'<p class="pictured">{render(node.content)}</p>\n'
    return blocks.paragraph(node, render)


def math(node: Math, render: Renderer) -> str:
    """A formula; one that is wider than a line is broken at its operators."""
    # in em, with a little room at the sides
    widest = render.sheet.measure * POINTS / render.sheet.size - 1.5
    drawn = broken(node.mathml, widest) if node.display else drawing(node.mathml)
    if drawn is None:
        return f'<code class="math tex">{escape(node.tex)}</code>'
    if node.display:
        return inlines.displayed(node, render, _drawn(drawn, node.tex.strip()))
    if drawn.width > widest:
        parts = [(displayed(each, "inline"), spoken(each)) for each in pieces(node.mathml)]
        drawings = [(part, said) for each, said in parts if (part := drawing(each))]
        if len(drawings) == len(parts) > 1:
            return " ".join(_drawn(part, said) for part, said in drawings)
    return _drawn(drawn, node.tex.strip())


def _drawn(formula: Drawing, said: str) -> str:
    source = b64encode(formula.svg.encode()).decode("ascii")
    return (
        f'<img class="math" alt="{quote(said)}" style="{formula.style}" src="{FORMULA}{source}"/>'
    )


def diagram(node: Diagram, render: Renderer) -> str:
    if not node.svg:
        return pictures.diagram(node, render)
    width, height = diagrams.size(node.svg)
    shown = min(width * DIAGRAM, render.sheet.highest * PIXELS * width / height)
    source = b64encode(diagrams.without_gradients(node.svg).encode()).decode("ascii")
    return (
        f'<figure class="diagram"><img alt="{quote(diagrams.name(node, render.lang))}"'
        f' style="width:{shown:.0f}px" src="data:image/svg+xml;base64,{source}"/></figure>\n'
    )


def media(node: Media, render: Renderer) -> str:
    """Its title, and the address that nobody can follow on paper."""
    shown = re.sub(r"^https?://(www\.)?", "", node.source)
    if shown == node.source or plain_text(node.content) == node.source:
        return pictures.media(node, render)
    return f'{pictures.media(node, render)}<span class="address">{escape(shown)}</span>'


def figure(node: Figure, render: Renderer) -> str:
    """A figure; the text that stands for an image that isn't shown is not said again below it."""
    images = collect(node.blocks, Image)
    hidden = [image for image in images if render.src(image) is None]
    said = " ".join(pictures.alternative(image, render.lang) for image in hidden).strip()
    if said and said == plain_text(node.caption).strip():
        node = msgspec.structs.replace(node, caption=())
    return pictures.figure(node, render)


def image(node: Image, render: Renderer) -> str:
    """The size that the writer asked for as a style: in print, attributes are but hints."""
    sides = (("width", node.width), ("height", node.height))
    style = "".join(
        f"{name}:{length}{'px' if length.isdigit() else ''};" for name, length in sides if length
    )
    return pictures.sized_image(node, render, attribute("style", style))


def ordered_list(node: OrderedList, render: Renderer) -> str:
    """A list whose numbers have room; a number hangs, and long ones would leave the text's edge."""
    # WeasyPrint knows neither the attribute `type` nor `start`
    style = f"list-style-type:{node.style};" if node.style in blocks.LIST_TYPES else ""
    style += f"counter-reset:list-item {node.start - 1};" if node.start != 1 else ""
    numbers = range(node.start, node.start + len(node.items))
    widest = max((length(numeral(number, node.style)) for number in numbers), default=0)
    if widest > LONGEST_NUMBER:
        style += f"padding-inline-start:{widest + AFTER_NUMBER:.2f}em;"
    return blocks.ordered_list(node, render, attribute("style", style))


def task_item(node: ListItem, render: Renderer) -> str:
    if node.task is None:
        return blocks.list_item(node, render)
    state = blocks.task_state(node.task)
    label = quote(labels.task(render.lang, state))
    box = f'<span class="task-box" role="img" aria-label="{label}"></span>'
    attributes = identity(node.attributes, render, "task", f"task-{state}")
    return f"<li{attributes}>{blocks.with_box(box, node, render)}</li>\n"


def text(node: Text, render: Renderer) -> str:
    """The text; a word that is none in pieces, since WeasyPrint 70 looks at a word to its end for
    each of its lines."""
    if not print_words.WORD.search(node.text):
        return escape(node.text)
    first, *pieces = print_words.breakable(node.text).split(print_words.BREAK)
    rest = (f"<span>{print_words.BREAK}{escape(piece)}</span>" for piece in pieces)
    return escape(first) + "".join(rest)


PRINT: Dialect = {
    **BASE,
    Text: text,
    CodeBlock: print_code.code_block,
    Diagram: diagram,
    Figure: figure,
    Footnote: footnote,
    Image: image,
    Link: link,
    Math: math,
    Media: media,
    ListItem: task_item,
    OrderedList: ordered_list,
    Paragraph: paragraph,
    Plain: plain,
    Table: print_tables.table,
}


def dialect(*, chapter_notes: bool, side_notes: bool) -> Dialect:
    """PRINT with the notes of each chapter at its end, or beside the text."""
    if chapter_notes:
        return {**PRINT, Footnote: note_call}
    return {**PRINT, Footnote: side_note} if side_notes else PRINT
