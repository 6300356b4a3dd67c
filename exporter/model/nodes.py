"""The nodes of a document: what a note says, free of any syntax and of any output.

Frozen structs with a type tag, so that a document is plain data: comparable, hashable where its
parts are, and the same in JSON. Behaviour lives beside them, in `walk` and in the dialects.
Names follow CommonMark and Pandoc (`Text.Pandoc.Definition`) where they have one.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec


class Node(msgspec.Struct, frozen=True, gc=False, tag=True, omit_defaults=True):
    """Base of all nodes. Children are tuples; there is no parent pointer and so no cycle."""


class Attributes(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What `{#id .class key=value}` says; `pairs` never holds `id` or `class`."""

    id: str = ""
    classes: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()

    def get(self, key: str, default: str = "") -> str:
        return next((value for name, value in self.pairs if name == key), default)


NO_ATTRIBUTES = Attributes()

Alignment = Literal["default", "left", "center", "right"]
MediaKind = Literal["audio", "video", "document", "frame"]
NumberStyle = Literal["decimal", "lower-alpha", "upper-alpha", "lower-roman", "upper-roman"]


# --- inlines -------------------------------------------------------------------------------------


class Text(Node, frozen=True):
    """A run of characters; a newline in it is a soft break."""

    text: str


class HardBreak(Node, frozen=True):
    """A line break that the writer asked for."""


class Emphasis(Node, frozen=True):
    content: Inlines


class Strong(Node, frozen=True):
    content: Inlines


class Strikethrough(Node, frozen=True):
    content: Inlines


class Underline(Node, frozen=True):
    content: Inlines


class Superscript(Node, frozen=True):
    content: Inlines


class Subscript(Node, frozen=True):
    content: Inlines


class SmallCaps(Node, frozen=True):
    content: Inlines


class Highlight(Node, frozen=True):
    """`==marked==` text."""

    content: Inlines


class Ruby(Node, frozen=True):
    """Text with how it is read, or what it means, beside it in small letters: `漢字（かんじ）`."""

    content: Inlines
    annotation: Inlines


class Quoted(Node, frozen=True):
    """Text between quotation marks whose shape the language decides."""

    content: Inlines
    kind: Literal["single", "double"]


class Code(Node, frozen=True):
    text: str
    attributes: Attributes = NO_ATTRIBUTES


class Math(Node, frozen=True):
    """A TeX formula; `mathml` is its Presentation MathML, empty where it could not be made.

    `number` is what stands beside a displayed one that is referred to.
    """

    tex: str
    display: bool = False
    mathml: str = ""
    number: str = ""
    attributes: Attributes = NO_ATTRIBUTES


class Link(Node, frozen=True):
    """A link to `target` (a URL, or `#id` in the same document), or to another note of the vault.

    For a link to a note, `note` is its vault path and `target` the `#fragment` in it or empty; for
    a link to another file of the vault, `file` is.
    A `wiki` link that is not resolved yet has the text between the brackets as its `target`.
    """

    content: Inlines
    target: str
    title: str = ""
    note: str = ""
    file: str = ""
    wiki: bool = False
    attributes: Attributes = NO_ATTRIBUTES


class Image(Node, frozen=True):
    """An image; `content` is its alternative text.

    `source` is a web address, or a vault path once normalised. `width` and `height` are what the
    writer asked for, as a CSS length or bare pixels; `pixels` is the measured size of the file.
    A `decorative` one says nothing: who can't see it misses nothing.
    """

    content: Inlines
    source: str
    title: str = ""
    width: str = ""
    height: str = ""
    pixels: tuple[int, int] | None = None
    wiki: bool = False
    attributes: Attributes = NO_ATTRIBUTES
    decorative: bool = False


class Media(Node, frozen=True):
    """Sound, film, a page of a document, or a frame of another site; `content` is its title.

    `source` is a web address, or a vault path once normalised. `thumbnail` is an image of it, or
    nothing; `page` counts from 1 and is that of a document.
    """

    kind: MediaKind
    content: Inlines
    source: str
    thumbnail: Inlines = ()
    page: int = 0
    width: str = ""
    height: str = ""
    wiki: bool = False


class Footnote(Node, frozen=True):
    """A note at the point that refers to it; `number` is given by the normalizer, from 1.

    One whose text stands in another document has no blocks: `note` is the path of that document,
    and `target` the `#id` in it.
    """

    blocks: Blocks
    number: int = 0
    note: str = ""
    target: str = ""


class Citation(Node, frozen=True):
    """`[@key, p. 3]`: `content` is its text as it is shown."""

    keys: tuple[str, ...]
    content: Inlines


class CrossReference(Node, frozen=True):
    """A reference to a numbered figure, table, equation, listing or section; `target` is its id.

    `bare` asks for the number without the word before it.
    """

    target: str
    content: Inlines = ()
    bare: bool = False


