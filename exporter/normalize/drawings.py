"""Drawings that say themselves what they show."""

from __future__ import annotations

from pathlib import Path

import msgspec

from exporter.model.document import Document
from exporter.model.nodes import Image, Text
from exporter.model.walk import plain_text, rewrite
from exporter.normalize import addresses
from exporter.normalize.context import Context
from exporter.normalize.figures import says_nothing
from exporter.rendering.svg import svg_title


def describe_drawings(document: Document, context: Context) -> Document:
    """Let the title of an SVG file be the alternative text where the note has none.

    Needs `make_figures` and `number_footnotes`: it is no caption, and notes are out of the way.
    """

    def described(image: Image) -> Image:
        if not _is_mute(image):
            return image
        title = svg_title(Path(context.index.root, image.source))
        if says_nothing(title):
            return image
        return msgspec.structs.replace(image, content=(Text(title),))

    blocks = rewrite(document.blocks, described, frozenset({Image}))
    return msgspec.structs.replace(document, blocks=blocks)


def _is_mute(image: Image) -> bool:
    return (
        image.source.lower().endswith(".svg")
        and not image.decorative
        and not addresses.is_web(image.source)
        and says_nothing(plain_text(image.content))
    )
