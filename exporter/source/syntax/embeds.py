"""`![[note]]` and `![[image.png|300]]`: Pandoc reads a wikilink after an exclamation mark."""

from __future__ import annotations

from exporter.model.inlines import merged
from exporter.model.nodes import Embed, Image, Inline, Inlines, Link, Text
from exporter.model.walk import plain_text
from exporter.source.text import wikilink_text

IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".bmp", ".tif", ".tiff")


def lift_embeds(inlines: Inlines) -> Inlines:
    if not any(isinstance(node, Link) and node.wiki for node in inlines):
        return inlines
    result: list[Inline] = []
    for node in inlines:
        last = result[-1] if result else None
        if (
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
    if link.target.partition("#")[0].strip().lower().endswith(IMAGES):
        return Image((Text(own_text),) if own_text else (), link.target.strip(), wiki=True)
    return Embed(link.target.strip(), own_text)
