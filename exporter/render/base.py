"""BASE: the rule for each node in markup that is valid HTML and well-formed XML at once.

What a medium needs otherwise is a rule of its own in `web`, `xhtml`, `print` or `email`.
"""

from __future__ import annotations

import re

from exporter.model.index_marks import unmarked
from exporter.model.nodes import (
    NO_ATTRIBUTES,
    Attributes,
    BlockQuote,
    BulletList,
    Callout,
    Cell,
    Citation,
    Code,
    CodeBlock,
    CrossReference,
    DefinitionList,
    Diagram,
    Division,
    Dynamic,
    Embed,
    Emphasis,
    Figure,
    Footnote,
    HardBreak,
    Heading,
    Highlight,
    Image,
    Inlines,
    LineBlock,
    Link,
    ListItem,
    Math,
    Media,
    OrderedList,
    Paragraph,
    Plain,
    Quoted,
    RawBlock,
    RawInline,
    Row,
    Ruby,
    SmallCaps,
    Span,
    Strikethrough,
    Strong,
    Subscript,
    Superscript,
    Table,
    Tag,
    Text,
    ThematicBreak,
    Underline,
)
from exporter.model.walk import brackets, collect, plain_text, rewrite
from exporter.render import code, diagrams, footnotes, labels, references
from exporter.render.markup import (
    Dialect,
    Renderer,
    Rule,
    attribute,
    escape,
    identity,
    quote,
)
from exporter.render.sanitize import fragment

LIST_TYPES = {"lower-alpha": "a", "upper-alpha": "A", "lower-roman": "i", "upper-roman": "I"}
ADDRESS = re.compile(r"[!-~]+(?:[./]|://|@)[!-~]+")
CALLOUT_KINDS = frozenset(
    "note abstract info todo tip success question warning failure danger bug example quote".split()
)


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
                return (Text(alternative(inner, render.lang)),)
            case Footnote():
                return ()
        return (inner,)

    content = rewrite(node.content, change, frozenset({Link, Footnote, Image}))
    return render(content), render(collect(node.content, Footnote))


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


def raw_inline(node: RawInline, render: Renderer) -> str:
    return _raw(node, render)


def raw_block(node: RawBlock, render: Renderer) -> str:
    return _raw(node, render) + "\n"


def _raw(node: RawInline | RawBlock, render: Renderer) -> str:
    if node.format in ("html", "html5", "html4"):
        return fragment(node.text)
    render.not_rendered(f"raw {node.format}", node.text)
    return ""


def paragraph(node: Paragraph, render: Renderer) -> str:
    return f"<p>{render(node.content)}</p>\n"


def plain(node: Plain, render: Renderer) -> str:
    return render(node.content)


def heading(node: Heading, render: Renderer) -> str:
    return headed(node, render)


def headed(node: Heading, render: Renderer, after: str = "") -> str:
    """A heading with its number, and with `after` at its end.

    One that stands below others has its level among them, and a class for its looks: those of its
    level in its own document.
    """
    level = min(node.level + render.shift, 6)
    looks = (f"h{min(node.level, 6)}",) if render.shift else ()
    number = f'<span class="section-number">{node.number}</span> ' if node.number else ""
    content = f"{number}{render(node.content)}{after}"
    return f"<h{level}{identity(node.attributes, render, *looks)}>{content}</h{level}>\n"


def block_quote(node: BlockQuote, render: Renderer) -> str:
    return f"<blockquote>\n{render(node.blocks)}</blockquote>\n"


def bullet_list(node: BulletList, render: Renderer) -> str:
    tasks = ' class="tasks"' if any(item.task is not None for item in node.items) else ""
    return f"<ul{tasks}>\n{render(node.items)}</ul>\n"


def ordered_list(node: OrderedList, render: Renderer, more: str = "") -> str:
    start = f' start="{node.start}"' if node.start != 1 else ""
    kind = attribute("type", LIST_TYPES.get(node.style, ""))
    return f"<ol{more}{start}{kind}>\n{render(node.items)}</ol>\n"


def list_item(node: ListItem, render: Renderer) -> str:
    if node.task is None:
        return f"<li{identity(node.attributes, render)}>{render(node.blocks)}</li>\n"
    state = task_state(node.task)
    return (
        f"<li{identity(node.attributes, render, 'task', f'task-{state}')}"
        f' data-task="{quote(node.task)}">{with_box(task_box(node, render), node, render)}</li>\n'
    )


def with_box(box: str, node: ListItem, render: Renderer) -> str:
    """What a task says, its box in its first paragraph: before it, it would stand alone."""
    content = render(node.blocks)
    if not isinstance(next(iter(node.blocks), None), Paragraph):
        return box + content
    start, end, rest = content.partition(">")
    return f"{start}{end}{box}{rest}"


def task_state(task: str) -> str:
    """`done`, `open` or `other`: Obsidian and its themes know many marks beside `x`."""
    return {"x": "done", "X": "done", " ": "open"}.get(task, "other")


def task_box(node: ListItem, render: Renderer) -> str:
    state = task_state(node.task or " ")
    label = labels.task(render.lang, state)
    checked = ' checked="checked"' if state == "done" else ""
    return (
        f'<input type="checkbox" class="task-box" disabled="disabled"{checked}'
        f' aria-label="{quote(label)}"/> '
    )


