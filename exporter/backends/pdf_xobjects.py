"""A picture of pixels as an image of a PDF (ISO 32000-1 §8.9.5).

JPEG stays JPEG, byte by byte where nothing is to be done to it. All else is kept without loss, but
for photographs that come as PNG or WebP.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import Any

import pydyf

from exporter.rendering.bare_images import bare_jpeg
from exporter.rendering.raster import (
    has_other_colours,
    in_srgb,
    is_photograph,
    orientation,
    shrunk,
    turned,
)

QUALITY = 90
PARTS = {"1": 1, "L": 1, "P": 1, "RGB": 3, "CMYK": 4}
SPACES = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}


def xobject(picture: Any, size: tuple[int, int], inks: bool, lossy: bool) -> pydyf.Stream:
    """The opened picture with that many pixels, upright, in sRGB; one in printing inks as it is
    where they are kept. A photograph that is no JPEG becomes one if it may be `lossy`.

    Raises OSError, ValueError or SyntaxError where it can't be read.
    """
    is_jpeg = picture.format in ("JPEG", "MPO")
    adobe = "adobe" in picture.info
    lies = orientation(picture)
    kept = picture.size == (size[::-1] if lies > 4 else size)
    mode = picture.mode
    foreign = (mode == "CMYK" and not inks) or (mode != "CMYK" and has_other_colours(picture))
    bare = bare_jpeg(_file(picture)) if is_jpeg and kept and lies == 1 and not foreign else b""
    if bare:
        return _jpeg(bare, size, mode, adobe)
    shown = turned(shrunk(picture, size[::-1] if lies > 4 else size), lies)
    if is_jpeg and mode == "CMYK" and not adobe:
        shown = shown.point(lambda value: 255 - value)  # Pillow takes all for Adobe's
    if shown.mode not in ("1", "P", "CMYK") or foreign:
        shown = in_srgb(shown)
    if is_jpeg or shown.mode == "CMYK":
        return _jpeg(_as_jpeg(shown), size, shown.mode, True)
    made = _flate(shown)
    length = len(made.stream[0])
    if lossy and shown.mode in ("RGB", "RGBA") and is_photograph(length, size):
        photograph = _jpeg(_as_jpeg(shown.convert("RGB")), size, "RGB", True)
        if "SMask" in made.extra:
            photograph.extra["SMask"] = made.extra["SMask"]
        return photograph
    return made


def blank() -> pydyf.Stream:
    """A white pixel, for a picture that can't be read after all."""
    from PIL import Image

    return _flate(Image.new("L", (1, 1), 255))


def _file(picture: Any) -> bytes:
    picture.fp.seek(0)
    data: bytes = picture.fp.read()
    return data


def _as_jpeg(picture: Any) -> bytes:
    stream = io.BytesIO()
    picture.info.clear()
    picture.save(stream, "JPEG", quality=QUALITY, subsampling="4:4:4")
    return stream.getvalue()


def _jpeg(data: bytes, size: tuple[int, int], mode: str, adobe: bool) -> pydyf.Stream:
    extra = _image(size, mode) | {"Filter": "/DCTDecode"}
    if mode == "CMYK" and adobe:
        # Adobe's programs write how much ink is missing
        extra["Decode"] = pydyf.Array((1, 0) * 4)
    return pydyf.Stream([data], extra)


def _flate(picture: Any) -> pydyf.Stream:
    """The pixels without loss, the alpha channel as a mask (§11.6.5.3)."""
    alpha = None
    if "transparency" in picture.info or picture.mode in ("LA", "RGBA"):
        alpha = picture.convert("RGBA").getchannel("A")
        picture = (
            picture.convert(picture.mode.removesuffix("A")) if picture.mode != "P" else picture
        )
    made = _pixels(picture)
    if alpha is not None and alpha.getextrema() != (255, 255):
        made.extra["SMask"] = _pixels(alpha)
    return made


def _pixels(picture: Any) -> pydyf.Stream:
    stream = io.BytesIO()
    picture.info.clear()
    picture.save(stream, "PNG")
    chunks = list(_chunks(stream.getvalue()))
    bits = chunks[0][1][8]
    extra = _image(picture.size, picture.mode)
    extra["BitsPerComponent"] = bits
    if picture.mode == "P":
        palette = dict(chunks)[b"PLTE"]
        last = len(palette) // 3 - 1
        extra["ColorSpace"] = pydyf.Array(["/Indexed", "/DeviceRGB", last, f"<{palette.hex()}>"])
    extra["Filter"] = "/FlateDecode"
    extra["DecodeParms"] = pydyf.Dictionary(
        {
            "Predictor": 15,
            "Columns": picture.width,
            "Colors": PARTS[picture.mode],
            "BitsPerComponent": bits,
        }
    )
    return pydyf.Stream([b"".join(data for name, data in chunks if name == b"IDAT")], extra)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 8
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        yield png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        place += length + 12


def _image(size: tuple[int, int], mode: str) -> pydyf.Dictionary:
    return pydyf.Dictionary(
        {
            "Type": "/XObject",
            "Subtype": "/Image",
            "Width": size[0],
            "Height": size[1],
            "ColorSpace": SPACES[PARTS[mode]],
            "BitsPerComponent": 8,
        }
    )
