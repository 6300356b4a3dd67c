"""Pictures in a PDF: colours as they are seen, pixels, and what is kept of their files."""

from __future__ import annotations

import logging
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
import pytest
from PIL import Image as Picture

from exporter.backends import pdf
from exporter.diagnostics import Report, Reports
from exporter.model import nodes as n
from exporter.model.edition import Asset, Edition, Typesetting
from exporter.rendering.images import measured
from exporter.rendering.raster import ORIENTATION
from exporter.rendering.templates import Theme, load_theme
from tests import editions
from tests.colour_profiles import wide_profile

ROOT = Path(__file__).parent
# Top left, top right, bottom left, bottom right
COLOURS = ((200, 40, 40), (40, 180, 60), (40, 60, 200), (230, 200, 30))
# What each orientation has to be undone from (EXIF 2.32 §4.6.5)
LYING = (
    None,
    Picture.Transpose.FLIP_LEFT_RIGHT,
    Picture.Transpose.ROTATE_180,
    Picture.Transpose.FLIP_TOP_BOTTOM,
    Picture.Transpose.TRANSPOSE,
    Picture.Transpose.ROTATE_90,
    Picture.Transpose.TRANSVERSE,
    Picture.Transpose.ROTATE_270,
)


@pytest.fixture(scope="module")
def theme() -> Theme:
    return load_theme("default", ROOT)


