"""Pictures, films and sounds in an EPUB: their names in the package, and their bytes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from exporter.backends.epub_package import Resource
from exporter.model.edition import Asset, Edition
from exporter.model.nodes import Math
from exporter.model.walk import collect
from exporter.rendering.cover_picture import store_picture
from exporter.rendering.images import SUFFIXES, SVG, unchanged
from exporter.rendering.math import drawing
from exporter.rendering.packed_images import packed
from exporter.rendering.xhtml_fitting import formula_file

# EPUB 3.3 §3.2: the sounds that need no fallback, and films, of which any may stand in <video>
PLAYED = {
    "audio/mpeg": "audio/mpeg",
    "audio/mp4": "audio/mp4",
    "audio/mp4a-latm": "audio/mp4",
    "audio/ogg": "audio/ogg",
    "video/mp4": "video/mp4",
    "video/webm": "video/webm",
}


class Files(NamedTuple):
    """The names in the package of pictures and of what is played, by their paths, and the files."""

    names: dict[str, str]
    resources: tuple[Resource, ...]

    def of(self, source: str) -> str | None:
        return self.names.get(source)


def files_of(edition: Edition) -> Files:
    """The files that an edition shows and plays. Raises RenderError where one can't be read."""
    pictures: dict[str, Resource] = {}
    for asset in edition.assets.values():
        if asset.path not in pictures:
            pictures[asset.path] = _picture(edition, asset, len(pictures) + 1)
    played = {
        path: _media(path, asset, number)
        for number, (path, asset) in enumerate(edition.attachments.items(), 1)
        if asset.media_type in PLAYED
    }
    shown = {path: pictures[asset.path] for path, asset in edition.assets.items()}
    names = {path: resource.file for path, resource in (played | shown).items()}
    return Files(names, (*pictures.values(), *played.values(), *_formulas(edition)))


def _formulas(edition: Edition) -> Iterator[Resource]:
    """The drawings that stand for formulas where a program knows no MathML."""
    nodes = (
        node
        for chapter in edition.chapters
        for node in (*collect(chapter.title, Math), *collect(chapter.document.blocks, Math))
    )
    found = dict.fromkeys(node.mathml for node in nodes)
    for number, mathml in enumerate(found, 1):
        drawn = drawing(mathml)
        if drawn:
            file = formula_file(mathml)
            yield Resource(f"formula-{number}", file, SVG, drawn.svg.encode())


def _picture(edition: Edition, asset: Asset, number: int) -> Resource:
    covers = asset is edition.assets.get(edition.metadata.cover)
    data, media_type = store_picture(asset) if covers else packed(asset, edition.ebook)
    name = _short_name("images", asset.path, number, SUFFIXES[media_type])
    properties = ("cover-image",) if covers else ()
    return Resource(f"image.{number}", name, media_type, data, properties)


def _media(path: str, asset: Asset, number: int) -> Resource:
    name = _short_name("media", path, number, posixpath.splitext(path)[1].lower())
    return Resource(f"media.{number}", name, PLAYED[asset.media_type], unchanged(asset))


def _short_name(folder: str, path: str, number: int, suffix: str) -> str:
    """A short ASCII name: zip tools and old readers stumble over any other."""
    stem = posixpath.basename(path).rpartition(".")[0]
    plain = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:40]
    return f"{folder}/{number:03d}{'-' if plain else ''}{plain}{suffix}"
