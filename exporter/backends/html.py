"""HTML: one page, which holds all that it shows or has it in a folder beside it."""

from __future__ import annotations

import posixpath
from functools import partial
from typing import NamedTuple
from urllib.parse import quote, urljoin

from markupsafe import Markup

from exporter.backends.html_chapters import chapters as linked
from exporter.backends.html_files import FOLDER, PARTS, Beside, beside, files
from exporter.backends.html_fonts import fonts_of
from exporter.backends.means import ALONE, Means
from exporter.diagnostics import Reports
from exporter.model.edition import Artifact, Edition, File, Neighbour
from exporter.model.nodes import Image, Media
from exporter.model.walk import walk
from exporter.normalize.addresses import is_web
from exporter.rendering.chapters import contents, for_template, renderer
from exporter.rendering.footnotes import endnotes
from exporter.rendering.head import Picture, head
from exporter.rendering.images import data_uri
from exporter.rendering.labels import labels
from exporter.rendering.links import Addresses
from exporter.rendering.night import MEDIA, night
from exporter.rendering.node_templates import themed
from exporter.rendering.pages import facts
from exporter.rendering.pictures import alternative
from exporter.rendering.policy import DRAWN, OWN, hashed, policy, sources
from exporter.rendering.reading_time import length_of, reading_time
from exporter.rendering.templates import Theme
from exporter.rendering.web import WEB
from exporter.site.style import DRAFT

SUFFIX = ".html"
# In the order in which they hold
SHEETS = ("theme.css", "html/page.css", "html/tools.css", "html/sidenotes.css", "code.css")


class Parts(NamedTuple):
    """Style and script of a page: as they are in it, or the addresses of the files beside it."""

    style: str
    dark: str
    dark_script: str
    script: str


def render(edition: Edition, theme: Theme, reports: Reports, _means: Means = ALONE) -> Artifact:
    """The edition as one page, with its files in a folder beside it; a book whose chapters have
    pages of their own as these."""
    if edition.lying:
        return linked(edition, theme, reports)
    where = beside(edition)
    attached = {path: where.address(name) for path, name in where.attachments.items()}
    addresses = Addresses(edition, outside=partial(_beside_it, edition), files=attached)

    def place(node: Image | Media) -> str:
        """Where what is shown lies: DRAWN for the page itself."""
        if node.source in where.pictures:
            return where.address(where.pictures[node.source])
        return DRAWN if node.source in edition.assets else attached.get(node.source, node.source)

    def src(node: Image | Media) -> str:
        address = place(node)
        return data_uri(edition.assets[node.source]) if address == DRAWN else address

    renderers = [
        renderer(edition, chapter, themed(WEB, theme), addresses, src, reports)
        for chapter in edition.chapters
    ]
    chapters = [
        for_template(chapter, render, addresses, endnotes)
        for chapter, render in zip(edition.chapters, renderers, strict=True)
    ]
    text = "".join(f"{each['title']}{each['body']}{each['footnotes']}" for each in chapters)
    parts = _parts(edition, theme, text)
    inline = edition.web.assets == "inline"
    page = theme.render(
        "html/page.html",
        edition=facts(edition),
        labels=labels(edition.metadata.lang),
        chapters=chapters,
        contents=contents(edition, addresses, renderers),
        head=head(edition, _picture(edition, where)),
        policy=policy(
            sources(edition, place),
            styles=[hashed(parts.style), hashed(parts.dark)] if inline else [OWN],
            scripts=[hashed(parts.dark_script), hashed(parts.script)] if inline else [OWN],
            styled=' style="' in text,
            fonts=edition.web.fonts,
        ),
        parts=Parts(*map(Markup, parts)),
        at_night=MEDIA,
        beside=None if inline else Parts(*map(where.address, PARTS)),
        reading_time=reading_time(length_of(edition), edition.metadata.lang or "en"),
        before=_turn(edition, edition.before),
        after=_turn(edition, edition.after),
    )
    own = () if inline else zip(PARTS, parts, strict=True)
    return Artifact(
        (
            File(SUFFIX, page.encode()),
            *(File(f"{FOLDER}/{name}", part.encode()) for name, part in own),
            *files(edition, where),
        )
    )


def _beside_it(edition: Edition, name: str) -> str:
    """The way to another page of the out folder."""
    return quote(posixpath.relpath(name + SUFFIX, posixpath.dirname(edition.name) or "."))


def _parts(edition: Edition, theme: Theme, text: str) -> Parts:
    names = (*SHEETS, DRAFT) if edition.proof else SHEETS
    style = [*map(theme.text, names)]
    if edition.web.fonts:
        told = "".join(map(str, facts(edition).values()))
        style.append(fonts_of(theme, text + told))
    return Parts(
        "\n".join(style),
        night(theme),
        theme.text("html/dark.js"),
        theme.text("html/page.js"),
    )


def _picture(edition: Edition, where: Beside) -> Picture | None:
    """The picture that the page is shown with elsewhere: its cover, or the first in the text, where
    that has an address on the web."""
    nodes = (node for chapter in edition.chapters for node in walk(chapter.document.blocks))
    pictures = (node for node in nodes if isinstance(node, Image) and not node.decorative)
    lang = edition.metadata.lang
    for picture in (Image((), edition.metadata.cover), *pictures):
        text = alternative(picture, lang) if picture.content else ""
        if is_web(picture.source):
            return Picture(picture.source, text)
        if edition.url and picture.source in where.pictures:
            address = where.address(where.pictures[picture.source])
            return Picture(urljoin(edition.url, address), text)
    return None


def _turn(edition: Edition, neighbour: Neighbour | None) -> dict[str, str] | None:
    """What comes before or after, as templates know it."""
    if neighbour is None:
        return None
    return {"title": neighbour.title, "href": _beside_it(edition, neighbour.name)}
