"""Pictures of pixels in a PDF: brought down to a resolution at the size they are shown, and each
written once.

WeasyPrint 70 would unpack all of them first, shrink them to JPEG of quality 75, and drop their
profiles. Here a layout only asks how large they are; they are unpacked one by one as it is written.
"""

from __future__ import annotations

import io
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from math import hypot
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pydyf
from PIL import Image, ImageFile
from weasyprint.images import SVGImage
from weasyprint.logger import LOGGER

from exporter.backends.pdf_formulas import Formula
from exporter.backends.pdf_xobjects import blank, xobject
from exporter.errors import RenderError
from exporter.model.edition import Asset, Typesetting
from exporter.rendering.documents import page_picture
from exporter.rendering.images import SVG
from exporter.rendering.math import FORMULA
from exporter.rendering.raster import FORMATS, orientation

# WeasyPrint takes damaged pictures without a word
ImageFile.LOAD_TRUNCATED_IMAGES = False
POINTS = 72
UNREADABLE = (OSError, ValueError, SyntaxError, RenderError)


class Wishes(NamedTuple):
    """Dots per inch, 0 for pictures as they are; whether printing inks stay what they are."""

    resolution: int = 300
    inks: bool = False


AS_SHOWN = Wishes()


def wishes_of(typesetting: Typesetting) -> Wishes:
    return Wishes(typesetting.resolution, typesetting.black)


class Picture:
    """What WeasyPrint asks of an image (`weasyprint.images.RasterImage`)."""

    def __init__(self, asset: Asset, wishes: Wishes) -> None:
        # a name in the PDF
        self.id = blake2b(asset.path.encode(), digest_size=8).hexdigest()
        self.asset = asset
        self.wishes = wishes
        with opened(asset) as picture:
            sides = picture.size
            self.width, self.height = sides[::-1] if orientation(picture) > 4 else sides
        self.ratio = self.width / self.height

    def get_intrinsic_size(self, resolution: float, _font_size: float) -> tuple[float, ...]:
        return self.width / resolution, self.height / resolution, self.ratio

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        """Draw it that large, in units of the stream."""
        across, down = (hypot(*row[:2]) / POINTS for row in list(stream.ctm)[:2])
        if not (width * across and height * down):
            return
        dots = max(self.width / (width * across), self.height / (height * down))
        share = min(self.wishes.resolution / dots, 1) if self.wishes.resolution else 1
        name = stream.add_image(self, style["image_rendering"] == "auto", share)
        stream.transform(width, 0, 0, -height, 0, height)
        stream.draw_x_object(name)

    def get_x_object(self, interpolate: bool, share: float) -> pydyf.Stream:
        """The picture as an object of the PDF, with that share of its pixels side by side."""
        size = max(round(self.width * share), 1), max(round(self.height * share), 1)
        try:
            made = self._packed(size)
        except UNREADABLE as error:
            LOGGER.error("%s is damaged: %s", self.asset.path, error)
            made = self._what_is_left(size)
        for stream in filter(None, (made, made.extra.get("SMask"))):
            stream.extra["Interpolate"] = "true" if interpolate else "false"
        return made

    def _packed(self, size: tuple[int, int]) -> pydyf.Stream:
        with opened(self.asset) as picture:
            return xobject(picture, size, self.wishes.inks, bool(self.wishes.resolution))

    def _what_is_left(self, size: tuple[int, int]) -> pydyf.Stream:
        try:
            with _patience():
                return self._packed(size)
        except UNREADABLE:
            return blank()


class Images(dict[str, Any]):
    """What WeasyPrint takes for images that it has read already, by their addresses. Formulas lie
    in their own addresses, and are made when they are asked for."""

    def __contains__(self, url: object) -> bool:
        return super().__contains__(url) or str(url).startswith(FORMULA)

    def __missing__(self, url: str) -> Any:
        svg = b64decode(url.removeprefix(FORMULA)).decode()
        try:
            self[url] = Formula(svg)
        except ValueError:
            self[url] = SVGImage(ElementTree.fromstring(svg), url, None, None)  # noqa: S314 - our own
        return self[url]


def images(named: Mapping[str, Asset], wishes: Wishes) -> Images:
    """The formulas, and the pictures of pixels among assets, by the same names."""
    found = Images()
    for name, asset in named.items():
        if asset.media_type == SVG and not asset.page:
            continue
        try:
            found[name] = Picture(asset, wishes)
        except UNREADABLE:
            continue  # WeasyPrint finds that out, and tells of it
    return found


@contextmanager
def _patience() -> Iterator[None]:
    """Take a file that breaks off for what is there of it."""
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def opened(asset: Asset) -> Any:
    """The picture of an asset; no pixel is read before one is asked for."""
    if asset.page:
        return Image.open(io.BytesIO(page_picture(asset.file, asset.page)), formats=FORMATS)
    return Image.open(io.BytesIO(asset.data) if asset.data else asset.file, formats=FORMATS)
