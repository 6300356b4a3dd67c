"""A cover as stores and reading programs take it: an upright PNG or JPEG in sRGB, without holes."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

from exporter.errors import RenderError
from exporter.model.edition import Asset
from exporter.rendering.images import SVG, as_png, portable, unchanged
from exporter.rendering.raster import FORMATS

# Pixels: what stores ask for; more of them only make the file large
TALLEST = 2560
DRAWN_WIDTH = 1600
QUALITY = 88
# Bytes: a PNG that is larger is a photograph
LARGEST_PNG = 1_500_000


@lru_cache(maxsize=4)
def store_picture(asset: Asset) -> tuple[bytes, str]:
    """The picture of a cover, and its media type. Raises RenderError where it can't be read."""
    from PIL import Image

    if asset.page or asset.media_type == SVG:
        data = portable(asset)[0]
        drawn = as_png(data.decode(), DRAWN_WIDTH, "#ffffff") if asset.media_type == SVG else data
        return _packed(_opened(drawn), "image/png")
    data = unchanged(asset)
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            turned = picture.getexif().get(0x0112, 1) != 1
            plain = picture.mode in ("RGB", "L", "P") and "transparency" not in picture.info
            kept = asset.media_type in ("image/png", "image/jpeg")
            if kept and plain and not turned and picture.height <= TALLEST:
                return data, asset.media_type
            return _packed(_settled(picture), asset.media_type)
    except (OSError, ValueError, SyntaxError) as error:
        raise RenderError(f"{asset.path} can't be read: {error}") from error


def edge_colour(asset: Asset) -> str:
    """The colour that a picture has at its edges, for what is printed beside it, as `#rrggbb`."""
    picture = _opened(store_picture(asset)[0])
    small = picture.resize((9, 9))
    edge = [small.getpixel((x, y)) for x in range(9) for y in range(9) if {x, y} & {0, 8}]
    means = [round(sum(pixel[part] for pixel in edge) / len(edge)) for part in range(3)]
    return "#" + "".join(f"{mean:02x}" for mean in means)


def _opened(data: bytes) -> Any:
    from PIL import Image

    return Image.open(io.BytesIO(data), formats=FORMATS).convert("RGB")


def _settled(picture: Any) -> Any:
    """The picture upright, at most TALLEST high, in sRGB, on white."""
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(picture)
    if upright.mode == "CMYK":
        upright = _in_srgb(upright)
    elif upright.mode != "RGB":
        whole = upright.convert("RGBA")
        upright = Image.new("RGB", whole.size, "white")
        upright.paste(whole, mask=whole.getchannel("A"))
    if upright.height > TALLEST:
        width = max(1, round(upright.width * TALLEST / upright.height))
        upright = upright.resize((width, TALLEST), Image.Resampling.LANCZOS)
    return upright


def _in_srgb(picture: Any) -> Any:
    """A picture in four printing colours as a screen shows it, by its profile if it has one."""
    from PIL import ImageCms

    profile = picture.info.get("icc_profile")
    if profile:
        try:
            return ImageCms.profileToProfile(
                picture, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken profile: its colours are guessed, as without one
    return picture.convert("RGB")


def _packed(picture: Any, media_type: str) -> tuple[bytes, str]:
    stream = io.BytesIO()
    if media_type != "image/jpeg":
        picture.save(stream, "PNG", optimize=True)
        if stream.tell() <= LARGEST_PNG:
            return stream.getvalue(), "image/png"
        stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=QUALITY, optimize=True)
    return stream.getvalue(), "image/jpeg"
