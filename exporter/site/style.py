"""The style and the script of a site, called after what they hold: browsers may keep them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from exporter.model.edition import File
from exporter.publication.site import fingerprinted
from exporter.rendering.night import night
from exporter.rendering.templates import Theme

STYLESHEETS = (
    "theme.css",
    "html/page.css",
    "html/tools.css",
    "code.css",
    "site/site.css",
    "site/search.css",
    "site/graph.css",
    "site/book.css",
)
# What a draft has besides
DRAFT = "html/draft.css"
SCRIPTS = ("html/page.js", "site/site.js", "site/previews.js", "site/search.js", "site/book.js")


class Dress(NamedTuple):
    """The addresses by which pages know the style, that of the night, the script that turns this on
    and off, the other scripts, and the icon that browsers show in a tab."""

    style: str
    dark: str
    dark_script: str
    script: str
    icon: str


def style(
    theme: Theme, title: str, more: Iterable[str] = (), *, draft: bool = False
) -> tuple[Dress, tuple[File, ...]]:
    """The theme's files for a site of that title, with `more` style behind its own, and that of a
    `draft`. Raises UsageError where the template of the icon is wrong."""
    names = (*STYLESHEETS, DRAFT) if draft else STYLESHEETS
    files = (
        _fingerprinted("style", "\n".join((*map(theme.text, names), *more)), ".css"),
        _fingerprinted("dark", night(theme), ".css"),
        _fingerprinted("dark", theme.text("html/dark.js"), ".js"),
        _fingerprinted("script", "\n".join(map(theme.text, SCRIPTS)), ".js"),
        _fingerprinted("icon", theme.render("site/icon.svg", letter=title[:1].upper()), ".svg"),
    )
    return Dress(*(file.suffix for file in files)), files


def _fingerprinted(stem: str, text: str, suffix: str) -> File:
    data = text.encode()
    return File(fingerprinted(stem, data, suffix), data)
