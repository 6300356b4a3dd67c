"""The transforms of a document, in one ordered tuple.

A transform is a free function `(Document, Context) -> Document`. What one needs to have been done
before it stands in its docstring; the order below is the only place that says it for all.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from exporter.model.document import Document
from exporter.normalize.context import Context
from exporter.normalize.diagrams import draw_diagrams
from exporter.normalize.drawings import describe_drawings
from exporter.normalize.dynamic import settle_dynamic
from exporter.normalize.embeds import expand_embeds
from exporter.normalize.figures import make_figures
from exporter.normalize.footnotes import number_footnotes
from exporter.normalize.headings import bound_headings, level_headings
from exporter.normalize.identifiers import give_ids
from exporter.normalize.images import place_images
from exporter.normalize.index_marks import place_index_marks
from exporter.normalize.links import resolve_links
from exporter.normalize.media import place_media
from exporter.normalize.placeholders import fill_placeholders
from exporter.normalize.title import give_title

Transform = Callable[[Document, Context], Document]

TRANSFORMS: tuple[Transform, ...] = (
    fill_placeholders,
    bound_headings,
    give_title,
    give_ids,
    settle_dynamic,
    expand_embeds,
    level_headings,
    place_images,
    place_media,
    resolve_links,
    place_index_marks,
    make_figures,
    number_footnotes,
    describe_drawings,
    draw_diagrams,
)


def normalize(document: Document, context: Context) -> Document:
    """The document as every backend expects it; findings go to `context.report`."""
    return reduce(lambda so_far, transform: transform(so_far, context), TRANSFORMS, document)
