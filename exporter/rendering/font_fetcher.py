"""The fonts of a theme for Pango and WeasyPrint."""

from __future__ import annotations

import atexit
from functools import lru_cache
from typing import Any
from weakref import ref

from weasyprint import CSS
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from exporter.rendering.fonts import FontFaces, font_data, font_faces
from exporter.rendering.templates import Theme


class FontFetcher(URLFetcher):  # type: ignore[misc]
    """Gives the fonts of a theme; its stylesheets may name further files."""

    def __init__(self, faces: FontFaces) -> None:
        super().__init__(allowed_protocols=("file",))
        self.faces = faces

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        file = self.faces.files.get(url)
        if file is None:
            return super().fetch(url, headers)
        return URLFetcherResponse(url, font_data(file), {"Content-Type": "font/ttf"})


def _forget(reference: ref[FontConfiguration]) -> None:
    """Remove the files of a configuration that is kept to the end. When it is deleted then, what
    WeasyPrint 70 would remove them with is gone: they would stay, and Python complain."""
    fonts = reference()
    if fonts is not None:
        fonts.__del__()
        fonts._folder = None


@lru_cache(maxsize=8)
def configuration(theme: Theme, *names: str) -> FontConfiguration:
    """The fonts that those files of a theme list, as `font_faces` has them, and the system's."""
    faces, fonts = font_faces(theme, *names), FontConfiguration()
    atexit.register(_forget, ref(fonts))
    CSS(
        string=faces.rules,
        font_config=fonts,
        url_fetcher=FontFetcher(faces),
        base_url="exporter:/",
    )
    return fonts
