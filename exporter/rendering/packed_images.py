"""Pictures as an e-book holds them: upright, in sRGB, no larger than asked for, and telling nothing
of camera, place and author."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

from exporter.errors import RenderError
from exporter.model.edition import Asset, Ebook
from exporter.rendering.bare_images import bare_jpeg, bare_png
from exporter.rendering.documents import page_picture
from exporter.rendering.images import SVG, portable, unchanged
from exporter.rendering.raster import (
    FORMATS,
    has_other_colours,
    in_srgb,
    is_photograph,
    orientation,
    shrunk,
    turned,
)

JPEG, PNG, GIF = "image/jpeg", "image/png", "image/gif"


@lru_cache(maxsize=64)
def packed(asset: Asset, wishes: Ebook) -> tuple[bytes, str]:
    """The image as JPEG, PNG, GIF or a harmless SVG, and its media type.

    A file that is as it should be keeps its pixels bit by bit, an animated one all of itself. What
    else is too large, lies on its side or has colours of another kind is packed anew: photographs
    as JPEG, drawings without loss. Raises RenderError where it can't be read any more.
    """
    if asset.media_type == SVG and not asset.page:
        return portable(asset)
    from PIL import Image

    try:
        data = page_picture(asset.file, asset.page) if asset.page else unchanged(asset)
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            return _kept(picture, data, wishes) or _anew(picture, wishes)
    except (OSError, ValueError, SyntaxError) as error:
        raise RenderError(f"{asset.path} can't be read: {error}") from error


def _kept(picture: Any, data: bytes, wishes: Ebook) -> tuple[bytes, str] | None:
    """The file itself, where nothing is to be done to its pixels."""
    if picture.format == "GIF" and picture.is_animated:
        return data, GIF
    if picture.format == "PNG" and picture.is_animated and (kept := bare_png(data)):
        return kept, PNG
    if _size(picture, wishes) != picture.size or orientation(picture) != 1 or _foreign(picture):
        return None
    match picture.format:
        case "JPEG" | "MPO":
            kept, media_type = bare_jpeg(data), JPEG
        case "PNG" if not picture.mode.startswith("I"):
            kept, media_type = bare_png(data), PNG
        case "GIF":
            kept, media_type = data, GIF
        case _:
            return None
    return (kept, media_type) if kept else None


def _anew(picture: Any, wishes: Ebook) -> tuple[bytes, str]:
    was_jpeg = picture.format in ("JPEG", "MPO")
    if was_jpeg and picture.mode == "CMYK" and "adobe" not in picture.info:
        # Pillow takes all for Adobe's, which writes how much ink is missing
        picture = picture.point(lambda value: 255 - value)
    lies = orientation(picture)
    shown = in_srgb(turned(shrunk(picture, _size(picture, wishes)), lies))
    stream = io.BytesIO()
    shown.info.clear()
    if not was_jpeg:
        shown.save(stream, "PNG", optimize=True)
        if shown.mode != "RGB" or not is_photograph(stream.tell(), shown.size):
            return stream.getvalue(), PNG
        stream = io.BytesIO()
    # not progressive: old Kobo and Adobe readers leave those blank
    shown.save(stream, "JPEG", quality=wishes.image_quality, optimize=True)
    return stream.getvalue(), JPEG


def _size(picture: Any, wishes: Ebook) -> tuple[int, int]:
    longer = max(picture.size)
    if not wishes.max_image or longer <= wishes.max_image:
        width, height = picture.size
    else:
        width, height = (max(round(side * wishes.max_image / longer), 1) for side in picture.size)
    return width, height


def _foreign(picture: Any) -> bool:
    return picture.mode == "CMYK" or has_other_colours(picture)
