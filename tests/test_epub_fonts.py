"""Fonts in an EPUB: on request, cut down to its letters, with their licences."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
import uharfbuzz
from fontTools.ttLib import TTFont

from exporter.model import nodes as n
from exporter.model.edition import Ebook, Edition
from tests import oracles
from tests.editions import note, paragraph
from tests.epubs import files, made, values


@pytest.fixture
def lettered() -> Edition:
    return note(paragraph(n.Text("Füße, Ω")), ebook=Ebook(fonts=True))


def characters(font: bytes) -> set[str]:
    return set(map(chr, uharfbuzz.Face(font).unicodes))


def test_a_book_has_no_fonts_that_nobody_asked_for() -> None:
    found = files(note(paragraph()))
    assert not [name for name in found if name.startswith("fonts/")]
    assert b"font-face" not in found["style.css"]


def test_every_font_that_the_style_names_is_there(lettered: Edition) -> None:
    found = files(lettered)
    named = set(re.findall(r'url\("([^"]+)"\)', found["style.css"].decode()))
    assert len(named) >= 6
    assert named == {name for name in found if name.endswith((".ttf", ".otf"))}


def test_a_font_has_the_letters_of_the_book_alone(lettered: Edition) -> None:
    data = files(lettered)["fonts/spectral-regular-400.ttf"]
    assert "ü" in characters(data)
    assert "ö" not in characters(data)
    features = TTFont(io.BytesIO(data))["GSUB"].table.FeatureList.FeatureRecord
    assert {"onum", "smcp"} <= {record.FeatureTag for record in features}


def test_a_licence_goes_along_and_stands_in_the_font(lettered: Edition) -> None:
    found = files(lettered)
    assert b"SIL OPEN FONT LICENSE" in found["fonts/fontpkg-spectral-license.txt"].upper()
    names = TTFont(io.BytesIO(found["fonts/spectral-regular-400.ttf"]))["name"]
    assert "Open Font License" in str(names.getDebugName(13))


def test_apple_is_told_that_there_are_fonts(lettered: Edition) -> None:
    path = "//opf:meta[@property='ibooks:specified-fonts']/text()"
    assert values(lettered, "content.opf", path) == ["true"]
    assert values(note(paragraph()), "content.opf", path) == []


def test_a_book_with_fonts_is_valid(lettered: Edition, tmp_path: Path) -> None:
    file = tmp_path / "lettered.epub"
    file.write_bytes(made(lettered))
    assert oracles.epubcheck([file]) == {str(file): []}
