"""Pictures in several widths, so that a phone need not load what only a wide screen shows."""

from __future__ import annotations

import io
from functools import lru_cache

from exporter.errors import RenderError
from exporter.model.edition import Asset
from exporter.rendering.images import SVG, unchanged
from exporter.rendering.raster import FORMATS, in_srgb, orientation, shrunk, turned

WEBP = ".webp"
# Of 100, in libwebp's words; what photographs bear at the size of a page
QUALITY = 80


@lru_cache(maxsize=16)
def narrower(asset: Asset, widths: tuple[int, ...]) -> tuple[tuple[int, bytes], ...]:
    """The picture as WebP in those of the widths (pixels) that are below its own, narrow ones
    first; without any that has not fewer bytes than a wider one, the file among these.

    None of a drawing, a page of a document, or what moves. Raises RenderError where the file can't
    be read any more.
    """
    fitting = sorted(width for width in set(widths) if width < asset.width)
    if not fitting or asset.page or asset.media_type == SVG:
        return ()
    data = unchanged(asset)
    made: list[tuple[int, bytes]] = []
    bound = len(data)
    for width in reversed(fitting):
        small = _at_width(asset, data, width)
        if small and len(small) < bound:
            bound = len(small)
            made.append((width, small))
    return tuple(reversed(made))


def _at_width(asset: Asset, data: bytes, width: int) -> bytes:
    """Nothing for what moves."""
    from PIL import Image

    height = max(1, round(asset.height * width / asset.width))
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            if getattr(picture, "is_animated", False):
                return b""
            lies = orientation(picture)
            size = (width, height) if lies < 5 else (height, width)
            drawn = picture.format == "GIF" or picture.mode == "P"
            upright = in_srgb(turned(shrunk(picture, size), lies))
            stream = io.BytesIO()
            upright.save(stream, "WEBP", quality=QUALITY, lossless=drawn, exif=b"")
            return stream.getvalue()
    except (OSError, ValueError, SyntaxError) as error:
        raise RenderError(f"{asset.path} can't be read: {error}") from error
