"""Pictures of a site: in several widths, never wider than they are."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from lxml import html
from PIL import Image

from exporter.model.edition import Asset
from exporter.rendering.images import measured
from exporter.rendering.responsive import narrower
from tests.vaults import Project


def photograph(file: Path, size: tuple[int, int], **how: object) -> Asset:
    picture = Image.effect_noise(size, 60).convert("RGB")
    picture.save(file, **how)
    media_type, pixels, _ = measured(file)
    assert pixels
    return Asset(file.name, str(file), media_type, *pixels)


def sizes(made: tuple[tuple[int, bytes], ...]) -> list[tuple[int, int]]:
    return [Image.open(io.BytesIO(data)).size for _, data in made]


def test_a_picture_is_there_in_the_widths_below_its_own(tmp_path: Path) -> None:
    asset = photograph(tmp_path / "a.jpg", (1000, 500))
    made = narrower(asset, (480, 960, 1600))
    assert sizes(made) == [(480, 240), (960, 480)]
    assert [len(data) for _, data in made] == sorted(len(data) for _, data in made)


def test_a_picture_that_lies_on_its_side_stands_up(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    asset = photograph(tmp_path / "a.jpg", (600, 400), exif=exif)
    assert (asset.width, asset.height) == (400, 600)
    assert sizes(narrower(asset, (200,))) == [(200, 300)]


def test_what_would_have_more_bytes_is_not_made(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    Image.new("1", (900, 900)).save(file)
    file.write_bytes(file.read_bytes())
    made = narrower(Asset("a.png", str(file), "image/png", 900, 900), (800,))
    assert all(len(data) < file.stat().st_size for _, data in made)


def test_what_moves_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.gif"
    first, *others = [Image.effect_noise((600, 600), n) for n in (10, 90)]
    first.save(file, save_all=True, append_images=others)
    assert narrower(Asset("a.gif", str(file), "image/gif", 600, 600), (300,)) == ()


@pytest.fixture
def notes(project: Project) -> Project:
    photograph(project.root / "a.jpg", (700, 350), quality=95)
    project.write("n.md", "![one](a.jpg)\n\n![two|200](a.jpg)\n\n![[b.jpg|200]]\n")
    photograph(project.root / "b.jpg", (700, 350), quality=95)
    return project


def test_a_page_offers_the_widths_that_there_are(notes: Project) -> None:
    notes.build(formats=("site",))
    site = notes.out / "site"
    first, *_, last = html.fromstring((site / "n/index.html").read_text()).xpath("//article//img")
    (small, narrow), (own, wide) = (each.split() for each in first.get("srcset").split(", "))
    assert (narrow, wide) == ("480w", "700w")
    assert own == first.get("src")
    assert Image.open(site / "n" / small).size == (480, 240)
    assert (first.get("width"), first.get("height")) == ("700", "350")
    assert (first.get("loading"), last.get("loading")) == (None, "lazy")
    assert last.get("sizes") == "200px"


def test_widths_can_be_done_without(notes: Project) -> None:
    notes.write("exporter.toml", "[site]\nimage_widths = []\n")
    notes.build(formats=("site",))
    assert "srcset" not in (notes.out / "site/n/index.html").read_text()
    assert not list((notes.out / "site/assets").glob("*.webp"))
