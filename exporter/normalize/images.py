"""Images: found in the vault, measured, and replaced by their text where they are missing."""

from __future__ import annotations

from pathlib import Path
from textwrap import shorten

import msgspec

from exporter.model.document import Document
from exporter.model.media import sized
from exporter.model.nodes import Attributes, Image, Inline, Inlines, Link, Span, Text
from exporter.model.walk import plain_text, rewrite
from exporter.normalize import addresses
from exporter.normalize.context import Context
from exporter.normalize.index import addressed
from exporter.rendering.images import MOVING, SVG, measured, moves
from exporter.rendering.svg import svg_html


def place_images(document: Document, context: Context) -> Document:
    """Make every image's source a web address or a vault path, with its size in pixels."""

    def placed(image: Image | Link) -> Inline | tuple[Inline, ...]:
        if isinstance(image, Link):
            return _named(image)
        if image.pixels:
            return image  # it came with an embed, found where it stood
        image = _obsidian_size(image)
        if addresses.is_web(image.source):
            return _remote(image, context)
        if addresses.scheme(image.source):
            scheme = addresses.scheme(image.source)
            context.report.add(
                "images/unsupported",
                f"an image from “{scheme}:” can't be shown; its text stays",
                about=image.source,
            )
            return _text_instead(image)
        return _local(image, document, context)

    blocks = rewrite(document.blocks, placed, frozenset({Image, Link}))
    return msgspec.structs.replace(document, blocks=blocks)


def _named(link: Link) -> Link:
    """The link; where there is nothing in it but decoration, that is none: it names the link."""
    if not all(isinstance(node, Image) and node.decorative for node in link.content):
        return link
    return msgspec.structs.replace(link, content=tuple(map(_no_decoration, link.content)))


def _no_decoration(node: Inline) -> Inline:
    return msgspec.structs.replace(node, decorative=False) if isinstance(node, Image) else node


def _obsidian_size(image: Image) -> Image:
    """`![alt|300x200](a.png)` and `![[a.png|alt|300]]`: the last part of the text is the size."""
    text, width, height = sized(plain_text(image.content), wiki=image.wiki)
    if not width:
        return image
    content: tuple[Inline, ...] = (Text(text),) if text else ()
    return msgspec.structs.replace(image, content=content, width=width, height=height)


def _remote(image: Image, context: Context) -> Inline | tuple[Inline, ...]:
    written = addresses.written(image.source)
    if written is None:
        context.report.add(
            "links/malformed",
            f"“{image.source}” is no address; the image's text stays",
            about=image.source,
        )
        return _text_instead(image)
    dropped = context.build.remote_images == "drop"
    instead = "its text stands for it" if dropped else "a link stands for it in PDF and EPUB"
    context.report.add(
        "images/remote",
        f"{written} is not fetched: {instead}",
        hint="save the image into the vault to have it in every output",
        about=image.source,
    )
    if dropped:
        return _text_instead(image)
    return msgspec.structs.replace(image, source=written)


def _local(image: Image, document: Document, context: Context) -> Inline | tuple[Inline, ...]:
    path = addressed(image.source, document.path, context.index)
    if not path:
        name, _ = addresses.local_path(image.source)
        context.report.add(
            "images/missing",
            f"“{name}” is not in the vault; the image's text stays",
            about=image.source,
        )
        return _text_instead(image)
    file = Path(context.index.root, path)
    media_type, pixels, problem = measured(file)
    if problem:
        context.report.add(
            "images/unreadable", f"“{path}” {problem}; its text stays", about=image.source
        )
        return _text_instead(image)
    if media_type in MOVING and moves(file.read_bytes()):
        context.report.add(
            "images/still",
            f"“{path}” moves; EPUB, PDF and mail show the first of its pictures",
            hint="a GIF moves in EPUB and mail as well",
            about=image.source,
        )
    if media_type == SVG and (words := svg_html(file)):
        context.report.add(
            "images/words",
            f"“{path}” has words that are left out: “{shorten(words, 60, placeholder='…')}”",
            hint="save the drawing with its text as text: “HTML labels” are what to switch off",
            about=image.source,
        )
    return msgspec.structs.replace(image, source=path, pixels=pixels)


def _text_instead(image: Image) -> Inline:
    # in brackets, as it is no word of the text around it
    return missing(image.content or (Text(f"[{image.source.rsplit('/', 1)[-1]}]"),))


def missing(content: Inlines) -> Span:
    """The words that stand for what is not there to be shown."""
    return Span(content, Attributes(classes=("missing-image",)))
