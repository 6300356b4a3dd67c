"""EMAIL: markup that Outlook, Gmail and Apple Mail keep.

Tables for boxes, no figure, no details, no MathML, numbered notes that read well without a click.
What it looks like stands in `email/email.css`, which the backend writes into the elements.
"""

from __future__ import annotations

from hashlib import blake2b
from textwrap import wrap

import msgspec

from exporter.model.nodes import (
    Attributes,
    BlockQuote,
    Blocks,
    Callout,
    CodeBlock,
    Diagram,
    Division,
    Figure,
    Footnote,
    Heading,
    Highlight,
    Image,
    ListItem,
    Math,
    Ruby,
    Span,
    Table,
)
from exporter.model.walk import brackets, collect
from exporter.render import base, code, diagrams, references
from exporter.render.labels import labels
from exporter.render.markup import (
    Dialect,
    Renderer,
    Rule,
    attribute,
    escape,
    identity,
    quote,
    turned,
)
from exporter.render.math import drawing

# Pixels: the column is 600 wide, and 36 on either side are its margin. Outlook knows no max-width
# and widens the column for a picture that is wider.
WIDEST = 528
# Characters of 13 pixels in a listing; what is longer is broken, for no client scrolls
LONGEST_LINE = 62
DEEPEST_INDENT = 24
# A table of that many is set smaller, to fit into the column
MANY_COLUMNS = 6
BOXES = {"done": "☑", "open": "☐", "other": "▣"}
# Of an em, which is 16 pixels in a letter
EM = 16


def heading(node: Heading, render: Renderer) -> str:
    level = min(node.level, 6)
    return f"<h{level}>{_anchor(node.attributes, render)}{render(node.content)}</h{level}>\n"


def _anchor(attributes: Attributes, render: Renderer) -> str:
    """Where a link may lead: Gmail keeps no id, and follows a name."""
    name = render.id_prefix + attributes.id
    return f'<a name="{quote(name)}"></a>' if attributes.id else ""


def _anchored(rule: Rule) -> Rule:
    return lambda node, render: _anchor(node.attributes, render) + rule(node, render)


def image(node: Image, render: Renderer) -> str:
    src = render.src(node)
    if src is None:
        text = escape(base.alternative(node, render.lang))
        return f'<span class="missing-image">{text}</span>' if text else ""
    width, height = shown_size(node)
    size = f' width="{width}"' + (f' height="{height}"' if height else "") if width else ""
    return (
        f'<img src="{quote(src)}" alt="{quote(base.alternative(node, render.lang))}"'
        f"{attribute('title', node.title)}{size}/>"
    )


def shown_size(node: Image) -> tuple[int, int]:
    """Width and height in pixels, at most as wide as the column; 0 where nothing is known."""
    pixels = node.pixels or (0, 0)
    width = int(node.width) if node.width.isdigit() else pixels[0]
    if node.width.endswith("%"):
        # of the column: what a share of a page means in a letter
        width = round(WIDEST * min(float(node.width[:-1]), 100) / 100)
    if not width:
        return 0, 0
    height = round(pixels[1] * width / pixels[0]) if pixels[0] else 0
    if node.height.isdigit():
        height = int(node.height)
    if width > WIDEST:
        height = round(height * WIDEST / width)
        width = WIDEST
    return width, height


def math(node: Math, render: Renderer) -> str:
    drawn = drawing(node.mathml)
    if drawn is None:
        return f'<code class="tex">{escape(node.tex)}</code>'
    width, height = round(drawn.width * EM), round(drawn.height * EM)
    picture = (
        f'<img class="math" src="cid:{math_id(node)}" alt="{quote(node.tex.strip())}"'
        f' width="{max(width, 1)}" height="{max(height, 1)}"'
        f' style="vertical-align:{-drawn.depth * EM:.0f}px"/>'
    )
    if not node.display:
        return picture
    number = f"&#160;&#160;({escape(node.number)})" if node.number else ""
    return f'<span class="math-display">{_anchor(node.attributes, render)}{picture}{number}</span>'


def math_id(node: Math) -> str:
    """The content id of a formula's drawing; the same formula has the same one."""
    return f"math-{blake2b(node.mathml.encode(), digest_size=8).hexdigest()}"


def diagram(node: Diagram, render: Renderer) -> str:
    if not node.svg:
        return base.diagram(node, render)
    width, height = diagrams.size(node.svg)
    shown = min(width, WIDEST)
    return (
        f'<div class="figure"><img src="cid:{diagram_id(node)}"'
        f' alt="{quote(diagrams.name(node, render.lang))}"'
        f' width="{shown}" height="{max(1, round(height * shown / width))}"/></div>\n'
    )


def diagram_id(node: Diagram) -> str:
    """The content id of a drawing."""
    return f"diagram-{blake2b(node.svg.encode(), digest_size=8).hexdigest()}"


def footnote(node: Footnote, render: Renderer) -> str:
    name = f"{render.id_prefix}fn{node.number}"
    return (
        f'<sup class="note-mark"><a name="{render.id_prefix}fnref{node.number}"></a>'
        f'<a href="#{name}">{node.number}</a></sup>'
    )


