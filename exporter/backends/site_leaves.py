"""The leaves of the pages of a note or a book, with their cards, and the files that they show or
lead to, called after what they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple
from urllib.parse import quote

import msgspec

from exporter.backends.site_pages import SitePage, site_pages
from exporter.backends.site_pictures import Shown, in_widths, led_to, shown
from exporter.diagnostics import Reports
from exporter.model.edition import Chapter, Edition, File, with_blocks
from exporter.model.nodes import Attributes, Image, Link, Media, Tag, Text
from exporter.model.walk import collect, rewrite
from exporter.publication.site import former, tag_address, way
from exporter.rendering.chapters import contents, for_template, listed_number, renderer
from exporter.rendering.footnotes import endnotes
from exporter.rendering.head import Picture, head
from exporter.rendering.leaf import Card, Leaf, Line, excerpt, mentions
from exporter.rendering.links import Addresses
from exporter.rendering.markup import Dialect, Renderer
from exporter.rendering.node_templates import themed
from exporter.rendering.outline import Place, label, nested
from exporter.rendering.pages import facts
from exporter.rendering.pictures import alternative
from exporter.rendering.policy import OWN, site_policy, sources
from exporter.rendering.reading_time import length_of, reading_time
from exporter.rendering.templates import Theme
from exporter.rendering.web import WEB

Files = Mapping[str, File]
Pictures = Mapping[str, Shown]
# What renders a chapter on the page that it is on, and says where it leads from there
Rendering = Callable[[SitePage, Chapter], tuple[Renderer, Addresses]]


# The way from a page to one that is published beside the edition, by its name (`Edition.pages`)
Outside = Callable[[str, str], str]


class Leaves(NamedTuple):
    """The pages of an edition, each with its leaf and its card, and all files by their names."""

    pages: tuple[tuple[SitePage, Leaf, Card], ...]
    files: tuple[File, ...]


def leaves(
    edition: Edition,
    base: str,
    outside: Outside,
    theme: Theme,
    reports: Reports,
    *,
    in_site: bool = True,
) -> Leaves:
    """The leaves of an edition whose first page is at `base`, `in_site` or by itself: tags have no
    pages then, and the theme's fonts may go along."""
    widths = edition.picture_widths
    pictures = {path: shown(asset, widths) for path, asset in edition.assets.items()}
    files = {path: led_to(asset) for path, asset in edition.attachments.items()}
    files |= {path: picture.file for path, picture in pictures.items()}
    pages = site_pages(edition, base)
    rendering = _rendering(edition, pages, base, outside, files, pictures, theme, reports)
    made: list[tuple[SitePage, Leaf, Card]] = []
    for page in pages:
        leaf, card = _leaf(page, rendering, files, in_site=in_site), _card(page, files)
        if edition.kind == "book":
            lines = _outline(edition, pages, rendering) if page.address == base else ()
            card = msgspec.structs.replace(card, book=base, chapters=lines)
        made.append((page, leaf, card))
    small = (file for picture in pictures.values() for _, file in picture.narrower)
    kept = {file.suffix: file for file in (*files.values(), *small)}
    return Leaves(tuple(made), tuple(kept.values()))


def _rendering(
    edition: Edition,
    pages: Sequence[SitePage],
    base: str,
    outside: Outside,
    files: Files,
    pictures: Pictures,
    theme: Theme,
    reports: Reports,
) -> Rendering:
    lying = {chapter.id: page.address for page in pages for chapter in page.chapters}
    whole = Addresses(edition, alone={page.chapters[0].id for page in pages})

    def rendering(page: SitePage, chapter: Chapter) -> tuple[Renderer, Addresses]:
        here = page.address
        ways = {path: way(here, file.suffix) for path, file in files.items()}

        def way_to(other: Chapter, _name: str) -> str:
            return way(here, lying.get(other.id, base))

        def src(node: Image | Media) -> str | None:
            return ways.get(node.source, node.source)

        first = next((image.source for image in collect(chapter.document.blocks, Image)), "")
        placed: Dialect = {**WEB, Image: in_widths(pictures, partial(way, here), first)}
        dialect = themed(placed, theme)
        addresses = whole.seen_from(way_to, partial(outside, here), ways)
        render = renderer(edition, chapter, dialect, addresses, src, reports)
        return replace(render, href=addresses.href(chapter, way(here, here))), addresses

    return rendering