class Tag(Node, frozen=True):
    """An Obsidian `#tag/nested`; `name` has no `#`."""

    name: str


class Span(Node, frozen=True):
    content: Inlines
    attributes: Attributes = NO_ATTRIBUTES


class Embed(Node, frozen=True):
    """`![[target]]` of a note, heading or block: an inline that stands for blocks."""

    target: str
    text: str = ""


class RawInline(Node, frozen=True):
    """Markup of one output format, such as `html`, as it stood in the source."""

    format: str
    text: str


# --- blocks --------------------------------------------------------------------------------------


class Paragraph(Node, frozen=True):
    content: Inlines


class Plain(Node, frozen=True):
    """Text that is no paragraph: an item of a tight list, a table cell."""

    content: Inlines


class Heading(Node, frozen=True):
    """A heading; `number` is what a book gives it, such as `1.2.3`."""

    level: int
    content: Inlines
    attributes: Attributes = NO_ATTRIBUTES
    number: str = ""


class BlockQuote(Node, frozen=True):
    blocks: Blocks


class ListItem(Node, frozen=True):
    """An item; `task` is the character between the brackets of `- [x]`, None for no task."""

    blocks: Blocks
    task: str | None = None
    attributes: Attributes = NO_ATTRIBUTES


class BulletList(Node, frozen=True):
    items: tuple[ListItem, ...]


class OrderedList(Node, frozen=True):
    items: tuple[ListItem, ...]
    start: int = 1
    style: NumberStyle = "decimal"


class Definition(Node, frozen=True):
    term: Inlines
    meanings: tuple[Blocks, ...]


class DefinitionList(Node, frozen=True):
    items: tuple[Definition, ...]


class CodeBlock(Node, frozen=True):
    """A listing; `highlighted` counts its lines from 1, `start` is its first line's number."""

    text: str
    language: str = ""
    title: str = ""
    numbered: bool = False
    start: int = 1
    highlighted: tuple[int, ...] = ()
    attributes: Attributes = NO_ATTRIBUTES


class Diagram(Node, frozen=True):
    """A drawing described in text (`mermaid`); `svg` is the drawing, empty until it is made."""

    language: str
    text: str
    svg: str = ""


class Column(Node, frozen=True):
    """A table column; `width` is a share of the line, 0 for as wide as needed."""

    align: Alignment = "default"
    width: float = 0.0


class Cell(Node, frozen=True):
    """A table cell; `scope` says what it heads, and is empty for a cell of data."""

    blocks: Blocks
    align: Alignment = "default"
    scope: Literal["", "col", "row"] = ""
    rowspan: int = 1
    colspan: int = 1


class Row(Node, frozen=True):
    cells: tuple[Cell, ...]


class Dynamic(Node, frozen=True):
    """What only its own program can make: a `dataview` or `tasks` query, a `base`, a `canvas`.

    `text` is the query as it stood, or the name of the file.
    """

    language: str
    text: str


class Table(Node, frozen=True):
    columns: tuple[Column, ...]
    head: tuple[Row, ...] = ()
    body: tuple[Row, ...] = ()
    foot: tuple[Row, ...] = ()
    caption: Blocks = ()
    attributes: Attributes = NO_ATTRIBUTES


class Figure(Node, frozen=True):
    blocks: Blocks
    caption: Blocks = ()
    attributes: Attributes = NO_ATTRIBUTES


class Callout(Node, frozen=True):
    """An Obsidian callout or GitHub alert; `fold` is how it starts, None where it can't fold."""

    kind: str
    title: Inlines
    blocks: Blocks
    fold: Literal["open", "closed"] | None = None


class Division(Node, frozen=True):
    blocks: Blocks
    attributes: Attributes = NO_ATTRIBUTES


class LineBlock(Node, frozen=True):
    lines: tuple[Inlines, ...]


class ThematicBreak(Node, frozen=True):
    pass


class RawBlock(Node, frozen=True):
    """Markup of one output format, such as `html`, as it stood in the source."""

    format: str
    text: str


Inline: TypeAlias = (
    Text
    | HardBreak
    | Emphasis
    | Strong
    | Strikethrough
    | Underline
    | Superscript
    | Subscript
    | SmallCaps
    | Highlight
    | Ruby
    | Quoted
    | Code
    | Math
    | Link
    | Image
    | Media
    | Footnote
    | Citation
    | CrossReference
    | Tag
    | Span
    | Embed
    | RawInline
)
Block: TypeAlias = (
    Paragraph
    | Plain
    | Heading
    | BlockQuote
    | BulletList
    | OrderedList
    | DefinitionList
    | CodeBlock
    | Diagram
    | Dynamic
    | Table
    | Figure
    | Callout
    | Division
    | LineBlock
    | ThematicBreak
    | RawBlock
)
Inlines: TypeAlias = tuple[Inline, ...]
Blocks: TypeAlias = tuple[Block, ...]