def quarters(width: int = 320, height: int = 240) -> Picture.Image:
    """A picture of four colours, one in each corner."""
    picture = Picture.new("RGB", (width, height))
    for place, colour in enumerate(COLOURS):
        corner = (place % 2 * width // 2, place // 2 * height // 2)
        picture.paste(colour, (*corner, corner[0] + width // 2, corner[1] + height // 2))
    return picture


def noise(width: int, height: int) -> Picture.Image:
    return Picture.merge("RGB", [Picture.effect_noise((width, height), 90) for _ in range(3)])


def saved(folder: Path, name: str, picture: Picture.Image, **options: Any) -> Asset:
    (folder / name).parent.mkdir(exist_ok=True)
    picture.save(folder / name, **options)
    media_type, pixels, problem = measured(folder / name)
    assert not problem
    assert pixels
    return Asset(name, str(folder / name), media_type, *pixels)


def edition(asset: Asset, *, times: int = 1, width: str = "", **typesetting: Any) -> Edition:
    image = n.Image((n.Text("A dot"),), asset.path, width=width)
    return editions.note(
        *[editions.paragraph(image)] * times,
        assets={asset.path: asset},
        typesetting=Typesetting(**typesetting),
    )


def made(edition: Edition, theme: Theme) -> bytes:
    report = Report("note.md")
    artifact = pdf.render(edition, theme, Reports(report))
    assert report.diagnostics == []
    return artifact.files[0].data


class Shown(NamedTuple):
    """A picture in a PDF."""

    size: tuple[int, int]
    filters: list[str]
    space: str
    bits: int
    data: bytes


def images(data: bytes) -> list[Shown]:
    """The pictures of a PDF, without those that are masks."""
    with pikepdf.open(BytesIO(data)) as document:
        found = [o for o in document.objects if isinstance(o, pikepdf.Stream)]
        found = [each for each in found if each.get("/Subtype") == "/Image"]
        masks = {each.SMask.objgen for each in found if "/SMask" in each}
        return [
            Shown(
                (int(each.Width), int(each.Height)),
                pikepdf.PdfImage(each).filters,
                str(pikepdf.PdfImage(each).colorspace),
                int(each.BitsPerComponent),
                each.read_raw_bytes(),
            )
            for each in found
            if each.objgen not in masks
        ]


def seen(data: bytes, folder: Path) -> list[tuple[int, int, int]]:
    """The colours in the corners of the picture on the first page, as poppler shows it."""
    (folder / "made.pdf").write_bytes(data)
    subprocess.run(
        ["pdftoppm", "-r", "72", "-singlefile", "made.pdf", "made"], cwd=folder, check=True
    )
    page = Picture.open(folder / "made.ppm")
    # below the title there is nothing on the page but the picture, and a number in grey
    below = page.crop((0, 130, page.width, page.height - 120))
    box = below.point(lambda value: 255 * (value < 250)).convert("L").getbbox()
    assert box
    left, top, right, bottom = box
    across, down = (right - left) // 4, (bottom - top) // 4
    places = [(x, y) for y in (top + down, bottom - down) for x in (left + across, right - across)]
    return [below.getpixel(place) for place in places]  # type: ignore[misc]


def near(one: list[tuple[int, int, int]], other: Any, most: int = 6) -> bool:
    return all(
        abs(a - b) <= most
        for pair in zip(one, other, strict=True)
        for a, b in zip(*pair, strict=True)
    )


@pytest.mark.parametrize("resolution", [0, 40])
@pytest.mark.parametrize("way", range(1, 9))
@pytest.mark.parametrize("suffix", [".jpg", ".png"])
def test_a_picture_stands_upright(
    tmp_path: Path, theme: Theme, way: int, suffix: str, resolution: int
) -> None:
    exif = Picture.Exif()
    exif[ORIENTATION] = way
    lying = LYING[way - 1]
    picture = quarters() if lying is None else quarters().transpose(lying)
    asset = saved(tmp_path, f"a{suffix}", picture, exif=exif)
    assert (asset.width, asset.height) == (320, 240)
    assert near(seen(made(edition(asset, resolution=resolution), theme), tmp_path), COLOURS)


@pytest.mark.parametrize("resolution", [0, 40])
@pytest.mark.parametrize("name", ["a.webp", "a.avif", "a.gif", "a.tif", "a.bmp", "a.png", "a.jpg"])
def test_every_kind_of_file_has_its_colours(
    tmp_path: Path, theme: Theme, name: str, resolution: int
) -> None:
    options: dict[str, Any] = {"quality": 95} if name in ("a.webp", "a.avif", "a.jpg") else {}
    asset = saved(tmp_path, name, quarters(), **options)
    assert near(seen(made(edition(asset, resolution=resolution), theme), tmp_path), COLOURS)


@pytest.mark.parametrize("resolution", [0, 40])
def test_an_animation_stands_still_at_its_first_picture(
    tmp_path: Path, theme: Theme, resolution: int
) -> None:
    after = Picture.new("RGB", (320, 240), "black")
    asset = saved(tmp_path, "a.gif", quarters(), save_all=True, append_images=[after])
    assert near(seen(made(edition(asset, resolution=resolution), theme), tmp_path), COLOURS)


@pytest.mark.parametrize("resolution", [0, 40])
def test_greys_of_sixteen_bits_are_not_cut_off(
    tmp_path: Path, theme: Theme, resolution: int
) -> None:
    fine = Picture.new("I;16", (320, 240), 257 * 60)
    asset = saved(tmp_path, "a.png", fine)
    shown = made(edition(asset, resolution=resolution), theme)
    assert near(seen(shown, tmp_path), [(60, 60, 60)] * 4, 1)
    assert images(shown)[0].space == "/DeviceGray"


def test_a_colour_that_is_transparent_lets_the_paper_through(tmp_path: Path, theme: Theme) -> None:
    indexed = quarters().convert("P", palette=Picture.Palette.ADAPTIVE, colors=4)
    shown = made(
        edition(saved(tmp_path, "a.png", indexed, transparency=indexed.getpixel((319, 1)))), theme
    )
    assert near(seen(shown, tmp_path), [COLOURS[0], (255, 255, 255), *COLOURS[2:]])
    # the palette is kept: two bits a pixel
    assert images(shown)[0].bits == 2


def test_what_shines_through_does_so(tmp_path: Path, theme: Theme) -> None:
    half = quarters()
    half.putalpha(128)
    faded = [tuple((part + 255) // 2 for part in colour) for colour in COLOURS]
    assert near(seen(made(edition(saved(tmp_path, "a.png", half)), theme), tmp_path), faded)


@pytest.mark.parametrize("resolution", [0, 40])
@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp"])
def test_colours_of_a_wider_space_are_seen_as_they_were_meant(
    tmp_path: Path, theme: Theme, name: str, resolution: int
) -> None:
    # a green of Adobe RGB that sRGB has, too: by the matrices of both spaces
    meant, written = (100, 170, 110), (124, 169, 113)
    picture = Picture.new("RGB", (320, 240), written)
    asset = saved(tmp_path, name, picture, icc_profile=wide_profile(), quality=95)
    shown = seen(made(edition(asset, resolution=resolution), theme), tmp_path)
    assert near(shown, [meant] * 4, 4)


@pytest.mark.parametrize("adobe", [True, False])
@pytest.mark.parametrize("black", [True, False])
@pytest.mark.parametrize("resolution", [0, 40])
def test_printing_inks_are_not_turned_into_their_negative(
    tmp_path: Path, theme: Theme, black: bool, resolution: int, adobe: bool
) -> None:
    asset = saved(tmp_path, "a.jpg", Picture.new("CMYK", (320, 240), (0, 0, 0, 51)))
    file = Path(asset.file)
    if not adobe:  # the same file says how much ink there is
        Picture.new("CMYK", (320, 240), (255, 255, 255, 204)).save(file)
        whole = file.read_bytes()
        place = whole.index(b"\xff\xee")
        file.write_bytes(whole[:place] + whole[place + 16 :])
    data = made(edition(asset, resolution=resolution, black=black), theme)
    assert near(seen(data, tmp_path), [(204, 204, 204)] * 4, 14)
    assert images(data)[0].space == ("/DeviceCMYK" if black else "/DeviceRGB")


def test_a_picture_is_brought_down_to_the_resolution_at_the_size_that_it_has(
    tmp_path: Path, theme: Theme
) -> None:
    asset = saved(tmp_path, "a.jpg", noise(1200, 900), quality=95)
    # two inches wide
    (image,) = images(made(edition(asset, width="192", resolution=150), theme))
    assert image.size == (300, 225)
    assert image.filters == ["/DCTDecode"]


@pytest.mark.parametrize("resolution", [0, 300])
def test_a_picture_is_never_enlarged(tmp_path: Path, theme: Theme, resolution: int) -> None:
    asset = saved(tmp_path, "a.png", quarters(40, 30))
    (image,) = images(made(edition(asset, width="400", resolution=resolution), theme))
    assert image.size == (40, 30)


def test_a_picture_that_is_shown_twenty_times_is_there_once(tmp_path: Path, theme: Theme) -> None:
    asset = saved(tmp_path, "a.png", quarters())
    assert len(images(made(edition(asset, times=20), theme))) == 1


def test_a_file_may_have_any_name(tmp_path: Path, theme: Theme) -> None:
    asset = saved(tmp_path, "a (1)/[é] #.png", quarters())
    assert near(seen(made(edition(asset), theme), tmp_path), COLOURS)


def test_a_jpeg_that_is_small_enough_keeps_its_bytes_but_not_where_it_was_taken(
    tmp_path: Path, theme: Theme
) -> None:
    exif = Picture.Exif()
    exif[0x010F] = "Camera of Jane Doe"
    asset = saved(tmp_path, "a.jpg", noise(200, 150), exif=exif, comment=b"at home", quality=95)
    (image,) = images(made(edition(asset), theme))
    kept = image.data
    assert b"Camera" not in kept
    assert b"at home" not in kept
    assert Picture.open(BytesIO(kept)).tobytes() == Picture.open(asset.file).tobytes()


def test_flat_colours_stay_without_loss(tmp_path: Path, theme: Theme) -> None:
    asset = saved(tmp_path, "a.png", quarters(2000, 1500))
    (image,) = images(made(edition(asset, width="192"), theme))
    assert image.filters == ["/FlateDecode"]


@pytest.mark.parametrize(("resolution", "filters"), [(300, "/DCTDecode"), (0, "/FlateDecode")])
def test_a_photograph_without_loss_is_packed_unless_pictures_stay_as_they_are(
    tmp_path: Path, theme: Theme, resolution: int, filters: str
) -> None:
    asset = saved(tmp_path, "a.png", noise(800, 600))
    (image,) = images(made(edition(asset, resolution=resolution), theme))
    assert image.filters == [filters]


def test_a_file_that_breaks_off_within_its_pixels_costs_itself_alone(
    tmp_path: Path, theme: Theme
) -> None:
    asset = saved(tmp_path, "a.png", noise(100, 100))
    data = Path(asset.file).read_bytes()
    Path(asset.file).write_bytes(data[: len(data) // 2])
    report = Report("note.md")
    artifact = pdf.render(edition(asset), theme, Reports(report))
    assert artifact.pages == 1
    assert [finding.code for finding in report.diagnostics] == ["pdf/layout"]


def test_a_finding_is_told_where_a_program_has_switched_off_loggers(
    tmp_path: Path, theme: Theme
) -> None:
    asset = saved(tmp_path, "a.png", noise(100, 100))
    Path(asset.file).write_bytes(Path(asset.file).read_bytes()[:10_000])
    report = Report("note.md")
    logger = logging.getLogger("weasyprint")
    logger.disabled = True
    try:
        pdf.render(edition(asset), theme, Reports(report))
        assert [finding.code for finding in report.diagnostics] == ["pdf/layout"]
        assert logger.disabled
    finally:
        logger.disabled = False