def endnotes(blocks: Blocks, render: Renderer) -> str:
    """The notes of a letter in a table: their numbers stay beside them without any click."""
    notes = collect(blocks, Footnote)
    if not notes:
        return ""
    rows = "".join(
        f'<tr><td class="note-number"><a name="{render.id_prefix}fn{note.number}"></a>'
        f'{note.number}.</td><td class="note-text">{render(note.blocks)}</td></tr>\n'
        for note in notes
    )
    title = f'<p class="notes-title">{escape(labels(render.lang).notes)}</p>'
    return f'<hr/>\n{title}<table role="presentation" class="notes">\n{rows}</table>\n'


def _box(names: str, cell: str, content: str) -> str:
    """A table of one cell, as Outlook keeps padding and borders on cells only."""
    return (
        f'<table role="presentation" class="{names}" width="100%" cellpadding="0" cellspacing="0">'
        f'<tr><td class="{cell}">{content}</td></tr></table>'
    )


def ruby(node: Ruby, render: Renderer) -> str:
    """Outlook sets the annotation behind its text, without the brackets of an <rp>."""
    opening, closing = brackets(node.content)
    return f"{render(node.content)}{opening}{render(node.annotation)}{closing}"


def block_quote(node: BlockQuote, render: Renderer) -> str:
    return f"<blockquote>{_box('quote', 'quote-cell', render(node.blocks))}</blockquote>\n"


def callout(node: Callout, render: Renderer) -> str:
    body = f'<div class="callout-body">{render(node.blocks)}</div>' if node.blocks else ""
    title = f'<p class="callout-title">{render(node.title)}</p>'
    return _box(base.callout_classes(node), "callout-cell", title + body) + "\n"


def figure(node: Figure, render: Renderer) -> str:
    caption = f'<div class="caption">{render(node.caption)}</div>' if node.caption else ""
    return f'<div class="figure">{render(node.blocks)}{caption}</div>\n'


def code_block(node: CodeBlock, render: Renderer) -> str:
    written = node.text.split("\n")
    width = len(str(node.start + len(written) - 1))
    room = LONGEST_LINE - (width + 2 if node.numbered else 0)
    pieces = [(n, _broken(line, room)) for n, line in enumerate(written, node.start)]
    text = "\n".join(part for _, parts in pieces for part in parts)
    plain = msgspec.structs.replace(node, text=text, numbered=False, highlighted=())
    lines = code.highlighted(plain).split("\n")
    owners = [position for position, (_, parts) in enumerate(pieces, 1) for _ in parts]
    lines = [
        f'<span class="mark">{line}</span>' if owner in node.highlighted else line
        for owner, line in zip(owners, lines, strict=True)
    ]
    if node.numbered:
        # a number for the first part of a line that had to be broken, room for the others
        marks = [str(n) if part == 0 else "" for n, parts in pieces for part in range(len(parts))]
        lines = [f"{mark:>{width}}  {line}" for mark, line in zip(marks, lines, strict=True)]
    listing = "\n".join(lines)
    title = f'<p class="listing-title">{escape(node.title)}</p>' if node.title else ""
    runs = attribute("dir", turned("", render, "ltr"))
    listing = f'<pre class="code"{runs}><code>{listing}</code></pre>'
    return f"{title}{_box('listing', 'listing-cell', listing)}\n"


def _broken(line: str, room: int) -> list[str]:
    """A line of code in parts that fit; those after the first stand four characters deeper."""
    line = line.expandtabs()
    if len(line) <= room:
        return [line]
    indent = min(len(line) - len(line.lstrip()) + 4, DEEPEST_INDENT)
    return wrap(line, room, subsequent_indent=" " * indent, break_on_hyphens=False) or [""]


def list_item(node: ListItem, render: Renderer) -> str:
    anchor = _anchor(node.attributes, render)
    if node.task is None:
        return f"<li>{anchor}{render(node.blocks)}</li>\n"
    box = BOXES[base.task_state(node.task)]
    content = base.with_box(f'<span class="box">{box}</span> ', node, render)
    return f'<li class="task">{anchor}{content}</li>\n'


def table(node: Table, render: Renderer) -> str:
    caption = f'<div class="table-caption">{render(node.caption)}</div>\n' if node.caption else ""
    sections = (("thead", node.head), ("tbody", node.body), ("tfoot", node.foot))
    rows = "".join(f"<{name}>\n{render(part)}</{name}>\n" for name, part in sections if part)
    names = ("data", "dense") if len(node.columns) >= MANY_COLUMNS else ("data",)
    # a phone scrolls a wide table, where it would make the whole letter smaller
    return (
        f'{caption}<div class="scroll"><table{identity(node.attributes, render, *names)}'
        f' cellpadding="0" cellspacing="0">\n{rows}</table></div>\n'
    )


EMAIL: Dialect = {
    **base.BASE,
    Heading: heading,
    Image: image,
    Ruby: ruby,
    Math: math,
    Footnote: footnote,
    Callout: callout,
    Diagram: diagram,
    Figure: _anchored(figure),
    BlockQuote: block_quote,
    CodeBlock: _anchored(code_block),
    ListItem: list_item,
    Table: _anchored(table),
    Division: _anchored(references.division),
    Span: _anchored(base.span),
    Highlight: base.enclosed("span", css_class="mark"),
}
