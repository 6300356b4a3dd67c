"""An image that stands alone in a paragraph is a figure."""

from __future__ import annotations

import re

import msgspec

from exporter.model.document import Document
from exporter.model.nodes import (
    Block,
    Figure,
    Footnote,
    HardBreak,
    Image,
    Inline,
    Inlines,
    Link,
    Paragraph,
    Plain,
    Text,
)
from exporter.model.walk import collect, plain_text, rewrite
from exporter.normalize.context import Context
from exporter.normalize.footnotes import without_notes

PARAGRAPHS = frozenset({Paragraph})
# What editors write for the writer: `image.png`, `Pasted image 2024…`, `Screenshot …`, `img`
NO_CAPTION = re.compile(
    r"(?:.*\.(?:png|jpe?g|gif|webp|svg|avif|bmp)|pasted image.*|screenshot.*|screen shot.*"
    r"|img|image|photo|picture|alt|alt text|untitled)?",
    re.IGNORECASE,
)


def make_figures(document: Document, _context: Context) -> Document:
    """Turn paragraphs of one image into figures, captioned by its title or alternative text.

    As Pandoc's `implicit_figures` does, but a file name is no caption. Needs `place_images`:
    an image that is missing is no figure.
    """
    blocks = rewrite(document.blocks, _figure, PARAGRAPHS)
    return msgspec.structs.replace(document, blocks=blocks)


def _figure(paragraph: Paragraph) -> Block:
    parts = [node for node in paragraph.content if not _is_space(node)]
    if len(parts) != 1:
        return paragraph
    image = _only_image(parts[0])
    if image is None:
        return paragraph
    notes = collect(image.content, Footnote)
    caption: Inlines = (Text(image.title), *notes) if image.title else image.content
    says_nothing = not notes and NO_CAPTION.fullmatch(plain_text(caption).strip())
    shown = rewrite((parts[0],), without_notes, frozenset({Image})) if notes else (parts[0],)
    return Figure((Plain(shown),), () if says_nothing else (Plain(caption),))


def _is_space(node: Inline) -> bool:
    return isinstance(node, HardBreak) or (isinstance(node, Text) and not node.text.strip())


def _only_image(node: Inline) -> Image | None:
    match node:
        case Image():
            return node
        case Link(content=(Image() as image,)):
            return image
    return None
