"""The pictures of a letter, as every mail program shows them: images, formulas, drawings, the logo.

They go along with the letter, or lie on the web, where `NAME.email/` of the out folder is put.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from urllib.parse import urlsplit

from exporter.backends.email_message import Picture
from exporter.diagnostics import Report
from exporter.model.edition import Edition, Mailing
from exporter.model.nodes import Diagram, Image, Math, Media
from exporter.model.walk import collect
from exporter.rendering.diagrams import size, without_ligatures
from exporter.rendering.email import EM, diagram_id, math_id
from exporter.rendering.email_boxes import WIDEST
from exporter.rendering.fonts import font_files
from exporter.rendering.images import MAILED_GROUND, as_png, mailable, playable
from exporter.rendering.math import drawing
from exporter.rendering.math_text import as_markup
from exporter.rendering.templates import Theme

DETAIL = 2  # pixels of a drawing for each pixel shown
# Outlook for Windows shows none of these, Gmail no SVG
NOT_EVERYWHERE = (".svg", ".webp", ".avif")


def pictures(edition: Edition, theme: Theme, report: Report) -> dict[str, Picture]:
    """All that is shown, by its vault path or its name.

    On the web each has a name of its own for what it shows: a letter that is out keeps its
    pictures when its note gets others.
    """
    made = {
        **dict(_images(edition, report)),
        **dict(_formulas(edition)),
        **dict(_diagrams(edition, font_files(theme))),
    }
    mailing = edition.mailing or Mailing()
    if mailing.logo:
        made[mailing.logo.path] = Picture("logo", *mailable(mailing.logo))
    return {name: _lasting(each) for name, each in made.items()} if mailing.pictures else made


def image_ids(edition: Edition) -> dict[str, str]:
    """The names of the images of an edition, by their paths."""
    numbers = {path: number for number, path in enumerate(edition.assets, 1)}
    return {path: f"image-{numbers[asset.path]}" for path, asset in edition.assets.items()}


def _lasting(picture: Picture) -> Picture:
    digest = blake2b(picture.data, digest_size=6).hexdigest()
    return picture._replace(identifier=f"{picture.identifier}-{digest}")


def _images(edition: Edition, report: Report) -> Iterator[tuple[str, Picture]]:
    blocks = edition.chapters[0].document.blocks
    sources = {image.source for image in collect(blocks, Image)}
    films = _posters(edition)
    for path, identifier in image_ids(edition).items():
        if path in sources:
            asset = edition.assets[path]
            yield path, Picture(identifier, *(playable if path in films else mailable)(asset))
    for source in sorted(sources - edition.assets.keys()):
        shown = can_be_shown(source)
        if not shown or not source.startswith("https:"):
            report.add(
                "email/image",
                f"“{source}” will not be seen in every mail program"
                + ("" if shown else ": a link stands for it"),
                hint="save the image into the vault: it is then sent with the letter, as a PNG",
                about=source,
            )


def can_be_shown(source: str) -> bool:
    """Whether mail programs show what lies at an address on the web."""
    parts = urlsplit(source)
    away = parts.scheme in ("http", "https", "")
    return away and bool(parts.netloc) and not parts.path.lower().endswith(NOT_EVERYWHERE)


def _posters(edition: Edition) -> set[str]:
    """The images that are shown for films alone."""
    blocks = edition.chapters[0].document.blocks
    films = [each for each in collect(blocks, Media) if each.kind in ("video", "frame")]
    posters = [image.source for each in films for image in collect(each.thumbnail, Image)]
    everywhere = [image.source for image in collect(blocks, Image)]
    return {source for source in posters if everywhere.count(source) == posters.count(source)}


def _formulas(edition: Edition) -> Iterator[tuple[str, Picture]]:
    found = collect(edition.chapters[0].document.blocks, Math)
    for name, node in {math_id(node): node for node in found if node.mathml}.items():
        drawn = None if as_markup(node.mathml) else drawing(node.mathml)
        if drawn is not None:
            width = max(1, round(drawn.width * EM * DETAIL))
            yield name, Picture(name, as_png(drawn.svg, width, MAILED_GROUND), "image/png")


def _diagrams(edition: Edition, fonts: tuple[str, ...]) -> Iterator[tuple[str, Picture]]:
    found = collect(edition.chapters[0].document.blocks, Diagram)
    for name, node in {diagram_id(node): node for node in found if node.svg}.items():
        width = min(size(node.svg)[0], WIDEST) * DETAIL
        svg = without_ligatures(node.svg)
        yield name, Picture(name, as_png(svg, width, MAILED_GROUND, fonts), "image/png")
