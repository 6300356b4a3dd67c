"""An image that stands alone in a paragraph is a figure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from exporter.model.cross_references import kind_of
from exporter.model.document import Document
from exporter.model.nodes import (
    NO_ATTRIBUTES,
    Attributes,
    Block,
    Division,
    Figure,
    Footnote,
    HardBreak,
    Image,
    Inline,
    Inlines,
    Link,
    Node,
    Paragraph,
    Plain,
    Table,
    Text,
)
from exporter.model.walk import collect, plain_text, rewrite
from exporter.normalize.context import Context
from exporter.normalize.footnotes import without_notes
from exporter.normalize.media import MEDIA

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
    blocks = rewrite(document.blocks, lambda node: MADE[type(node)](node), frozenset(MADE))
    return msgspec.structs.replace(document, blocks=blocks)


def says_nothing(text: str) -> bool:
    """Whether a text of a picture is none, or is not its writer's."""
    return NO_CAPTION.fullmatch(text.strip()) is not None


def _figure(paragraph: Paragraph) -> Block:
    parts = [node for node in paragraph.content if not _is_space(node)]
    if len(parts) != 1:
        return paragraph
    image = _only_image(parts[0])
    if image is None:
        return paragraph
    notes = collect(image.content, Footnote)
    caption: Inlines = (Text(image.title), *notes) if image.title else image.content
    bare = not notes and says_nothing(plain_text(caption))
    shown = rewrite((parts[0],), without_notes, frozenset({Image})) if notes else (parts[0],)
    own = Attributes()
    if kind_of(image.attributes.id):
        # what `[@fig:x]` refers to is the figure with its caption
        own = Attributes(id=image.attributes.id)
        without = msgspec.structs.replace(image.attributes, id="")
        shown = rewrite(
            shown, lambda i: msgspec.structs.replace(i, attributes=without), frozenset({Image})
        )
    return Figure((Plain(shown),), () if bare else (Plain(caption),), own)


def _one_figure(figure: Figure) -> Figure:
    """The figure that the writer made of a picture or of media: it is not captioned once more."""
    match figure.blocks:
        case (Figure(attributes=inner) as made,) if inner in (NO_ATTRIBUTES, MEDIA):
            own = figure.attributes
            if inner.classes:
                own = msgspec.structs.replace(own, classes=(*inner.classes, *own.classes))
            return Figure(made.blocks, figure.caption or made.caption, own)
    return figure


def _captioned(division: Division) -> Block:
    """Quarto's `::: {#fig-x}` and `::: {#tbl-x}`: the last paragraph is the caption."""
    if not kind_of(division.attributes.id) or len(division.blocks) < 2:
        return division
    *shown, last = division.blocks
    if not isinstance(last, Paragraph | Plain):
        return division
    match kind_of(division.attributes.id), shown:
        case "tbl", [Table() as table]:
            return msgspec.structs.replace(
                table, caption=(Plain(last.content),), attributes=division.attributes
            )
        case "fig", [Figure(blocks=picture)]:  # one picture has one caption
            return Figure(picture, (Plain(last.content),), division.attributes)
        case "fig", _:
            return Figure(tuple(shown), (Plain(last.content),), division.attributes)
    return division


MADE: Mapping[type[Node], Callable[[Any], Block]] = {
    Paragraph: _figure,
    Figure: _one_figure,
    Division: _captioned,
}


def _is_space(node: Inline) -> bool:
    return isinstance(node, HardBreak) or (isinstance(node, Text) and not node.text.strip())


def _only_image(node: Inline) -> Image | None:
    match node:
        case Image():
            return node
        case Link(content=(Image() as image,)):
            return image
    return None
