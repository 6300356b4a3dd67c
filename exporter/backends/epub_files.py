"""Pictures, films and sounds in an EPUB: their names in the package, and their bytes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from exporter.backends.epub_package import Resource
from exporter.model.edition import Asset, Edition
from exporter.render.cover_picture import store_picture
from exporter.render.images import SUFFIXES, portable, unchanged

# EPUB 3.3 §3.2: the sounds that need no fallback, and films, of which any may stand in <video>
PLAYED = {
    "audio/mpeg": "audio/mpeg",
    "audio/mp4": "audio/mp4",
    "audio/mp4a-latm": "audio/mp4",
    "audio/ogg": "audio/ogg",
    "video/mp4": "video/mp4",
    "video/webm": "video/webm",
}


class Names(NamedTuple):
    """The names in the package: of pictures, and of what is played, by their paths."""

    pictures: dict[str, str]
    played: dict[str, str]

    def of(self, source: str) -> str | None:
        return self.pictures.get(source) or self.played.get(source)


def names_of(edition: Edition) -> Names:
    """A name for each file that an edition shows."""
    names: dict[str, str] = {}
    for asset in edition.assets.values():
        suffix = _cover_suffix(asset, edition)
        names.setdefault(asset.path, _image_name(asset.path, len(names) + 1, suffix))
    played = {
        path: _media_name(path, number)
        for number, (path, asset) in enumerate(edition.attachments.items(), 1)
        if asset.media_type in PLAYED
    }
    return Names({path: names[asset.path] for path, asset in edition.assets.items()}, played)


def files_of(edition: Edition, names: Names) -> Iterator[Resource]:
    """The files themselves."""
    cover = edition.assets.get(edition.metadata.cover)
    files = {names.pictures[path]: asset for path, asset in edition.assets.items()}
    for number, (name, asset) in enumerate(files.items(), 1):
        data, media_type = (store_picture if asset is cover else portable)(asset)
        properties = ("cover-image",) if asset is cover else ()
        yield Resource(f"image-{number}", name, media_type, data, properties)
    for number, (path, name) in enumerate(names.played.items(), 1):
        asset = edition.attachments[path]
        yield Resource(f"media-{number}", name, PLAYED[asset.media_type], unchanged(asset))


def _cover_suffix(asset: Asset, edition: Edition) -> str:
    """The suffix of the picture that the cover becomes; none for other images."""
    if asset is not edition.assets.get(edition.metadata.cover):
        return ""
    return SUFFIXES[store_picture(asset)[1]]


def _image_name(path: str, number: int, given: str) -> str:
    suffix = given or posixpath.splitext(path)[1].lower()
    known = suffix if suffix in (*SUFFIXES.values(), ".jpeg") else ".png"
    return _short_name("images", path, number, known)


def _media_name(path: str, number: int) -> str:
    return _short_name("media", path, number, posixpath.splitext(path)[1].lower())


def _short_name(folder: str, path: str, number: int, suffix: str) -> str:
    """A short ASCII name: zip tools and old readers stumble over any other."""
    stem = posixpath.basename(path).rpartition(".")[0]
    plain = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:40]
    return f"{folder}/{number:03d}{'-' if plain else ''}{plain}{suffix}"