def definition_list(
    node: DefinitionList, render: Renderer, term: str = "", meaning: str = ""
) -> str:
    """Definitions; `term` and `meaning` are more attributes for the two halves of each."""
    items = [
        f"<dt{term}>{render(item.term)}</dt>\n"
        + "".join(f"<dd{meaning}>{render(each)}</dd>\n" for each in item.meanings)
        for item in node.items
    ]
    return f"<dl>\n{''.join(items)}</dl>\n"


def code_block(node: CodeBlock, render: Renderer) -> str:
    return listing(node, render, code.highlighted(node))


def listing(node: CodeBlock, render: Renderer, text: str) -> str:
    """A listing with its title, from the markup of its text."""
    classes = ("code", "numbered") if node.numbered else ("code",)
    attributes = identity(node.attributes, render, *classes, runs="ltr")
    language = attribute("data-language", node.language)
    shown = f"<pre{attributes}{language}><code>{text}</code></pre>\n"
    if not node.title:
        return shown
    title = f'<figcaption class="listing-title">{escape(node.title)}</figcaption>'
    return f'<figure class="listing">{title}\n{shown}</figure>\n'


def diagram(node: Diagram, render: Renderer) -> str:
    return drawn_diagram(node, render, "") if node.svg else diagram_source(node, render)


def drawn_diagram(node: Diagram, render: Renderer, style: str, more: str = "") -> str:
    """The drawing in the page itself: its words are found, chosen and read aloud."""
    drawn = diagrams.inline(node, render.id_prefix, style)
    name = attribute("aria-label", diagrams.name(node, render.lang))
    return f'<figure class="diagram"{name}{more}>{drawn}</figure>\n'


def diagram_source(node: Diagram, render: Renderer) -> str:
    return render((CodeBlock(node.text, language=node.language),))


def dynamic(node: Dynamic, render: Renderer) -> str:
    told = labels.labels(render.lang).live.format(node.language)
    return f'<p class="dynamic">{escape(told)}</p>\n'


def table(node: Table, render: Renderer) -> str:
    caption = f"<caption>{render(node.caption)}</caption>\n" if node.caption else ""
    widths = [column.width for column in node.columns]
    columns = (
        "<colgroup>"
        + "".join(f'<col style="width:{width:.0%}"/>' if width else "<col/>" for width in widths)
        + "</colgroup>\n"
        if any(widths)
        else ""
    )
    sections = (("thead", node.head), ("tbody", node.body), ("tfoot", node.foot))
    rows = "".join(f"<{name}>\n{render(part)}</{name}>\n" for name, part in sections if part)
    return f"<table{identity(node.attributes, render)}>\n{caption}{columns}{rows}</table>\n"


def row(node: Row, render: Renderer) -> str:
    return f"<tr>{render(node.cells)}</tr>\n"


def cell(node: Cell, render: Renderer) -> str:
    element = "th" if node.scope else "td"
    spans = (f' rowspan="{node.rowspan}"' if node.rowspan > 1 else "") + (
        f' colspan="{node.colspan}"' if node.colspan > 1 else ""
    )
    # PDF/UA-1 7.5: a header cell says what it heads; WeasyPrint infers it inside thead only
    scope = attribute("scope", node.scope)
    align = "" if node.align == "default" else f' class="align-{node.align}"'
    return f"<{element}{scope}{spans}{align}>{render(node.blocks)}</{element}>"


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


def callout_classes(node: Callout) -> str:
    known = node.kind if node.kind in CALLOUT_KINDS else f"custom callout-{slugged(node.kind)}"
    return f"callout callout-{known}"


def slugged(kind: str) -> str:
    """A callout's kind as a class name: what CSS can select without escapes."""
    return "".join(c if c.isalnum() or c == "-" else "-" for c in kind.lower()) or "plain"


def callout(node: Callout, render: Renderer) -> str:
    return (
        f'<aside class="{callout_classes(node)}" role="note">'
        f'<p class="callout-title">{render(node.title)}</p>\n{callout_body(node, render)}</aside>\n'
    )


def callout_body(node: Callout, render: Renderer) -> str:
    if not node.blocks:
        return ""
    return f'<div class="callout-body">\n{render(node.blocks)}</div>'


def line_block(node: LineBlock, render: Renderer) -> str:
    lines = "".join(f'<span class="line">{render(line)}</span><br/>\n' for line in node.lines)
    return f'<div class="line-block">{lines}</div>\n'


def thematic_break(_node: ThematicBreak, _render: Renderer) -> str:
    return "<hr/>\n"


BASE: Dialect = {
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
    Image: image,
    Media: media,
    Footnote: footnote,
    Citation: citation,
    CrossReference: cross_reference,
    Tag: tag,
    Span: span,
    Embed: embed,
    RawInline: raw_inline,
    Paragraph: paragraph,
    Plain: plain,
    Heading: heading,
    BlockQuote: block_quote,
    ListItem: list_item,
    BulletList: bullet_list,
    OrderedList: ordered_list,
    DefinitionList: definition_list,
    CodeBlock: code_block,
    Diagram: diagram,
    Dynamic: dynamic,
    Table: table,
    Row: row,
    Cell: cell,
    Figure: figure,
    Callout: callout,
    Division: references.division,
    LineBlock: line_block,
    ThematicBreak: thematic_break,
    RawBlock: raw_block,
}
