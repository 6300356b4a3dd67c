"""Pixels as everything shows them: upright, eight bits a part, in sRGB."""

from __future__ import annotations

import io
from typing import Any

# What is read, in Pillow's words; it would hand PostScript to Ghostscript, which runs it
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "TIFF", "BMP", "ICO", "JPEG2000", "PPM", "TGA")
ORIENTATION = 0x0112
# Bytes without loss: what has more, and packs to no half of its pixels, is a photograph
PHOTOGRAPH = 100_000
# Where the description of a profile stands, in one or two bytes a letter
DESCRIBED = 1024


def orientation(picture: Any) -> int:
    """How EXIF says that the picture lies, from 1 for upright to 8; 5 to 8 lie on their side."""
    from PIL.Image import Image

    # not that of a PNG, which unpacks all pixels to look behind them
    value = Image.getexif(picture).get(ORIENTATION, 1)
    return value if value in range(1, 9) else 1


def turned(picture: Any, orientation: int) -> Any:
    """The picture as it is to be seen (EXIF 2.32 §4.6.5)."""
    from PIL.Image import Transpose

    ways = (
        Transpose.FLIP_LEFT_RIGHT,
        Transpose.ROTATE_180,
        Transpose.FLIP_TOP_BOTTOM,
        Transpose.TRANSPOSE,
        Transpose.ROTATE_270,
        Transpose.TRANSVERSE,
        Transpose.ROTATE_90,
    )
    return picture if orientation == 1 else picture.transpose(ways[orientation - 2])


def eight_bits(picture: Any) -> Any:
    """Greys of 16 or 32 bits brought down to 8, where Pillow would cut them off at 255."""
    if picture.mode.startswith("I"):
        wide = picture.convert("I")
        return wide.point(lambda value: value * (1 / 257) + 0.5).convert("L")
    if picture.mode == "F":
        return picture.point(lambda value: value * 255 + 0).convert("L")
    return picture


def shrunk(picture: Any, size: tuple[int, int]) -> Any:
    """The opened picture with that many pixels, of eight bits a part."""
    from PIL.Image import Resampling

    if picture.size == size:
        return eight_bits(picture)
    # JPEG can be unpacked at a half, a quarter or an eighth of its size
    picture.draft(None, size)
    source = eight_bits(picture)
    if source.mode == "1":
        source = source.convert("L")
    elif source.mode == "P" or "transparency" in source.info:
        source = source.convert("RGBA" if "transparency" in source.info else "RGB")
    small = source.resize(size, Resampling.LANCZOS, reducing_gap=3)
    small.info = dict(source.info)
    return small


def is_photograph(length: int, size: tuple[int, int]) -> bool:
    """Whether a picture in colours of so many bytes without loss, and pixels, is better a JPEG."""
    return length > max(PHOTOGRAPH, size[0] * size[1] * 1.5)


def has_other_colours(picture: Any) -> bool:
    """Whether a profile says that its numbers mean something else than in sRGB."""
    profile = picture.info.get("icc_profile") or b""
    return bool(profile) and b"sRGB" not in profile[:DESCRIBED].replace(b"\0", b"")


def in_srgb(picture: Any) -> Any:
    """The picture as RGB, RGBA, L or LA in sRGB: by its profile where it has one."""
    profile = picture.info.get("icc_profile") if has_other_colours(picture) else None
    if picture.mode == "1":
        picture = picture.convert("L")
    if "transparency" in picture.info or picture.mode in ("PA", "La", "RGBa"):
        picture = picture.convert("LA" if picture.mode in ("L", "La") else "RGBA")
    if picture.mode not in ("LA", "RGBA"):
        return _converted(picture, profile)
    alpha = picture.getchannel("A")
    opaque = _converted(picture.convert(picture.mode[:-1]), profile)
    opaque.putalpha(alpha)
    return opaque


def _converted(picture: Any, profile: bytes | None) -> Any:
    from PIL import ImageCms

    shown = "L" if picture.mode == "L" else "RGB"
    if profile:
        source = picture if picture.mode in ("L", "CMYK", "LAB") else picture.convert("RGB")
        try:
            matched: Any = ImageCms.profileToProfile(
                source,
                io.BytesIO(profile),
                ImageCms.createProfile("sRGB"),
                renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
                outputMode="RGB",
                flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
            )
            return matched.convert(shown)
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken profile, or one of another kind of picture: as without one
    return picture if picture.mode == shown else picture.convert(shown)
