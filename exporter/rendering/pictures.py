"""PICTURES: the rule for each node that is looked at or played, as `base` has them."""

from __future__ import annotations

from exporter.model.nodes import (
    Attributes,
    CodeBlock,
    Diagram,
    Figure,
    HardBreak,
    Image,
    Inlines,
    Link,
    Media,
    Paragraph,
    Plain,
    Quoted,
    Text,
)
from exporter.model.walk import plain_text, rewrite
from exporter.rendering import diagrams, labels
from exporter.rendering.markup import Dialect, Renderer, attribute, escape, identity, quote


def image(node: Image, render: Renderer) -> str:
    return sized_image(node, render, image_size(node))


def sized_image(node: Image, render: Renderer, size: str) -> str:
    """An image with its size as attributes; a link where the medium can't show it."""
    src = render.src(node)
    if src is not None:
        return placed_image(node, render, src, size)
    text = escape(alternative(node, render.lang))
    return f'<a class="image" href="{quote(node.source)}">{text}</a>' if text else ""


def placed_image(node: Image, render: Renderer, src: str, more: str) -> str:
    """The element of an image that lies at `src`; `more` are attributes of the medium."""
    return (
        f'<img src="{quote(src)}" alt="{quote(alternative(node, render.lang))}"'
        f"{attribute('title', node.title)}{more}{identity(node.attributes, render)}/>"
    )


def alternative(node: Image, lang: str) -> str:
    """The text for those who don't see the image; the name of its file where there is no other.

    Empty for decoration alone, which says in HTML that it is one: it has no role then.
    """
    if node.decorative:
        return ""
    name = node.source.rpartition("/")[2]
    return spoken(node.content, lang) or name.rpartition(".")[0] or name or "image"


def spoken(inlines: Inlines, lang: str) -> str:
    """The text of inlines for an attribute, with the quotation marks of the language."""

    def marked(node: Quoted) -> Inlines:
        opening, closing = labels.quotation_marks(lang, node.kind)
        return (Text(opening), *node.content, Text(closing))

    return plain_text(rewrite(inlines, marked, frozenset({Quoted}))).strip()


def image_size(node: Image) -> str:
    """Size attributes: what the writer asked for, else the measured pixels, which reserve room."""
    if node.width.isdigit() or node.height.isdigit():
        return attribute("width", node.width) + attribute("height", node.height)
    if node.width or node.height:
        style = f"width:{node.width};" if node.width else ""
        return attribute("style", style + (f"height:{node.height};" if node.height else ""))
    if node.pixels:
        return f' width="{node.pixels[0]}" height="{node.pixels[1]}"'
    return ""


def media(node: Media, render: Renderer) -> str:
    """What can't be played here: its picture and its title, linked to it."""
    return render((media_link(node),))


def media_link(node: Media) -> Link:
    thumbnail = tuple(part for part in node.thumbnail if isinstance(part, Image))
    title: Inlines = (HardBreak(), *node.content) if thumbnail else node.content
    local = "://" not in node.source and not node.source.startswith("//")
    return Link(
        (*thumbnail, *title),
        f"#page={node.page}" if node.page else "" if local else node.source,
        file=node.source if local else "",
        attributes=Attributes(classes=("media", node.kind)),
    )


def diagram(node: Diagram, render: Renderer) -> str:
    return drawn_diagram(node, render, "") if node.svg else diagram_source(node, render)


def drawn_diagram(node: Diagram, render: Renderer, style: str, more: str = "") -> str:
    """The drawing in the page itself: its words are found, chosen and read aloud."""
    drawn = diagrams.inline(node, render.id_prefix, style)
    name = attribute("aria-label", diagrams.name(node, render.lang))
    return f'<figure class="diagram"{name}{more}>{drawn}</figure>\n'


def diagram_source(node: Diagram, render: Renderer) -> str:
    return render((CodeBlock(node.text, language=node.language),))


def figure(node: Figure, render: Renderer) -> str:
    caption = f"<figcaption>{render(node.caption)}</figcaption>" if node.caption else ""
    role = ' role="presentation"' if is_decoration(node) else ""
    content = f"{render(node.blocks)}{caption}"
    return f"<figure{identity(node.attributes, render)}{role}>{content}</figure>\n"


def is_decoration(node: Figure) -> bool:
    """Whether it shows decoration alone."""
    match node:
        case Figure(blocks=(Plain(content=content) | Paragraph(content=content),), caption=()):
            return all(isinstance(each, Image) and each.decorative for each in content)
    return False


PICTURES: Dialect = {
    Image: image,
    Media: media,
    Diagram: diagram,
    Figure: figure,
}
