"""Sound and film where a medium plays them: the elements of HTML, in web pages and in EPUB."""

from __future__ import annotations

from exporter.model.nodes import Image, Media
from exporter.model.walk import plain_text
from exporter.rendering import pictures
from exporter.rendering.markup import Renderer, attribute, escape, quote


def media(node: Media, render: Renderer) -> str:
    """`<audio>` or `<video>`, with its title for who can't play it; nothing is loaded unasked."""
    src = render.src(node) if node.kind in ("audio", "video") else None
    if not src:
        return pictures.media(node, render)
    title = plain_text(node.content)
    opening = f'controls="controls" preload="none" src="{quote(src)}" aria-label="{quote(title)}"'
    if node.kind == "audio":
        return f"<audio {opening}>{escape(title)}</audio>{_caption(node, render)}"
    posters = (render.src(part) for part in node.thumbnail if isinstance(part, Image))
    sides = (("width", node.width), ("height", node.height))
    size = "".join(attribute(name, value) for name, value in sides if value.isdigit())
    poster = attribute("poster", next(filter(None, posters), ""))
    return f"<video {opening}{size}{poster}>{escape(title)}</video>{_caption(node, render)}"


def _caption(node: Media, render: Renderer) -> str:
    """What the writer called it; its address and the name of its file are none."""
    if plain_text(node.content) in (node.source, node.source.rpartition("/")[2]):
        return ""
    return f'<span class="media-title">{render(node.content)}</span>'
