"""The fonts of a theme: files in installed packages, as `@font-face` rules.

`print/fonts.toml` names them, `cover/fonts.toml` those of a cover; nothing is ever fetched from the
web.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

from exporter.render.templates import Theme


@lru_cache(maxsize=8)
def font_faces(theme: Theme, name: str = "print/fonts.toml") -> tuple[str, frozenset[str]]:
    """The rules, and the addresses of the files that they use.

    A font whose package is not installed is left out: the stylesheet names others after it.
    """
    rules: list[str] = []
    files: set[str] = set()
    for font in tomllib.loads(theme.text(name)).get("font", []):
        file = _file(font["package"], font["file"])
        if file is None:
            continue
        files.add(file.as_uri())
        features = font.get("features", "normal")
        rules.append(
            f'@font-face {{ font-family: "{font["family"]}"; src: url("{file.as_uri()}");'
            f" font-weight: {font.get('weight', 400)}; font-style: {font.get('style', 'normal')};"
            f" font-feature-settings: {features} }}"
        )
    return "\n".join(rules), frozenset(files)


def font_files(theme: Theme) -> tuple[str, ...]:
    """The paths of the theme's fonts, for programs that read no CSS."""
    return tuple(sorted(unquote(urlsplit(address).path) for address in font_faces(theme)[1]))


def _file(package: str, name: str) -> Path | None:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    file = Path(spec.submodule_search_locations[0], name)
    return file if file.is_file() else None
