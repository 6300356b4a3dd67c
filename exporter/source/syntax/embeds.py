"""`![[note]]`, `![[image.png|300]]`, `![[film.mp4]]`: a wikilink after an exclamation mark.

A Markdown image of a film, a sound or a document is as Obsidian has it: that, and no image.
"""

from __future__ import annotations

import posixpath
import re

from exporter.model.inlines import merged
from exporter.model.media import DECORATIVE, film_page, is_image, media_kind, sized
from exporter.model.nodes import Embed, Image, Inline, Inlines, Link, Media, MediaKind, Text
from exporter.model.walk import plain_text
from exporter.source.text import wikilink_text

PAGE = re.compile(r"\bpage=(\d{1,5})")


def lift_embeds(inlines: Inlines) -> Inlines:
    result: list[Inline] = []
    for node in inlines:
        last = result[-1] if result else None
        if isinstance(node, Image):
            node = _played(node)
        elif (
            isinstance(node, Link)
            and node.wiki
            and isinstance(last, Text)
            and last.text.endswith("!")
        ):
            result[-1] = Text(last.text[:-1])
            node = _embedded(node)
        result.append(node)
    return merged(result)


def _embedded(link: Link) -> Inline:
    text = plain_text(link.content)
    own_text = text if text != wikilink_text(link.target) else ""
    target = link.target.strip()
    if is_image(target):
        parts = own_text.split("|")
        own_text = "|".join(part for part in parts if part.strip() != DECORATIVE)
        content = (Text(own_text),) if own_text else ()
        return Image(content, target, wiki=True, decorative=DECORATIVE in map(str.strip, parts))
    kind = media_kind(target)
    return media(kind, target, own_text, wiki=True) if kind else Embed(target, own_text)


def _played(image: Image) -> Inline:
    text = plain_text(image.content)
    if film_page(image.source):
        # Obsidian plays a film whose page is written as an image
        return media("frame", image.source, text or image.source)
    kind = media_kind(image.source)
    return media(kind, image.source, text) if kind else image


def media(kind: MediaKind, source: str, text: str, *, wiki: bool = False) -> Media:
    """A piece of media; the end of its text may be a size, `|300x200`."""
    title, width, height = sized(text, wiki=wiki)
    path, _, fragment = source.partition("#") if kind == "document" else (source, "", "")
    page = PAGE.search(fragment)
    number = int(page[1]) if page else 0
    name = posixpath.basename(path.strip()) + (f", p.\u00a0{number}" if number else "")
    return Media(
        kind,
        (Text(title or name),),
        path.strip(),
        page=number,
        width=width,
        height=height,
        wiki=wiki,
    )
