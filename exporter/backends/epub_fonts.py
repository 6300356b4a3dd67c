"""The theme's fonts in an EPUB: cut down to the letters of the book, never obfuscated."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from exporter.backends.epub_package import Resource
from exporter.rendering.fonts import FontFile, cut, font_path, listed
from exporter.rendering.templates import Theme

FACES, RULES = "epub/fonts.toml", "epub/fonts.css"
# EPUB 3.3 §3.2, by the first bytes of a file (OpenType 1.9.1, “Organization of an OpenType Font”)
KINDS = {b"OTTO": ("otf", "font/otf")}
TRUE_TYPE = ("ttf", "font/ttf")
# What the stylesheet asks for beside the features that stay in any case
FEATURES = ("lnum", "onum", "pnum", "tnum", "smcp")


class Fonts(NamedTuple):
    """The end of the stylesheet, and the files that it names."""

    rules: str
    resources: tuple[Resource, ...]


NONE = Fonts("", ())


def fonts_of(theme: Theme, documents: Iterable[bytes]) -> Fonts:
    """The fonts of a book of those documents, with their licences beside them. One whose package is
    not installed is left out: the stylesheet names others after it."""
    letters = frozenset("".join({character for each in documents for character in each.decode()}))
    rules: list[str] = []
    files: dict[str, Resource] = {}
    for font in listed(theme, FACES):
        path = font_path(font["package"], font["file"])
        if path is None:
            continue
        weight = font.get("weight", 400)
        data = cut(FontFile(path, weight), letters, FEATURES)
        suffix, media_type = KINDS.get(data[:4], TRUE_TYPE)
        name = f"fonts/{path.stem.lower()}-{weight}.{suffix}"
        files[name] = Resource(f"font-{len(files) + 1}", name, media_type, data)
        rules.append(
            f'@font-face {{ font-family: "{font["family"]}"; src: url("{name}");'
            f" font-weight: {weight}; font-style: {font.get('style', 'normal')} }}"
        )
        _add_license(files, font["package"], font.get("license", ""))
    return Fonts("\n".join(("", *rules, theme.text(RULES))), tuple(files.values()))


def _add_license(files: dict[str, Resource], package: str, name: str) -> None:
    path: Path | None = font_path(package, name) if name else None
    file = f"fonts/{package.replace('_', '-')}-license.txt"
    if path is not None and file not in files:
        number = len(files) + 1
        files[file] = Resource(f"font-{number}", file, "text/plain", path.read_bytes())
