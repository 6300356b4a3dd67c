"""PRINT: what paper, and the PDF that looks like it, needs beside BASE."""

from __future__ import annotations

from base64 import b64encode

from exporter.model.nodes import Footnote, Image, ListItem, Math, Paragraph, Plain
from exporter.render import base, labels
from exporter.render.markup import Dialect, Renderer, attribute, escape, quote
from exporter.render.math import drawing


def footnote(node: Footnote, render: Renderer) -> str:
    """The note itself, in place: the stylesheet floats it to the foot of the page.

    GCPM §2 numbers the call and the note; paragraphs inside are parted by a line break, for a
    block inside the float is set beside the text.
    """
    return f'<span class="footnote">{_inline(node, render)}</span>'


def _inline(node: Footnote, render: Renderer) -> str:
    parts = [
        render(block.content) if isinstance(block, Paragraph | Plain) else render((block,))
        for block in node.blocks
    ]
    return "<br/>".join(part.strip() for part in parts)


def math(node: Math, _render: Renderer) -> str:
    drawn = drawing(node.mathml)
    if drawn is None:
        return f'<code class="math tex">{escape(node.tex)}</code>'
    source = b64encode(drawn.svg.encode()).decode("ascii")
    image = (
        f'<img class="math" alt="{quote(node.tex.strip())}" style="{drawn.style}"'
        f' src="data:image/svg+xml;base64,{source}"/>'
    )
    return f'<span class="math display">{image}</span>' if node.display else image


def image(node: Image, render: Renderer) -> str:
    """The size that the writer asked for as a style: in print, attributes are but hints."""
    sides = (("width", node.width), ("height", node.height))
    style = "".join(
        f"{name}:{length}{'px' if length.isdigit() else ''};" for name, length in sides if length
    )
    return base.sized_image(node, render, attribute("style", style))


def task_item(node: ListItem, render: Renderer) -> str:
    if node.task is None:
        return base.list_item(node, render)
    state = base.task_state(node.task)
    label = quote(labels.task(render.lang, state))
    box = f'<span class="task-box" role="img" aria-label="{label}"></span>'
    return f'<li class="task task-{state}">{box}{render(node.blocks)}</li>\n'


PRINT: Dialect = {
    **base.BASE,
    Footnote: footnote,
    Image: image,
    Math: math,
    ListItem: task_item,
}
