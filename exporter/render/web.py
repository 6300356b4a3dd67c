"""WEB: what a browser can do beside BASE."""

from __future__ import annotations

from urllib.parse import urlsplit

from exporter.model.media import film_player
from exporter.model.nodes import Callout, Diagram, Figure, Heading, Image, Media, Plain, Table
from exporter.model.walk import plain_text
from exporter.render import base, diagrams, playing
from exporter.render.labels import labels
from exporter.render.markup import Dialect, Renderer, escape, identity, quote

# Pixels: what the column of text still shows at SMALLEST of its size
WIDEST_DIAGRAM = 1160
SMALLEST = 0.55
PHONE = 340
# What a player needs; nothing of ours is its own
SANDBOX = "allow-scripts allow-same-origin allow-popups allow-presentation"


def heading(node: Heading, render: Renderer) -> str:
    anchor = (
        f' <a class="anchor" href="#{render.id_prefix}{node.attributes.id}"'
        f' aria-label="{quote(labels(render.lang).link)}">¶</a>'
        if node.attributes.id
        else ""
    )
    return base.headed(node, render, anchor)


def table(node: Table, render: Renderer) -> str:
    # a wide table scrolls in its frame, also by keyboard (WCAG 2.1.1); no landmark: there are many
    name = plain_text(node.caption).strip() or labels(render.lang).table
    return (
        f'<div class="table" role="group" tabindex="0" aria-label="{quote(name)}">'
        f"{base.table(node, render)}</div>\n"
    )


def callout(node: Callout, render: Renderer) -> str:
    if node.fold is None:
        return base.callout(node, render)
    opened = ' open="open"' if node.fold == "open" else ""
    return (
        f'<details class="{base.callout_classes(node)}"{opened}>'
        f'<summary class="callout-title">{render(node.title)}</summary>\n'
        f"{base.callout_body(node, render)}</details>\n"
    )


def diagram(node: Diagram, render: Renderer) -> str:
    width, _ = diagrams.size(node.svg)
    if width * SMALLEST <= PHONE:
        return base.diagram(node, render)
    # as a wide table does, it scrolls where its words would be too small
    style = f"min-width:{round(width * SMALLEST)}px"
    return base.drawn_diagram(
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
    return base.figure(node, render)


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
    **base.BASE,
    Heading: heading,
    Table: table,
    Callout: callout,
    Diagram: diagram,
    Media: playing.media,
    Figure: figure,
}