def _leaf(page: SitePage, rendering: Rendering, files: Files, *, in_site: bool) -> Leaf:
    chapter, *around = (
        _with_tags_linked(each, page.address) if in_site else each for each in page.chapters
    )
    render, addresses = rendering(page, chapter)
    of_note = page.edition.kind == "note"
    known = facts(page.edition) | {
        "cover": render.src(Image((), page.edition.metadata.cover)),
        "reading_time": "" if page.edition.lying else _reading_time(page.edition),
    }
    if page.edition.lying and of_note and not chapter.document.metadata.authors:
        known["byline"] = ""  # who wrote the book stands on its title page
    told = for_template(chapter, render, addresses, endnotes)
    shown = sources(
        msgspec.structs.replace(page.edition, chapters=page.chapters),
        lambda node: render.src(node) or OWN,
    )
    return Leaf(
        edition=known,
        chapter=told,
        contents=_lines(contents(page.edition, addresses, [render])) if of_note else (),
        head=head(page.edition, _picture(page, files)),
        around=tuple(for_template(each, *rendering(page, each), endnotes) for each in around),
        policy=site_policy(
            shown,
            styled=' style="' in f"{told['body']}{told['footnotes']}",
            fonts=page.edition.web.fonts and not in_site,
        ),
    )


def _reading_time(edition: Edition) -> str:
    return reading_time(length_of(edition), edition.metadata.lang or "en")


def _picture(page: SitePage, files: Files) -> Picture | None:
    """The picture that a page is shown with elsewhere: its cover, or the first in the text."""
    if not page.edition.url:
        return None
    top = page.edition.url.removesuffix(quote(page.address))
    blocks, lang = page.chapters[0].document.blocks, page.edition.metadata.lang
    pictures = (image for image in collect(blocks, Image) if not image.decorative)
    for picture in (Image((), page.edition.metadata.cover), *pictures):
        if picture.source in files:
            text = alternative(picture, lang) if picture.content else ""
            return Picture(top + quote(files[picture.source].suffix), text)
    return None


def _card(page: SitePage, files: Files) -> Card:
    chapter, metadata = page.chapters[0], page.edition.metadata
    blocks, path = chapter.document.blocks, chapter.document.path
    made = path.startswith("#")
    sources = (metadata.cover, *(image.source for image in collect(blocks, Image)))
    return Card(
        note=f"#{page.address}" if made else path,
        address=page.address,
        title=metadata.title,
        lang=metadata.lang or "en",
        description=metadata.description,
        excerpt=excerpt(blocks),
        date=metadata.date,
        modified=metadata.modified,
        tags=_tags(metadata.tags, chapter),
        picture=next((files[each].suffix for each in sources if each in files), ""),
        mentions=() if made else mentions(blocks),  # an index mentions everything
        former=former(chapter.document.metadata, page.address, bound=bool(page.edition.lying)),
    )


def _outline(edition: Edition, pages: Sequence[SitePage], rendering: Rendering) -> tuple[Line, ...]:
    """The contents of a book, with addresses from the top of the site."""
    first, *rest = pages
    lying = {page.chapters[0].id: page.address for page in rest}
    places: list[tuple[int, Place]] = []
    for chapter in edition.chapters:
        if chapter.listed:
            render, _ = rendering(first, chapter)
            number, title = listed_number(chapter, render.lang), render(label(chapter.title))
            place = Place(lying.get(chapter.id, ""), title, number, kind=chapter.kind)
            places.append((chapter.level, place))
    return _lines(nested(places))


def _tags(given: Iterable[str], chapter: Chapter) -> tuple[str, ...]:
    """The tags of front matter and of the text, each once."""
    named = (tag.name for tag in collect(chapter.document.blocks, Tag))
    found: dict[str, str] = {}
    for name in (*given, *named):
        found.setdefault(tag_address(name), name)
    return tuple(found.values())


def _with_tags_linked(chapter: Chapter, here: str) -> Chapter:
    def linked(tag: Tag) -> Link:
        href = way(here, tag_address(tag.name))
        return Link((Text(f"#{tag.name}"),), href, attributes=Attributes(classes=("tag",)))

    return with_blocks(chapter, rewrite(chapter.document.blocks, linked, frozenset({Tag})))


def _lines(places: Iterable[Place]) -> tuple[Line, ...]:
    return tuple(Line(p.href, p.title, p.number, _lines(p.children), p.kind) for p in places)
