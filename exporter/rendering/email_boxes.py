"""Boxes of a letter, each a table: Outlook keeps padding, borders and grounds on cells only."""

from __future__ import annotations

from typing import TypeGuard
from urllib.parse import urlsplit

import msgspec

from exporter.model.media import film_page
from exporter.model.nodes import (
    Block,
    BlockQuote,
    Callout,
    Division,
    Figure,
    HardBreak,
    Image,
    Inline,
    Link,
    Media,
    Paragraph,
    Text,
)
from exporter.model.walk import collect, plain_text, rewrite
from exporter.rendering import blocks, items, pictures, references
from exporter.rendering.labels import labels
from exporter.rendering.markup import Renderer, Rule, escape
from exporter.rendering.plain_lines import columns
from exporter.rendering.templates import Theme

TABLE = 'role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"'
EMBED = "embed"
# Pixels: the picture of a card
SIDE = 140
# What stands for a film, a sound, and a page of another site; as text, not as a coloured picture
SIGNS = {"video": "▶\ufe0e", "audio": "♫\ufe0e"}
OTHER_SIGN = "↗\ufe0e"
# Pixels: a letter of a button's label at most, and what is beside the label
LABEL_LETTER, LABEL_MARGINS = 10, 56
# Pixels: the column is 600 wide, and 36 on either side are its margin. Outlook knows no max-width
# and widens the column for a picture that is wider.
WIDEST = 528


def box(names: str, cell: str, content: str) -> str:
    """A table of one cell."""
    return f'<table class="{names}" {TABLE}><tr><td class="{cell}">{content}</td></tr></table>'


def block_quote(node: BlockQuote, render: Renderer) -> str:
    return f"<blockquote>{box('quote', 'quote-cell', render(node.blocks))}</blockquote>\n"


def callout(node: Callout, render: Renderer) -> str:
    body = f'<div class="callout-body">{render(node.blocks)}</div>' if node.blocks else ""
    title = f'<p class="callout-title">{render(node.title)}</p>'
    return box(blocks.callout_classes(node), "callout-cell", title + body) + "\n"


def division(node: Division, render: Renderer) -> str:
    classes = node.attributes.classes
    if items.BOOKMARK in classes:
        return _bookmark(node, render)
    if EMBED in classes:
        return box(" ".join(classes), "embed-cell", render(node.blocks)) + "\n"
    return references.division(node, render)


def _bookmark(node: Division, render: Renderer) -> str:
    """The words of a card, and its picture at their side."""
    shown = tuple(filter(_is_picture, node.blocks))
    words = tuple(block for block in node.blocks if block not in shown)
    beside = "".join(
        f'<td class="bookmark-picture" width="{SIDE}" align="right">{render(each.blocks)}</td>'
        for each in shown
    )
    cells = f'<td class="bookmark-text">{render(words)}</td>{beside}'
    return f'<table class="bookmark" {TABLE}><tr>{cells}</tr></table>\n'


def _is_picture(block: Block) -> TypeGuard[Division]:
    return isinstance(block, Division) and items.BOOKMARK_PICTURE in block.attributes.classes


def figure(node: Figure, render: Renderer) -> str:
    """A picture and its caption. Where pictures are blocked, their texts stand in their place: one
    that the caption says again is said once."""
    caption_text = plain_text(node.caption)

    def told_once(image: Image) -> Image:
        said = not image.decorative and pictures.alternative(image, render.lang) in caption_text
        return named(image, render.lang) if said else image

    shown = rewrite(node.blocks, told_once, frozenset({Image}))
    caption = f'<div class="caption">{render(node.caption)}</div>' if node.caption else ""
    return f'<div class="figure">{render(shown)}{caption}</div>\n'


def named(image: Image, lang: str) -> Image:
    """An image that is described beside it: called what it is, for those who do not see it."""
    return msgspec.structs.replace(image, content=(Text(labels(lang).image),), decorative=False)


def media(node: Media, render: Renderer) -> str:
    """What is played elsewhere: a link on its picture and title, or on its title beside a sign."""
    link, sign = pictures.media_link(node), _sign(node)
    thumbnails = collect(node.thumbnail, Image)
    if thumbnails:
        # its title says what it shows, right below it
        shown = named(thumbnails[0], render.lang)
        mark = (Text(f"{sign} "),) if sign != OTHER_SIGN else ()
        content = (shown, HardBreak(), *mark, *node.content)
        return render((msgspec.structs.replace(link, content=content),))
    host = urlsplit(node.source).hostname or ""
    below = f'<br/><span class="media-host">{escape(host)}</span>' if host else ""
    cells = (
        f'<td class="media-sign" width="56" align="center">{sign}</td>'
        f'<td class="media-words">{render((link,))}{below}</td>'
    )
    return f'<table class="media" {TABLE}><tr>{cells}</tr></table>'


def _sign(node: Media) -> str:
    return SIGNS["video"] if film_page(node.source) else SIGNS.get(node.kind, OTHER_SIGN)


def button(theme: Theme) -> Rule:
    """The rule for a paragraph: one of links alone that are called buttons has them drawn.

    Outlook knows no padding of a link: it draws the button of `email/button.html` in VML, in a
    width that has to be known.
    """

    def rule(node: Paragraph, render: Renderer) -> str:
        links = [each for each in node.content if _is_button(each)]
        if not links or not all(_is_button(each) or _is_blank(each) for each in node.content):
            return blocks.paragraph(node, render)
        return "".join(_drawn(each, render, theme) for each in links)

    return rule


def _drawn(link: Link, render: Renderer, theme: Theme) -> str:
    href = render.href(link)
    if href is None:
        return blocks.paragraph(Paragraph((link,)), render)
    label = plain_text(link.content)
    width = min(columns(label) * LABEL_LETTER + LABEL_MARGINS, WIDEST)
    return theme.render("email/button.html", href=href, label=label, width=width)


def _is_button(node: Inline) -> TypeGuard[Link]:
    return isinstance(node, Link) and items.BUTTON in node.attributes.classes


def _is_blank(node: Inline) -> bool:
    return isinstance(node, HardBreak) or (isinstance(node, Text) and not node.text.strip())
