"""INLINES: the rule for each inline, as `base` has them."""

from __future__ import annotations

import re

from exporter.model.index_marks import unmarked
from exporter.model.nodes import (
    NO_ATTRIBUTES,
    Citation,
    Code,
    CrossReference,
    Embed,
    Emphasis,
    Footnote,
    HardBreak,
    Highlight,
    Image,
    Inlines,
    Link,
    Math,
    Quoted,
    RawBlock,
    RawInline,
    Ruby,
    SmallCaps,
    Span,
    Strikethrough,
    Strong,
    Subscript,
    Superscript,
    Tag,
    Text,
    Underline,
)
from exporter.model.walk import brackets, collect, plain_text, rewrite
from exporter.rendering import footnotes, labels, pictures, references
from exporter.rendering.markup import Dialect, Renderer, Rule, attribute, escape, identity, quote
from exporter.rendering.sanitize import fragment

# Letters of ASCII alone, with a mark among them
ADDRESS = re.compile(r"(?=[!-~]++\Z).+[./@].+")


def text(node: Text, _render: Renderer) -> str:
    return escape(node.text)


def hard_break(_node: HardBreak, _render: Renderer) -> str:
    return "<br/>\n"


def enclosed(element: str, *, css_class: str = "") -> Rule:
    """The rule for an inline whose content stands between two tags."""
    start, end = f"<{element}{attribute('class', css_class)}>", f"</{element}>"
    return lambda node, render: f"{start}{render(node.content)}{end}"


def quoted(node: Quoted, render: Renderer) -> str:
    opening, closing = labels.quotation_marks(render.lang, node.kind)
    return f"{opening}{render(node.content)}{closing}"


def ruby(node: Ruby, render: Renderer) -> str:
    """HTML §4.5.10: the brackets are for programs that set the annotation behind the text."""
    opening, closing = brackets(node.content)
    annotation = f"<rp>{opening}</rp><rt>{render(node.annotation)}</rt><rp>{closing}</rp>"
    return f"<ruby>{render(node.content)}{annotation}</ruby>"


def inline_code(node: Code, render: Renderer) -> str:
    return f"<code{identity(node.attributes, render, runs='ltr')}>{escape(node.text)}</code>"


def math(node: Math, render: Renderer) -> str:
    if not node.mathml:
        return f'<code class="math tex">{escape(node.tex)}</code>'
    return displayed(node, render, node.mathml) if node.display else node.mathml


def displayed(node: Math, render: Renderer, formula: str) -> str:
    """A formula on a line of its own, with its number where it has one."""
    number = f'<span class="equation-number">({escape(node.number)})</span>' if node.number else ""
    classes = ("math", "display", "numbered") if number else ("math", "display")
    return f"<span{identity(node.attributes, render, *classes)}>{formula}{number}</span>"


def link(node: Link, render: Renderer, more: str = "") -> str:
    """A link; `more` are attributes that a medium has beside ours."""
    href = render.href(node)
    if href is None:
        content = render(node.content)
        return f'<span class="unresolved">{content}</span>' if node.wiki or node.note else content
    title = attribute("title", node.title)
    content, notes = _unlinked(node, render)
    # an address would end on its wrong side among words that run from the right
    runs = "ltr" if render.direction == "rtl" and _is_address(node.content) else ""
    attributes = (
        f"{title}{identity(node.attributes, render, runs=runs)}"
        f"{references.link_role(node.attributes)}"
        f"{footnotes.link_role(node.attributes, render)}"
    )
    return f'<a{more} href="{quote(href)}"{attributes}>{content}</a>{notes}'


def _is_address(content: Inlines) -> bool:
    return ADDRESS.fullmatch(plain_text(content).strip()) is not None


def _unlinked(node: Link, render: Renderer) -> tuple[str, str]:
    """What a link shows, and the notes in it to stand behind it: a link holds no other link."""

    def change(inner: Link | Footnote | Image) -> Inlines:
        match inner:
            case Link(content=content):
                return content
            case Image() if render.src(inner) is None:
                return (Text(pictures.alternative(inner, render.lang)),)
            case Footnote():
                return ()
        return (inner,)

    content = rewrite(node.content, change, frozenset({Link, Footnote, Image}))
    return render(content), render(collect(node.content, Footnote))


def footnote(node: Footnote, render: Renderer) -> str:
    return (
        f'<sup class="footnote-ref"><a{footnotes.call(node, render)}'
        f' role="doc-noteref">{node.number}</a></sup>'
    )


def citation(node: Citation, render: Renderer) -> str:
    # no <cite>, which is for the titles of works (HTML §4.5.6)
    return f'<span class="citation">{render(node.content)}</span>'


def cross_reference(node: CrossReference, render: Renderer) -> str:
    content = render(node.content) or escape(node.target)
    return (
        f'<a class="cross-reference" href="#{quote(render.id_prefix + node.target)}">{content}</a>'
    )


def tag(node: Tag, _render: Renderer) -> str:
    return f'<span class="tag">#{escape(node.name)}</span>'


def span(node: Span, render: Renderer) -> str:
    attributes = node.attributes
    named = attribute("id", render.id_prefix + attributes.id if attributes.id else "")
    title = attribute("title", attributes.get("title"))
    content = render(node.content)
    for element in ("kbd", "abbr", "dfn"):
        if attributes.classes == (element,):
            return f"<{element}{named}{title}>{content}</{element}>"
    # a mark of the index is its text, and where the index leads
    left = unmarked(attributes)
    if left == NO_ATTRIBUTES and left != attributes:
        return content
    return f"<span{identity(left, render)}{title}>{content}</span>"


def embed(node: Embed, render: Renderer) -> str:
    render.not_rendered(f"embed of “{node.target}”", f"![[{node.target}]]")
    return f'<span class="unresolved">{escape(node.text or node.target)}</span>'


def raw(node: RawInline | RawBlock, render: Renderer) -> str:
    if node.format in ("html", "html5", "html4"):
        return fragment(node.text)
    render.not_rendered(f"raw {node.format}", node.text)
    return ""


INLINES: Dialect = {
    Text: text,
    HardBreak: hard_break,
    Emphasis: enclosed("em"),
    Strong: enclosed("strong"),
    Strikethrough: enclosed("del"),
    Underline: enclosed("u"),
    Superscript: enclosed("sup"),
    Subscript: enclosed("sub"),
    SmallCaps: enclosed("span", css_class="smallcaps"),
    Highlight: enclosed("mark"),
    Ruby: ruby,
    Quoted: quoted,
    Code: inline_code,
    Math: math,
    Link: link,
    Footnote: footnote,
    Citation: citation,
    CrossReference: cross_reference,
    Tag: tag,
    Span: span,
    Embed: embed,
    RawInline: raw,
}
