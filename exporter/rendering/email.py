"""EMAIL: markup that Outlook, Gmail and Apple Mail keep.

Tables for boxes, no figure, no details, no MathML, numbered notes that read well without a click.
What it looks like stands in `email/email.css`, which the backend writes into the elements.
"""

from __future__ import annotations

from hashlib import blake2b

from exporter.model.nodes import (
    BlockQuote,
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
    Media,
    Paragraph,
    Ruby,
    Span,
    Table,
)
from exporter.model.walk import brackets
from exporter.rendering import blocks, diagrams, inlines, pictures
from exporter.rendering.base import BASE
from exporter.rendering.email_boxes import (
    WIDEST,
    block_quote,
    button,
    callout,
    division,
    figure,
    media,
)
from exporter.rendering.email_code import code_block
from exporter.rendering.email_notes import anchor, anchored, footnote
from exporter.rendering.email_tables import table
from exporter.rendering.markup import Dialect, Renderer, attribute, escape, quote
from exporter.rendering.math import drawing
from exporter.rendering.math_text import as_markup, as_text
from exporter.rendering.templates import Theme

BOXES = {"done": "☑", "open": "☐", "other": "▣"}
# Of an em, which is 16 pixels in a letter
EM = 16


def heading(node: Heading, render: Renderer) -> str:
    level = min(node.level, 6)
    return f"<h{level}>{anchor(node.attributes, render)}{render(node.content)}</h{level}>\n"


def image(node: Image, render: Renderer) -> str:
    src = render.src(node)
    if src is None:
        text = escape(pictures.alternative(node, render.lang))
        if text and "//" in node.source:
            return f'<a class="image" href="{quote(node.source)}">{text}</a>'
        return f'<span class="missing-image">{text}</span>' if text else ""
    width, height = shown_size(node)
    size = f' width="{width}"' + (f' height="{height}"' if height else "") if width else ""
    return (
        f'<img src="{quote(src)}" alt="{quote(pictures.alternative(node, render.lang))}"'
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
    """A formula as text where that has all of it, else as a picture."""
    formula = as_markup(node.mathml) or _drawn(node, render)
    if not node.display:
        return formula
    number = f"&#160;&#160;({escape(node.number)})" if node.number else ""
    return f'<span class="math-display">{anchor(node.attributes, render)}{formula}{number}</span>'


def _drawn(node: Math, render: Renderer) -> str:
    drawn = drawing(node.mathml)
    if drawn is None:
        return f'<code class="tex">{escape(node.tex)}</code>'
    width, height = round(drawn.width * EM), round(drawn.height * EM)
    told = as_text(node.mathml) or node.tex.strip()
    return (
        f'<img class="math" src="{_made(math_id(node), render)}" alt="{quote(told)}"'
        f' width="{max(width, 1)}" height="{max(height, 1)}"'
        f' style="vertical-align:{-drawn.depth * EM:.0f}px"/>'
    )


def _made(identifier: str, render: Renderer) -> str:
    """The address of a picture of ours."""
    return quote(render.src(Image((), identifier)) or "")


def math_id(node: Math) -> str:
    """What a formula's drawing is called; the same formula has the same name."""
    return f"math-{blake2b(node.mathml.encode(), digest_size=8).hexdigest()}"


def diagram(node: Diagram, render: Renderer) -> str:
    if not node.svg:
        return pictures.diagram(node, render)
    width, height = diagrams.size(node.svg)
    shown = min(width, WIDEST)
    return (
        f'<div class="figure"><img src="{_made(diagram_id(node), render)}"'
        f' alt="{quote(diagrams.name(node, render.lang))}"'
        f' width="{shown}" height="{max(1, round(height * shown / width))}"/></div>\n'
    )


def diagram_id(node: Diagram) -> str:
    """What a drawing is called."""
    return f"diagram-{blake2b(node.svg.encode(), digest_size=8).hexdigest()}"


def ruby(node: Ruby, render: Renderer) -> str:
    """Outlook sets the annotation behind its text, without the brackets of an <rp>."""
    opening, closing = brackets(node.content)
    return f"{render(node.content)}{opening}{render(node.annotation)}{closing}"


def list_item(node: ListItem, render: Renderer) -> str:
    place = anchor(node.attributes, render)
    if node.task is None:
        return f"<li>{place}{render(node.blocks)}</li>\n"
    box = BOXES[blocks.task_state(node.task)]
    content = blocks.with_box(f'<span class="box">{box}</span> ', node, render)
    return f'<li class="task">{place}{content}</li>\n'


EMAIL: Dialect = {
    **BASE,
    Heading: heading,
    Image: image,
    Ruby: ruby,
    Math: math,
    Media: media,
    Footnote: footnote,
    Callout: callout,
    Diagram: diagram,
    Figure: anchored(figure),
    BlockQuote: block_quote,
    CodeBlock: anchored(code_block),
    ListItem: list_item,
    Table: anchored(table),
    Division: anchored(division),
    Span: anchored(inlines.span),
    Highlight: inlines.enclosed("span", css_class="mark"),
}


def email_dialect(theme: Theme) -> Dialect:
    """EMAIL, with buttons as a theme draws them."""
    return {**EMAIL, Paragraph: button(theme)}
