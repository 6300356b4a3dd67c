"""Image files: how large they are, and as bytes that a medium can hold."""

from __future__ import annotations

import base64
import io
import warnings
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from exporter.errors import RenderError
from exporter.model.edition import Asset
from exporter.model.filenames import suffixes
from exporter.rendering.documents import page_picture
from exporter.rendering.raster import FORMATS, eight_bits, in_srgb, orientation, turned
from exporter.rendering.svg import safe_svg, svg_size

# A 20 KB PNG may unpack to gigabytes: more pixels than this no page can show.
MOST_PIXELS = 60_000_000
# Pixels: where there is no memory for a drawing, resvg ends the whole process
HIGHEST_DRAWN = 20_000
SVG = "image/svg+xml"
# Pixels: twice the column of a letter
WIDEST_MAILED = 1200
# The ground of a letter
MAILED_GROUND = "#fffefb"
# EPUB 3.3 §3.2 and every mail reader; WebP and AVIF are refused by stores and by Outlook
PORTABLE = frozenset({"image/png", "image/jpeg", "image/gif"})
# What browsers show beside these (HTML names no formats; https://caniuse.com/avif); it may move
MOVING = frozenset({"image/webp", "image/avif"})
BROWSABLE = PORTABLE | MOVING
SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/avif": ".avif",
    SVG: ".svg",
}


def measured(file: Path) -> tuple[str, tuple[int, int] | None, str]:
    """An image file's media type and its size in pixels as it is seen, or what is wrong with it."""
    if file.suffix.lower() == ".svg":
        size, problem = svg_size(file)
        return SVG, size, problem
    from PIL import Image, UnidentifiedImageError

    # Pillow refuses twice as many itself, also within an icon, which it unpacks to learn its size;
    # what lies between we refuse
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    try:
        with Image.open(file, formats=FORMATS) as picture:
            width, height = picture.size
            media_type = Image.MIME.get(picture.format or "", "")
            if orientation(picture) > 4:
                width, height = height, width
    except Image.DecompressionBombError:
        return "", None, f"has more than {2 * MOST_PIXELS:,} pixels, too many to show"
    except UnidentifiedImageError:
        return "", None, "is no image that can be read"
    except (OSError, ValueError, SyntaxError, OverflowError) as error:
        return "", None, f"can't be read as an image ({error})"
    if width * height > MOST_PIXELS:
        return "", None, f"has {width} × {height} pixels, too many to show"
    return media_type, (width, height), ""


def moves(data: bytes) -> bool:
    """Whether an image has several pictures, of which all but a browser show the first."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            several = bool(getattr(picture, "is_animated", False))
            return several and Image.MIME.get(picture.format or "") in MOVING
    except (OSError, ValueError, SyntaxError):
        return False


def unchanged(asset: Asset) -> bytes:
    """The file of an asset as it is. Raises RenderError where it can't be read any more."""
    if asset.data:
        return asset.data
    try:
        return Path(asset.file).read_bytes()
    except OSError as error:
        raise RenderError(f"{asset.path} can't be read: {error.strerror or error}") from error


def harmless(asset: Asset) -> bytes:
    """The file of an asset as it may lie beside a page: of a drawing, a copy that runs nothing.

    Raises RenderError where it can't be read any more.
    """
    data = unchanged(asset)
    if ".svg" not in suffixes(asset.path):
        return data
    try:
        return safe_svg(data)
    except (ValueError, SyntaxError) as error:
        raise RenderError(f"{asset.path} can't be read: {error}") from error


@lru_cache(maxsize=16)
def portable(asset: Asset) -> tuple[bytes, str]:
    """The image as PNG, JPEG, GIF or a harmless SVG, and its media type.

    Raises RenderError where the file can't be read any more.
    """
    return _fit_for(asset, PORTABLE)


class Picture(NamedTuple):
    """The bytes of an image and what they are."""

    data: bytes
    media_type: str

    @property
    def suffix(self) -> str:
        return SUFFIXES[self.media_type]


@lru_cache(maxsize=16)
def browsable(asset: Asset) -> Picture:
    """The image as it is where browsers show it, else as PNG; an SVG without what is active in it.

    Raises RenderError where the file can't be read any more.
    """
    return Picture(*_fit_for(asset, BROWSABLE))


