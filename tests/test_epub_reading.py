"""Books in a reading engine: foliate-js in headless Chromium turns every page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from exporter import config
from exporter.run import build
from tests import oracles
from tests.conftest import CONTENT

BOOK, NOTE = "The Plain Page.epub", "notes/a-specimen-of-everything.epub"
SMALL = oracles.Page(320, 480, 14, "night")
LARGE = oracles.Page(1024, 768, 24, "sepia")
LARGE_ON_A_PHONE = oracles.Page(400, 700, 24)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The out folder of `content/` with the sample book and the specimen."""
    out = tmp_path_factory.mktemp("out")
    settings = config.load(CONTENT / "exporter.toml")
    build(settings, [], formats=("epub",), out=out)
    return out


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture(scope="module")
def read(made: Path, pictures: Path) -> dict[str, Any]:
    """What became of the sample book on a tablet."""
    return oracles.reading(made / BOOK, oracles.Page(), pictures)


def test_every_page_of_the_book_can_be_turned(read: dict[str, Any], pictures: Path) -> None:
    assert read["errors"] == []
    assert read["pages"] > 60
    assert len(read["sections"]) > 30
    shots = sorted(pictures.glob("*.png"))
    assert len(shots) == read["pages"]
    with Image.open(shots[-1]) as picture:
        assert picture.convert("L").getextrema() == (0, 255)


def test_a_reader_never_asks_for_the_network(read: dict[str, Any]) -> None:
    assert read["refused"] == []


def test_a_note_is_shown_over_the_text(read: dict[str, Any]) -> None:
    note = read["note"]
    assert (note["type"], note["aside"]) == ("footnote", True)
    assert note["text"].startswith("1. A book that devotes a chapter to footnotes")


def test_a_link_leads_to_its_chapter(read: dict[str, Any]) -> None:
    link = read["link"]
    assert link["from"] != link["to"] == link["href"].partition("#")[0]


def test_nothing_of_the_book_leaves_its_page(read: dict[str, Any]) -> None:
    assert read["spilt"] == []


@pytest.mark.parametrize(
    "page", [SMALL, LARGE, LARGE_ON_A_PHONE], ids=["small", "large", "large-on-a-phone"]
)
def test_nothing_of_a_note_leaves_its_page(made: Path, page: oracles.Page) -> None:
    saw = oracles.reading(made / NOTE, page)
    assert (saw["errors"], saw["spilt"]) == ([], [])
