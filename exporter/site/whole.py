"""What all pages of a site are told."""

from __future__ import annotations

from typing import NamedTuple

from exporter.rendering.night import MEDIA
from exporter.site.style import Dress


class Whole(NamedTuple):
    """`url` is the address of the site on the web, `path` that on its host, `home` that of its
    first page. A book by itself has no lists of notes and tags. `letters` is the folder of issues
    where these have feeds of their own, `letters_title` what these are called."""

    title: str
    lang: str
    dir: str
    url: str
    path: str
    rights: str
    dress: Dress
    authors: tuple[str, ...]
    at_night: str = MEDIA
    home: str = ""
    has_lists: bool = True
    has_tags: bool = False
    has_feed: bool = False
    letters: str = ""
    letters_title: str = ""
    has_graph: bool = False
    has_search: bool = False
