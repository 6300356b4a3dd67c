"""The one place that knows where a node keeps its children.

Everything that searches or changes a document goes through `children`, `collect`, `rewrite` or
`plain_text`; no other module lists the child fields of a node.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar
from unicodedata import east_asian_width

import msgspec

from exporter.model.nodes import (
    Attributes,
    BlockQuote,
    BulletList,
    Callout,
    Cell,
    Citation,
    Code,
    CodeBlock,
    Column,
    CrossReference,
    Definition,
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
    LineBlock,
    Link,
    ListItem,
    Math,
    Media,
    Node,
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

N = TypeVar("N", bound=Node)

# In reading order. A field holds a tuple of nodes, or a tuple of such tuples.
CHILD_FIELDS: dict[type[Node], tuple[str, ...]] = {
    Text: (),
    HardBreak: (),
    Emphasis: ("content",),
    Strong: ("content",),
    Strikethrough: ("content",),
    Underline: ("content",),
    Superscript: ("content",),
    Subscript: ("content",),
    SmallCaps: ("content",),
    Highlight: ("content",),
    Ruby: ("content", "annotation"),
    Quoted: ("content",),
    Code: (),
    Math: (),
    Link: ("content",),
    Image: ("content",),
    Media: ("thumbnail", "content"),
    Footnote: ("blocks",),
    Citation: ("content",),
    CrossReference: ("content",),
    Tag: (),
    Span: ("content",),
    Embed: (),
    RawInline: (),
    Paragraph: ("content",),
    Plain: ("content",),
    Heading: ("content",),
    BlockQuote: ("blocks",),
    ListItem: ("blocks",),
    BulletList: ("items",),
    OrderedList: ("items",),
    Definition: ("term", "meanings"),
    DefinitionList: ("items",),
    CodeBlock: (),
    Diagram: (),
    Dynamic: (),
    Column: (),
    Cell: ("blocks",),
    Row: ("cells",),
    Table: ("caption", "columns", "head", "body", "foot"),
    Figure: ("blocks", "caption"),
    Callout: ("title", "blocks"),
    Division: ("blocks",),
    LineBlock: ("lines",),
    ThematicBreak: (),
    RawBlock: (),
}

# Parts of a list or a table, which are no blocks of their own
PARTS = frozenset({ListItem, Definition, Row, Cell, Column})

# More than any real note nests; WeasyPrint gives up at 80 lists (docs/decisions/0005-limits.md)
DEEPEST = 50

Change = Callable[[Any], Node | tuple[Node, ...]]


def children(node: Node) -> Iterator[Node]:
    """The direct children of a node, in reading order."""
    for field in CHILD_FIELDS[type(node)]:
        for child in getattr(node, field):
            if isinstance(child, tuple):
                yield from child
            else:
                yield child


def walk(nodes: Iterable[Node]) -> list[Node]:
    """All nodes below and including `nodes`, parents first, in reading order."""
    found: list[Node] = []

    # a list: a generator for each level would hand a node through all levels above it
    def add(nodes: Iterable[Any]) -> None:
        for node in nodes:
            found.append(node)
            for field in CHILD_FIELDS[type(node)]:
                value = getattr(node, field)
                if value and isinstance(value[0], tuple):
                    for part in value:
                        add(part)
                else:
                    add(value)

    add(nodes)
    return found


def collect(nodes: Iterable[Node], kind: type[N]) -> list[N]:
    """All nodes of one kind, in reading order."""
    return [node for node in walk(nodes) if type(node) is kind]


def id_of(node: Node) -> str:
    """The id that a node has of its own; empty for one that can't have any."""
    attributes = getattr(node, "attributes", None)
    return attributes.id if isinstance(attributes, Attributes) else ""


def depth(nodes: Iterable[Node]) -> int:
    """How deeply nodes are nested; items, rows and cells count with what holds them.

    Raises RecursionError where that is too deep to find out.
    """
    return max((_depth(node) for node in nodes), default=0)


def _depth(node: Node) -> int:
    own = 0 if type(node) in PARTS else 1
    return own + (depth(children(node)) if CHILD_FIELDS[type(node)] else 0)


def rewrite(nodes: tuple[N, ...], change: Change, kinds: frozenset[type[Node]]) -> tuple[N, ...]:
    """The same nodes with `change` made to each of `kinds`, children first.

    `change` returns a node or a tuple of nodes to stand in its place. What did not change is
    shared, not copied.
    """

    result: list[Any] | None = None
    for position, node in enumerate(nodes):
        kind = type(node)
        new: Any = node
        if CHILD_FIELDS[kind]:  # most nodes are words
            new = map_children(node, lambda inner: rewrite(inner, change, kinds))
        if kind in kinds:
            new = change(new)
        if result is None:
            if new is node:
                continue
            result = list(nodes[:position])
        if isinstance(new, tuple):
            result.extend(new)
        else:
            result.append(new)
    return nodes if result is None else tuple(result)


def map_children(node: Node, change: Callable[[tuple[Any, ...]], tuple[Any, ...]]) -> Node:
    """The node with `change` made to each of its lists of children; itself if nothing changed."""
    replaced: dict[str, Any] = {}
    for field in CHILD_FIELDS[type(node)]:
        value: tuple[Any, ...] = getattr(node, field)
        if not value:
            continue
        if isinstance(value[0], tuple):
            new = shared([change(part) for part in value], value)
        else:
            new = change(value)
        if new is not value:
            replaced[field] = new
    return msgspec.structs.replace(node, **replaced) if replaced else node


def shared(new: list[Any], old: tuple[Any, ...]) -> tuple[Any, ...]:
    """The new nodes as a tuple; the old one where they are the same nodes."""
    same = len(new) == len(old) and all(map(operator.is_, new, old))
    return old if same else tuple(new)


def brackets(base: Iterable[Node]) -> tuple[str, str]:
    """What stands around the annotation of a text where it can't be set beside it; as wide as the
    letters of scripts that have wide ones."""
    last = plain_text(base)[-1:]
    return ("（", "）") if last and east_asian_width(last) in "WF" else (" (", ")")


def plain_text(nodes: Iterable[Node]) -> str:
    """The visible text of nodes with all markup gone; footnotes are left out."""
    parts: list[str] = []
    for node in nodes:
        match node:
            case Text(text=text) | Code(text=text) | CodeBlock(text=text):
                parts.append(text)
            case Math(tex=tex):
                parts.append(tex)
            case Tag(name=name):
                parts.append(f"#{name}")
            case HardBreak():
                parts.append("\n")
            case Footnote():
                pass
            case Ruby(content=content, annotation=annotation):
                opening, closing = brackets(content)
                parts.append(f"{plain_text(content)}{opening}{plain_text(annotation)}{closing}")
            case Quoted(content=content, kind=kind):
                mark = "'" if kind == "single" else '"'
                parts.append(f"{mark}{plain_text(content)}{mark}")
            case _:
                parts.append(plain_text(children(node)))
    return "".join(parts)
