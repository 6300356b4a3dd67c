"""The files that go with a web page, in a folder beside it: what it plays and leads to, and where
the settings say so, its pictures, style and script."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote

from exporter.model.edition import Asset, Edition, File
from exporter.model.filenames import output_name
from exporter.normalize.identifiers import Taken
from exporter.publication.assets import shown_in
from exporter.publication.names import unique_name
from exporter.rendering.images import browsable, harmless

# Beside a page, as browsers and Quarto name it
FOLDER = "_files"
# The files of the theme in it
PARTS = ("page.css", "dark.css", "dark.js", "page.js")


class Beside(NamedTuple):
    """The names in the folder, by what leads to a file or shows it; `folder` is its address."""

    folder: str
    attachments: dict[str, str]
    pictures: dict[str, str]

    def address(self, name: str) -> str:
        return f"{self.folder}/{quote(name)}"


def beside(edition: Edition) -> Beside:
    """Where the files of an edition lie; its pictures only where they are not in the page."""
    taken = Taken(PARTS)
    attachments = {path: _named(path, taken) for path in edition.attachments}
    pictures: dict[str, str] = {}
    if edition.web.assets == "beside":
        same: dict[Asset, str] = {}
        # a cover is for those that show the page elsewhere
        covers = (edition.metadata.cover,) if edition.url else ()
        for source in (*covers, *shown_in(each.document for each in edition.chapters)):
            asset = edition.assets.get(source)
            if asset is not None:
                pictures[source] = same[asset] = same.get(asset) or _picture_name(asset, taken)
    return Beside(f"{quote(posixpath.basename(edition.name))}{FOLDER}", attachments, pictures)


def _named(path: str, taken: Taken) -> str:
    # its suffix is among `suffixes(path)`, of which none is one that runs
    stem, suffix = posixpath.splitext(output_name(posixpath.basename(path)))
    return unique_name(stem, taken, suffix)


def _picture_name(asset: Asset, taken: Taken) -> str:
    page = f"-{asset.page}" if asset.page else ""
    stem = posixpath.splitext(asset.path.partition("#")[0])[0]
    name = output_name(f"{posixpath.basename(stem)}{page}")
    return unique_name(name, taken, browsable(asset).suffix)


def files(edition: Edition, where: Beside) -> Iterable[File]:
    """The files themselves, without those of the theme."""
    for path, name in where.attachments.items():
        yield File(f"{FOLDER}/{name}", harmless(edition.attachments[path]))
    shown = {name: edition.assets[source] for source, name in where.pictures.items()}
    for name, asset in shown.items():
        yield File(f"{FOLDER}/{name}", browsable(asset).data)
