"""BLOCKS: the rule for each block, as `base` has them."""

from __future__ import annotations

from exporter.model.nodes import (
    BlockQuote,
    BulletList,
    Callout,
    Cell,
    CodeBlock,
    DefinitionList,
    Division,
    Dynamic,
    Heading,
    LineBlock,
    ListItem,
    OrderedList,
    Paragraph,
    Plain,
    RawBlock,
    Row,
    Table,
    ThematicBreak,
)
from exporter.rendering import code, inlines, labels, references
from exporter.rendering.markup import Dialect, Renderer, attribute, escape, identity, quote

LIST_TYPES = {"lower-alpha": "a", "upper-alpha": "A", "lower-roman": "i", "upper-roman": "I"}
CALLOUT_KINDS = frozenset(
    "note abstract info todo tip success question warning failure danger bug example quote".split()
)


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


def raw_block(node: RawBlock, render: Renderer) -> str:
    return inlines.raw(node, render) + "\n"


BLOCKS: Dialect = {
    Paragraph: paragraph,
    Plain: plain,
    Heading: heading,
    BlockQuote: block_quote,
    ListItem: list_item,
    BulletList: bullet_list,
    OrderedList: ordered_list,
    DefinitionList: definition_list,
    CodeBlock: code_block,
    Dynamic: dynamic,
    Table: table,
    Row: row,
    Cell: cell,
    Callout: callout,
    Division: references.division,
    LineBlock: line_block,
    ThematicBreak: thematic_break,
    RawBlock: raw_block,
}
