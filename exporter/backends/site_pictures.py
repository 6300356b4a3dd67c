"""The pictures of a site: each under a name that no other content has, in several widths."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from exporter.model.edition import Asset, File
from exporter.model.nodes import Image
from exporter.publication.names import ascii_id
from exporter.publication.site import fingerprinted
from exporter.rendering.images import browsable, harmless
from exporter.rendering.markup import Renderer, Rule, attribute
from exporter.rendering.responsive import WEBP, narrower
from exporter.rendering.web import shown_image

# The column of text: 36 rem, as wide as a screen below that
COLUMN = "(min-width: 44rem) 42rem, 100vw"


class Shown(NamedTuple):
    """A picture's own file, and narrower ones with their widths in pixels."""

    file: File
    width: int
    narrower: Sequence[tuple[int, File]]


def shown(asset: Asset, widths: tuple[int, ...]) -> Shown:
    """The files of a picture."""
    picture = browsable(asset)
    small = [(width, _fingerprinted(asset, data, WEBP)) for width, data in narrower(asset, widths)]
    return Shown(_fingerprinted(asset, picture.data, picture.suffix), asset.width, small)


def led_to(asset: Asset) -> File:
    """The file that a link leads to, or that is played."""
    return _fingerprinted(asset, harmless(asset), posixpath.splitext(asset.path)[1].lower())


def _fingerprinted(asset: Asset, data: bytes, suffix: str) -> File:
    stem = ascii_id(posixpath.splitext(posixpath.basename(asset.path))[0], "file")
    return File(fingerprinted(stem, data, suffix), data)


def in_widths(pictures: Mapping[str, Shown], way: Callable[[str], str], first: str) -> Rule:
    """The rule for a picture on a page; the `first` one there is seen at once, and not loaded
    late."""

    def image(node: Image, render: Renderer) -> str:
        picture, more = pictures.get(node.source), ""
        if picture and picture.narrower:
            files = (*picture.narrower, (picture.width, picture.file))
            ways = ", ".join(f"{way(file.suffix)} {width}w" for width, file in files)
            sizes = f"{node.width}px" if node.width.isdigit() else COLUMN
            more = attribute("srcset", ways) + attribute("sizes", sizes)
        return shown_image(node, render, more, late=node.source != first)

    return image
