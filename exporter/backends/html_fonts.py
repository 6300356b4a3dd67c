"""The theme's fonts in a web page: cut down to its letters, as WOFF2 in its stylesheet."""

from __future__ import annotations

import base64
import io
from functools import lru_cache

from exporter.rendering.fonts import FontFile, cut, font_path, listed
from exporter.rendering.templates import Theme

FACES = "html/fonts.toml"
# What the stylesheet asks for beside the features that stay in any case
FEATURES = ("lnum", "onum", "pnum", "tnum", "smcp")
# Those that the page's own words need, whatever its text is: names, dates, buttons
ALWAYS = frozenset(map(chr, range(0x20, 0x17F))) | frozenset("–—‘’“”„…·↩¶→←")


def fonts_of(theme: Theme, text: str) -> str:
    """The `@font-face` rules for a text. One whose package is not installed is left out: the
    stylesheet names others after it."""
    letters = ALWAYS | frozenset(text)
    rules: list[str] = []
    for font in listed(theme, FACES):
        path = font_path(font["package"], font["file"])
        if path is None:
            continue
        weight = font.get("weight", 400)
        data = base64.b64encode(_packed(FontFile(path, weight), letters)).decode("ascii")
        rules.append(
            f'@font-face {{ font-family: "{font["family"]}"; font-display: swap;'
            f' src: url("data:font/woff2;base64,{data}") format("woff2");'
            f" font-weight: {weight}; font-style: {font.get('style', 'normal')} }}"
        )
    return "\n".join(rules)


@lru_cache(maxsize=32)
def _packed(file: FontFile, letters: frozenset[str]) -> bytes:
    from fontTools.ttLib import woff2

    packed = io.BytesIO()
    woff2.compress(io.BytesIO(cut(file, letters, FEATURES)), packed)
    return packed.getvalue()
