"""WEB: what a browser can do beside BASE."""

from __future__ import annotations

from urllib.parse import urlsplit

from exporter.model.media import film_player
from exporter.model.nodes import (
    Callout,
    Diagram,
    Figure,
    Heading,
    Image,
    Link,
    Media,
    Plain,
    Table,
)
from exporter.model.walk import plain_text
from exporter.rendering import blocks, diagrams, inlines, pictures, playing
from exporter.rendering.base import BASE
from exporter.rendering.labels import labels
from exporter.rendering.markup import Dialect, Renderer, attribute, escape, identity, quote

# Pixels: what the column of text still shows at SMALLEST of its size
WIDEST_DIAGRAM = 1160
SMALLEST = 0.55
PHONE = 340
# What a player needs; nothing of ours is its own
SANDBOX = "allow-scripts allow-same-origin allow-popups allow-presentation"


def link(node: Link, render: Renderer) -> str:
    """A link; another site learns nothing of the page, which may be a private one."""
    away = not node.note and not node.file and urlsplit(node.target).scheme in ("http", "https")
    return inlines.link(node, render, ' rel="noopener noreferrer"' if away else "")


def image(node: Image, render: Renderer) -> str:
    """An image with room kept for it; one that is not in the page is loaded when it is near, and
    from another site without a trace."""
    return shown_image(node, render)


def shown_image(node: Image, render: Renderer, more: str = "", *, late: bool = True) -> str:
    """An image with `more` attributes, loaded when it is near where it may be `late`."""
    src = render.src(node)
    if src is None:
        return pictures.image(node, render)
    if not src.startswith("data:"):
        more += ' loading="lazy" decoding="async"' if late else ' fetchpriority="high"'
    if src.startswith(("http://", "https://")):
        more += ' referrerpolicy="no-referrer"'
    return pictures.placed_image(node, render, src, _room(node) + more)


def _room(node: Image) -> str:
    """Size attributes, with the side that the writer left out: a browser knows the shape by both
    (HTML §15.4.3), and nothing jumps when the picture is there."""
    asked = pictures.image_size(node)
    if not node.pixels or not (node.width or node.height):
        return asked
    width, height = node.pixels
    if node.width.isdigit() and not node.height:
        return asked + attribute("height", str(max(1, round(int(node.width) * height / width))))
    if node.height.isdigit() and not node.width:
        return attribute("width", str(max(1, round(int(node.height) * width / height)))) + asked
    return asked if "style" not in asked else f'{asked} width="{width}" height="{height}"'


def heading(node: Heading, render: Renderer) -> str:
    anchor = (
        f' <a class="anchor" href="#{render.id_prefix}{node.attributes.id}"'
        f' aria-label="{quote(labels(render.lang).link)}">¶</a>'
        if node.attributes.id
        else ""
    )
    return blocks.headed(node, render, anchor)


def table(node: Table, render: Renderer) -> str:
    # a wide table scrolls in its frame, also by keyboard (WCAG 2.1.1); no landmark: there are many
    name = plain_text(node.caption).strip() or labels(render.lang).table
    return (
        f'<div class="table" role="group" tabindex="0" aria-label="{quote(name)}">'
        f"{blocks.table(node, render)}</div>\n"
    )


def callout(node: Callout, render: Renderer) -> str:
    if node.fold is None:
        return blocks.callout(node, render)
    opened = ' open="open"' if node.fold == "open" else ""
    return (
        f'<details class="{blocks.callout_classes(node)}"{opened}>'
        f'<summary class="callout-title">{render(node.title)}</summary>\n'
        f"{blocks.callout_body(node, render)}</details>\n"
    )


def diagram(node: Diagram, render: Renderer) -> str:
    width, _ = diagrams.size(node.svg)
    if width * SMALLEST <= PHONE:
        return pictures.diagram(node, render)
    # as a wide table does, it scrolls where its words would be too small
    style = f"min-width:{round(width * SMALLEST)}px"
    return pictures.drawn_diagram(
        node, render, style, ' tabindex="0"' if width > WIDEST_DIAGRAM else ""
    )


def figure(node: Figure, render: Renderer) -> str:
    """A figure. A frame of another site waits behind its title: who opens it loads it."""
    match node.blocks:
        case (Plain(content=(Media(kind="frame") as frame,)),):
            caption = f"<figcaption>{render(node.caption)}</figcaption>" if node.caption else ""
            return (
                f"<figure{identity(node.attributes, render)}>{_frame(frame, render)}{caption}"
                "</figure>\n"
            )
    return pictures.figure(node, render)


def _frame(node: Media, render: Renderer) -> str:
    said = plain_text(node.content)
    thumbnail = render(part for part in node.thumbnail if isinstance(part, Image))
    site = (urlsplit(node.source).hostname or "").removeprefix("www.")
    host = f'<span class="frame-host">{escape(site)}</span>' if site not in said else ""
    return (
        f'<details class="frame"><summary>{thumbnail}'
        f'<span class="frame-title">{render(node.content)}</span>{host}</summary>\n'
        f'<iframe src="{quote(film_player(node.source))}" title="{quote(said)}"'
        f' loading="lazy" sandbox="{SANDBOX}" allow="fullscreen"'
        ' referrerpolicy="strict-origin-when-cross-origin"></iframe>\n'
        f'<p><a href="{quote(node.source)}">{escape(node.source)}</a></p></details>'
    )


WEB: Dialect = {
    **BASE,
    Link: link,
    Image: image,
    Heading: heading,
    Table: table,
    Callout: callout,
    Diagram: diagram,
    Media: playing.media,
    Figure: figure,
}
