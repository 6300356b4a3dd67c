"""Site: the leaf of a page, and the files that it shows or leads to, called after what they hold.

What stands around the text (menus, backlinks, feeds) is bound to it by `exporter.site`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from functools import partial
from hashlib import blake2b
from urllib.parse import quote

import msgspec

from exporter.backends.means import ALONE, Means
from exporter.diagnostics import Reports
from exporter.model.edition import Artifact, Asset, Chapter, Edition, File, with_blocks
from exporter.model.nodes import Attributes, Image, Link, Media, Tag, Text
from exporter.model.walk import collect, rewrite
from exporter.publication.names import ascii_id
from exporter.publication.site import PUBLISHED, address_of, former, relative, tag_address
from exporter.render.chapters import contents, for_template, renderer
from exporter.render.footnotes import endnotes
from exporter.render.head import head
from exporter.render.images import SUFFIXES, portable, unchanged
from exporter.render.leaf import Card, Leaf, Line, excerpt, mentions
from exporter.render.links import Addresses
from exporter.render.node_templates import themed
from exporter.render.outline import Place
from exporter.render.pages import facts
from exporter.render.templates import Theme
from exporter.render.web import WEB

ASSETS = "assets/"
# What browsers show beside PNG, JPEG, GIF and SVG
MODERN = {"image/webp": ".webp", "image/avif": ".avif"}


def render(edition: Edition, theme: Theme, reports: Reports, _means: Means = ALONE) -> Artifact:
    """The leaf and the card of a note's page."""
    here = address_of(edition.name)
    shown = {path: _shown(asset) for path, asset in edition.assets.items()}
    led_to = {path: _led_to(asset) for path, asset in edition.attachments.items()}
    files = {path: quote(relative(here, file.suffix)) for path, file in (led_to | shown).items()}
    addresses = Addresses(edition, outside=partial(_way, here), files=files)

    def src(node: Image | Media) -> str | None:
        return files.get(node.source, node.source)

    (chapter,) = edition.chapters
    tags = _tags(chapter)
    blocks = rewrite(chapter.document.blocks, partial(_linked, here), frozenset({Tag}))
    chapter = with_blocks(chapter, blocks)
    edition = msgspec.structs.replace(edition, chapters=(chapter,))
    render = renderer(edition, chapter, themed(WEB, theme), addresses, src, reports)
    known = facts(edition)
    leaf = Leaf(
        edition=known,
        chapter=for_template(chapter, render, addresses, endnotes),
        contents=_lines(contents(edition, addresses, [render])),
        head=head(edition),
    )
    metadata = edition.metadata
    card = Card(
        note=chapter.document.path,
        address=here,
        title=known["title"],
        lang=known["lang"],
        description=known["description"],
        excerpt=excerpt(blocks),
        date=metadata.date,
        modified=metadata.modified,
        tags=tags,
        picture=next((file.suffix for file in shown.values()), ""),
        mentions=mentions(blocks),
        former=former(chapter.document.metadata, here),
    )
    made = (
        File(".leaf", msgspec.msgpack.encode(leaf, enc_hook=str)),
        File(".card", msgspec.msgpack.encode(card)),
    )
    files_of = {file.suffix: file for file in (*shown.values(), *led_to.values())}
    shared = tuple(File(PUBLISHED + name, file.data) for name, file in files_of.items())
    return Artifact(made, shared=shared)


def _tags(chapter: Chapter) -> tuple[str, ...]:
    """The tags of front matter and of the text, each once."""
    named = (tag.name for tag in collect(chapter.document.blocks, Tag))
    found: dict[str, str] = {}
    for name in (*chapter.document.metadata.tags, *named):
        found.setdefault(tag_address(name), name)
    return tuple(found.values())


def _linked(here: str, tag: Tag) -> Link:
    way = _way(here, tag_address(tag.name))
    return Link((Text(f"#{tag.name}"),), way, attributes=Attributes(classes=("tag",)))


def _way(here: str, there: str) -> str:
    return quote(relative(here, there))


def _shown(asset: Asset) -> File:
    if asset.media_type in MODERN and not asset.page:
        return _fingerprinted(asset, unchanged(asset), MODERN[asset.media_type])
    data, media_type = portable(asset)
    return _fingerprinted(asset, data, SUFFIXES[media_type])


def _led_to(asset: Asset) -> File:
    return _fingerprinted(asset, unchanged(asset), posixpath.splitext(asset.path)[1].lower())


def _fingerprinted(asset: Asset, data: bytes, suffix: str) -> File:
    """A file below the site under a name that no other content has."""
    stem = ascii_id(posixpath.splitext(posixpath.basename(asset.path))[0], "file")
    digest = blake2b(data, digest_size=5).hexdigest()
    return File(f"{ASSETS}{stem}-{digest}{suffix}", data)


def _lines(places: Iterable[Place]) -> tuple[Line, ...]:
    return tuple(Line(p.href, p.title, p.number, _lines(p.children)) for p in places)
