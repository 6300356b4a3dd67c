"""The fonts of a theme: files in installed packages, as `@font-face` rules.

`print/fonts.toml` names them, `print/scripts.toml` those of other scripts, `cover/fonts.toml` those
of a cover, `epub/fonts.toml` and `html/fonts.toml` those that go along; nothing is ever fetched
from the web.
"""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from exporter.rendering.templates import Theme

# OpenType 1.9.1, `name`: copyright, names, designer, and the licence with its address
NAMES = range(15)
PRINT = ("print/fonts.toml", "print/scripts.toml")


class FontFile(NamedTuple):
    """A font; one of many weights is cut to `weight`."""

    path: Path
    weight: int


class FontFaces(NamedTuple):
    """The rules of a theme's fonts, and the files that they use by their addresses."""

    rules: str
    files: Mapping[str, FontFile]


@lru_cache(maxsize=8)
def font_faces(theme: Theme, *names: str) -> FontFaces:
    """The fonts that those files of a theme list; those of print where none is named.

    A font whose package is not installed is left out: the stylesheet names others after it.
    """
    rules: list[str] = []
    files: dict[str, FontFile] = {}
    for font in (font for name in names or PRINT for font in listed(theme, name)):
        path = font_path(font["package"], font["file"])
        if path is None:
            continue
        weight = font.get("weight", 400)
        # WeasyPrint knows a font by its address: each weight has one of its own
        address = f"{path.as_uri()}#{weight}"
        files[address] = FontFile(path, weight)
        rules.append(
            f'@font-face {{ font-family: "{font["family"]}"; src: url("{address}");'
            f" font-weight: {weight}; font-style: {font.get('style', 'normal')};"
            f" font-feature-settings: {font.get('features', 'normal')} }}"
        )
    return FontFaces("\n".join(rules), files)


def listed(theme: Theme, name: str) -> list[dict[str, Any]]:
    """The tables of a file of fonts."""
    fonts: list[dict[str, Any]] = tomllib.loads(theme.text(name)).get("font", [])
    return fonts


def font_files(theme: Theme) -> tuple[str, ...]:
    """The paths of the theme's fonts, for programs that read no CSS."""
    return tuple(sorted({str(file.path) for file in font_faces(theme).files.values()}))


@lru_cache(maxsize=32)
def font_data(file: FontFile) -> bytes:
    """The bytes of a font, the same ones always. What has many weights is cut to the one asked for:
    WeasyPrint would do it in seconds, and write the time into it."""
    import uharfbuzz

    data = file.path.read_bytes()
    face = uharfbuzz.Face(data)
    if not face.has_var_data:
        return data
    cut = uharfbuzz.SubsetInput()
    cut.keep_everything()
    cut.pin_all_axes_to_default(face)
    cut.pin_axis_location(face, "wght", file.weight)
    return bytes(uharfbuzz.subset(face, cut).blob.data)


@lru_cache(maxsize=32)
def cut(file: FontFile, letters: frozenset[str], features: tuple[str, ...]) -> bytes:
    """A font with nothing but those letters, its usual OpenType features and those that are named,
    and what it says of itself and its licence."""
    import uharfbuzz

    face = uharfbuzz.Face(font_data(file))
    wish = uharfbuzz.SubsetInput()
    wish.unicode_set.update(map(ord, letters))
    wish.layout_feature_tag_set.update(int.from_bytes(tag.encode()) for tag in features)
    wish.name_id_set.update(NAMES)
    return bytes(uharfbuzz.subset(face, wish).blob.data)


def installed() -> tuple[tuple[str, int], ...]:
    """The folders of the system's fonts, and when something was put into them or taken out: what a
    PDF shows depends on them."""
    return tuple((folder, os.stat(folder).st_mtime_ns) for folder, _ in sorted(_walked()))


def collection() -> str:
    """A hash of the system's fonts by their names and sizes, for another computer to compare."""
    files = sorted(
        (name, os.stat(os.path.join(folder, name)).st_size)
        for folder, names in _walked()
        for name in names
        if not name.startswith(".")  # what fontconfig keeps beside them
    )
    return hashlib.blake2b(repr(files).encode(), digest_size=16).hexdigest()


def _walked() -> Iterator[tuple[str, list[str]]]:
    homes = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/Library/Fonts"))
    own = (Path.home() / each for each in (".fonts", ".local/share/fonts", "Library/Fonts"))
    for home in (*homes, *own):
        for folder, _, names in os.walk(home):
            yield folder, names


def font_path(package: str, name: str) -> Path | None:
    """A file of an installed package, None where there is none."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    file = Path(spec.submodule_search_locations[0], name)
    return file if file.is_file() else None