def _fit_for(asset: Asset, kinds: frozenset[str]) -> tuple[bytes, str]:
    try:
        if asset.page:
            return page_picture(asset.file, asset.page), "image/png"
        data = unchanged(asset)
        if asset.media_type == SVG:
            return safe_svg(data), SVG
        if asset.media_type in kinds:
            return data, asset.media_type
        return _as_png(data), "image/png"
    except (OSError, ValueError, SyntaxError) as error:
        raise RenderError(f"{asset.path} can't be read: {error}") from error


def _as_png(data: bytes) -> bytes:
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
        converted = in_srgb(turned(eight_bits(picture), orientation(picture)))
        stream = io.BytesIO()
        converted.save(stream, "PNG", optimize=True, exif=b"")
    return stream.getvalue()


@lru_cache(maxsize=16)
def mailable(asset: Asset) -> tuple[bytes, str]:
    """The image as every mail program shows it: PNG, JPEG or GIF, at most WIDEST_MAILED wide, and
    opaque: dark mode would show black lines on black.

    Raises RenderError where the file can't be read any more.
    """
    data, media_type = portable(asset)
    if media_type == SVG:
        width = min(max(asset.width, 1) * 2, WIDEST_MAILED) if asset.width else WIDEST_MAILED
        return as_png(data.decode(), width, MAILED_GROUND), "image/png"
    return _mailed(data, media_type), media_type


@lru_cache(maxsize=16)
def playable(asset: Asset) -> tuple[bytes, str]:
    """The same with the sign of a film on it, which says that it plays."""
    data, media_type = mailable(asset)
    return (_with_sign(data), "image/jpeg") if media_type != "image/gif" else (data, media_type)


def _mailed(data: bytes, media_type: str) -> bytes:
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
        clear = picture.has_transparency_data
        if media_type == "image/gif" or (picture.width <= WIDEST_MAILED and not clear):
            return data
        made = ImageOps.exif_transpose(picture)
        if made.width > WIDEST_MAILED:
            height = max(1, round(made.height * WIDEST_MAILED / made.width))
            made = made.resize((WIDEST_MAILED, height), Image.Resampling.LANCZOS)
        if clear:
            ground = Image.new("RGBA", made.size, MAILED_GROUND)
            made = Image.alpha_composite(ground, made.convert("RGBA")).convert("RGB")
        stream = io.BytesIO()
        if media_type == "image/jpeg":
            made.save(stream, "JPEG", quality=85, optimize=True)
        else:
            made.save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _with_sign(data: bytes) -> bytes:
    """A white triangle in a dark disc, in the middle: drawn large and made small, to be smooth."""
    from PIL import Image, ImageDraw

    with Image.open(io.BytesIO(data)) as picture:
        made = picture.convert("RGB")
    side = max(8, min(made.size) // 4)
    large = side * 4
    sign = Image.new("L", (large, large))
    ImageDraw.Draw(sign).ellipse((0, 0, large - 1, large - 1), fill=190)
    arrow = Image.new("L", (large, large))
    tip, back, half = large * 0.72, large * 0.38, large * 0.2
    ImageDraw.Draw(arrow).polygon(
        [(back, large / 2 - half), (back, large / 2 + half), (tip, large / 2)], fill=255
    )
    place = ((made.width - side) // 2, (made.height - side) // 2)
    for mask, colour in ((sign, "#121110"), (arrow, "#ffffff")):
        made.paste(colour, (*place, place[0] + side, place[1] + side), mask.resize((side, side)))
    stream = io.BytesIO()
    made.save(stream, "JPEG", quality=85, optimize=True)
    return stream.getvalue()


def as_png(svg: str, width: int, ground: str | None = None, fonts: tuple[str, ...] = ()) -> bytes:
    """A drawing as a picture that many pixels wide, or less where it would be HIGHEST_DRAWN, on a
    CSS colour or else on nothing. `fonts` are files to use beside those of the system.

    Raises RenderError where it can't be drawn.
    """
    import resvg_py

    try:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg,
                width=width,
                height=HIGHEST_DRAWN,
                background=ground,
                font_files=list(fonts),
            )
        )
    except (ValueError, RuntimeError, OSError) as error:
        raise RenderError(f"a drawing can't be made a picture: {error}") from error


def data_uri(asset: Asset) -> str:
    """The image as a `data:` address (RFC 2397), for a page that holds all it shows."""
    data, media_type = browsable(asset)
    return f"data:{media_type};base64,{base64.b64encode(data).decode('ascii')}"
