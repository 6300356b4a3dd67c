"""The style and the script of a site, called after what they hold: browsers may keep them."""

from __future__ import annotations

from hashlib import blake2b
from typing import NamedTuple

from exporter.model.edition import File
from exporter.render.night import by_the_system
from exporter.render.templates import Theme

STYLESHEETS = (
    "theme.css",
    "html/page.css",
    "code.css",
    "site/site.css",
    "site/search.css",
    "site/book.css",
)
SCRIPTS = ("site/site.js", "site/previews.js", "site/search.js", "site/book.js")


class Style(NamedTuple):
    """The files, and the addresses by which pages know them."""

    files: tuple[File, ...]
    stylesheets: tuple[str, ...]
    scripts: tuple[str, ...]


def style(theme: Theme) -> Style:
    """The theme's files for a site."""
    css = _fingerprinted(
        "style", "\n".join((*map(theme.text, STYLESHEETS), by_the_system(theme))), ".css"
    )
    js = _fingerprinted("script", "\n".join(map(theme.text, SCRIPTS)), ".js")
    return Style((css, js), (css.suffix,), (js.suffix,))


def _fingerprinted(stem: str, text: str, suffix: str) -> File:
    data = text.encode()
    return File(f"assets/{stem}-{blake2b(data, digest_size=5).hexdigest()}{suffix}", data)
