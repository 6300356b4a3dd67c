"""Sound, film, documents and frames: found in the vault, and set apart from the text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from exporter.model.document import Document
from exporter.model.inlines import parted
from exporter.model.media import film_page, media_kind
from exporter.model.nodes import (
    Attributes,
    Figure,
    Image,
    Inline,
    Link,
    Media,
    Node,
    Paragraph,
    Plain,
)
from exporter.model.walk import collect, rewrite
from exporter.normalize import addresses
from exporter.normalize.context import Context
from exporter.normalize.files import stays_behind
from exporter.normalize.images import missing
from exporter.normalize.index import addressed
from exporter.rendering.documents import page_size

MEDIA = Attributes(classes=("media",))


def place_media(document: Document, context: Context) -> Document:
    """Make every source of media a web address or a vault path, and each a figure of its own.

    Needs `place_images`: thumbnails are found by then. One that is missing keeps its title.
    """

    if not collect(document.blocks, Media):
        return document

    def placed(node: Any) -> Inline:
        return _placed(node, document, context)

    def apart(block: Any) -> Any:
        if not any(isinstance(node, Media) for node in block.content):
            return block
        return tuple(_boxed(parted(block.content, Media, type(block))))

    blocks = rewrite(document.blocks, placed, frozenset({Media}))
    blocks = rewrite(blocks, apart, frozenset({Paragraph, Plain}))
    return msgspec.structs.replace(document, blocks=blocks)


def _boxed(parts: Iterator[Node]) -> Iterator[Node]:
    for part in parts:
        yield Figure((Plain((part,)),), attributes=MEDIA) if isinstance(part, Media) else part


def _placed(media: Media, document: Document, context: Context) -> Inline:
    if addresses.is_web(media.source):
        written = addresses.written(media.source)
        if written is not None:
            return msgspec.structs.replace(media, source=film_page(written) or written)
    elif not addresses.scheme(media.source) and media.source:
        return _local(media, document, context)
    context.report.add(
        "media/unsupported",
        f"“{media.source[:80]}” is no address that can be followed; its title stays",
        about=media.source or f"<{'iframe' if media.kind == 'frame' else media.kind}",
    )
    return missing(media.content)


def _local(media: Media, document: Document, context: Context) -> Inline:
    name, fragment = addresses.local_path(media.source)
    found = addressed(media.source, document.path, context.index)
    if not found:
        context.report.add(
            "media/missing",
            f"“{name}” is not in the vault; its title stays",
            about=_written(media),
        )
        return missing(media.content)
    if stays_behind(found, _written(media), context):
        return missing(media.content)
    context.report.add(
        "links/asset",
        f"“{found}” goes with the web page; where it can't, its title stays",
        about=_written(media),
    )
    kind = media_kind(found)
    if media.kind == "frame" and kind is None:
        return Link(media.content, f"#{fragment}" if fragment else "", file=found)
    media = msgspec.structs.replace(media, source=found, kind=kind or media.kind)
    return _with_page(media, context) if media.kind == "document" else media


def _written(media: Media) -> str:
    """The media as they stand in the source, as far as is known: of a document the page is not."""
    if not media.wiki:
        return media.source
    return f"![[{media.source}" if media.kind == "document" else f"![[{media.source}]]"


def _with_page(media: Media, context: Context) -> Media:
    """The document with a picture of its page."""
    page = media.page or 1
    size, problem = page_size(Path(context.index.root, media.source), page)
    if size is None:
        context.report.add(
            "media/no-preview",
            f"page {page} of “{media.source}” can't be shown: {problem}; a link stands for it",
            about=media.source.rpartition("/")[2],
        )
        return media
    picture = Image(
        media.content,
        f"{media.source}#page={page}",
        width=media.width,
        height=media.height,
        pixels=size,
    )
    return msgspec.structs.replace(media, thumbnail=(picture,))
