"""Pictures in an EPUB: how large, how packed, and what they no longer tell."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from exporter.model.edition import Asset, Ebook
from exporter.rendering.packed_images import packed
from tests.colour_profiles import wide_profile

AS_THEY_ARE = Ebook(max_image=0)


def stored(folder: Path, picture: Image.Image, name: str, **saved: object) -> Asset:
    file = folder / name
    picture.save(file, **saved)  # type: ignore[arg-type]
    media_type = Image.MIME[{"jpg": "JPEG"}.get(file.suffix[1:], file.suffix[1:].upper())]
    return Asset(name, str(file), media_type, *picture.size)


def photograph(width: int = 600, height: int = 400) -> Image.Image:
    return Image.effect_noise((width, height), 90).convert("RGB")


def shown(asset: Asset, wishes: Ebook = Ebook()) -> Image.Image:  # noqa: B008 - frozen
    return Image.open(io.BytesIO(packed(asset, wishes)[0]))


def test_a_large_picture_is_brought_down_to_its_longer_side(tmp_path: Path) -> None:
    asset = stored(tmp_path, photograph(400, 1000), "tall.jpg")
    assert shown(asset, Ebook(max_image=500)).size == (200, 500)
    assert shown(asset, AS_THEY_ARE).size == (400, 1000)


def test_a_picture_that_is_as_it_should_be_keeps_its_pixels(tmp_path: Path) -> None:
    asset = stored(tmp_path, photograph(), "small.jpg", quality=60)
    before, after = Image.open(asset.file), shown(asset)
    assert before.tobytes() == after.tobytes()
    assert after.format == "JPEG"


@pytest.mark.parametrize("name", ["told.jpg", "told.png"])
def test_nothing_is_told_of_camera_and_place(tmp_path: Path, name: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "The maker of the camera"
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "Somebody")
    asset = stored(tmp_path, photograph(), name, exif=exif, pnginfo=text, comment="Somebody")
    data = packed(asset, Ebook())[0]
    assert b"camera" in Path(asset.file).read_bytes()
    assert b"camera" not in data
    assert b"Somebody" not in data


def test_a_picture_stands_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    asset = stored(tmp_path, photograph(600, 400), "turned.jpg", exif=exif)
    assert shown(asset).size == (400, 600)


@pytest.mark.parametrize("name", ["wide.png", "wide.jpg"])
def test_a_profile_of_another_kind_becomes_srgb(tmp_path: Path, name: str) -> None:
    # a green of Adobe RGB that sRGB has, too
    picture = Image.new("RGB", (32, 24), (124, 169, 113))
    asset = stored(tmp_path, picture, name, icc_profile=wide_profile(), quality=95)
    made = shown(asset)
    seen = made.convert("RGB").getpixel((5, 5))
    assert isinstance(seen, tuple)
    assert all(abs(a - b) <= 4 for a, b in zip(seen, (100, 170, 110), strict=True))
    assert "icc_profile" not in made.info


@pytest.mark.parametrize(
    ("picture", "name", "wanted"),
    [
        (photograph(), "photo.webp", "JPEG"),
        (Image.new("RGB", (600, 400), "teal"), "drawing.webp", "PNG"),
        (Image.new("RGBA", (600, 400), (0, 0, 0, 0)), "clear.webp", "PNG"),
        (photograph().convert("CMYK"), "inks.jpg", "JPEG"),
    ],
    ids=["photograph", "drawing", "transparent", "printing inks"],
)
def test_every_reader_knows_the_format(
    tmp_path: Path, picture: Image.Image, name: str, wanted: str
) -> None:
    made = shown(stored(tmp_path, picture, name, lossless=True))
    assert made.format == wanted
    assert made.mode in ("RGB", "RGBA")


@pytest.mark.parametrize("name", ["moves.gif", "moves.png"])
def test_what_moves_stays_what_it_is(tmp_path: Path, name: str) -> None:
    frames = [Image.new("RGB", (900, 20), colour) for colour in ("red", "blue")]
    asset = stored(tmp_path, frames[0], name, save_all=True, append_images=frames[1:])
    assert packed(asset, Ebook(max_image=100)) == (Path(asset.file).read_bytes(), asset.media_type)


def test_the_same_picture_gives_the_same_bytes(tmp_path: Path) -> None:
    asset = stored(tmp_path, photograph(), "photo.png")
    first = packed(asset, Ebook(max_image=200))
    packed.cache_clear()
    assert packed(asset, Ebook(max_image=200)) == first


def test_a_drawing_of_a_size_alone_can_be_shown_smaller(tmp_path: Path) -> None:
    file = tmp_path / "plan.svg"
    file.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="80mm" height="40mm"/>')
    data, media_type = packed(Asset("plan.svg", str(file), "image/svg+xml"), Ebook())
    assert media_type == "image/svg+xml"
    assert b'viewBox="0 0 302.362 151.181"' in data
