"""`exporter doctor`: what it says of the programs here, and of the scripts of notes."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporter.cli import checks
from exporter.rendering.characters import install, package_of, script_of
from tests.commands import Call

# for private use: no font that is installed for its letters has it
NOBODYS = "\U0010fabc"


def write(folder: Path, **notes: str) -> None:
    for name, text in notes.items():
        (folder / f"{name}.md").write_text(text)


def test_it_counts_the_notes_of_each_script(exporter: Call, tmp_path: Path) -> None:
    write(tmp_path, a="Words", b="Words, слова", c="λόγοι")
    done = exporter("doctor", ".")
    assert done.code == 0, done.out
    lines = [line.split() for line in done.out.splitlines()]
    assert ["ok", "Latin", "2", "notes"] in lines
    assert ["ok", "Cyrillic", "1", "note"] in lines
    assert ["ok", "Greek", "1", "note"] in lines


def test_it_says_what_no_font_has_and_where(exporter: Call, tmp_path: Path) -> None:
    write(tmp_path, fine="Words", odd=f"Words {NOBODYS}")
    done = exporter("doctor", ".")
    assert done.code == 1
    assert "U+10FABC" in done.out
    assert "characters: in odd.md" in done.out
    assert "missing: undefined characters" in done.out
    assert "apt-get" not in done.out.partition("U+10FABC")[2]


def test_it_looks_at_the_notes_that_it_is_given(exporter: Call, tmp_path: Path) -> None:
    write(tmp_path, fine="Words", odd=f"Words {NOBODYS}")
    assert exporter("doctor", "fine.md").code == 0
    assert exporter("doctor", "odd.md").code == 1


def test_a_path_that_is_not_there_is_an_error(exporter: Call) -> None:
    assert exporter("doctor", "nothing.md").code == 2


@pytest.mark.parametrize(
    ("character", "script", "package"),
    [
        ("क", "Devanagari", "fonts-noto-core"),
        ("中", "Chinese", "fonts-noto-cjk"),
        ("か", "Japanese", "fonts-noto-cjk"),
        ("한", "Korean", "fonts-noto-cjk"),
        ("、", "East Asian punctuation", "fonts-noto-cjk"),
        ("😀", "emoji", "fonts-noto-color-emoji"),
        ("→", "symbols", "fonts-noto-core"),
        ("ก", "Thai", "fonts-noto-core"),
    ],
)
def test_each_script_has_a_package(character: str, script: str, package: str) -> None:
    assert script_of(character) == script
    found = package_of(script)
    assert found is not None
    assert found.debian == package


@pytest.mark.parametrize(
    ("platform", "way"),
    [
        ("linux", "apt-get install fonts-noto-core"),
        ("darwin", "brew install --cask font-noto-sans-devanagari"),
        ("win32", "Devanagari Supplemental Fonts"),
    ],
)
def test_the_way_to_install_is_that_of_the_system(
    platform: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", platform)
    assert way in install(package_of("Devanagari"))


def test_the_fonts_of_the_theme_are_all_told() -> None:
    told = {check.name for check in checks.all_checks()}
    assert {"font Spectral", "font Amiri", "font EB Garamond", "HarfBuzz subset"} <= told
