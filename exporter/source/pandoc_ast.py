"""Pandoc's tree as its JSON has it: `Text.Pandoc.Definition` of pandoc-types 1.23.

Only what `lift` reads is typed and kept; it tells the nodes apart by the names of these types.
"""

from __future__ import annotations

from typing import Union

import msgspec

Attr = tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]]
Target = tuple[str, str]


class Named(msgspec.Struct, gc=False):
    """An enumeration's value, such as `{"t": "DoubleQuote"}`."""

    t: str


class Str(msgspec.Struct, tag_field="t", gc=False):
    c: str


class Space(msgspec.Struct, tag_field="t", gc=False):
    pass


class SoftBreak(msgspec.Struct, tag_field="t", gc=False):
    pass


class LineBreak(msgspec.Struct, tag_field="t", gc=False):
    pass


class Emph(msgspec.Struct, tag_field="t", gc=False):
    c: list[Inline]


class Underline(msgspec.Struct, tag_field="t", gc=False):
    c: list[Inline]


class Strong(msgspec.Struct, tag_field="t", gc=False):
    c: list[Inline]


class Strikeout(msgspec.Struct, tag_field="t", gc=False):
    c: list[Inline]


class Superscript(msgspec.Struct, tag_field="t", gc=False):
    c: list[Inline]


class Subscript(msgspec.Struct, tag_field="t", gc=False):
    c: list[Inline]


class SmallCaps(msgspec.Struct, tag_field="t", gc=False):
    c: list[Inline]


class Quoted(msgspec.Struct, tag_field="t", gc=False):
    c: tuple[Named, list[Inline]]


class CitationItem(msgspec.Struct, gc=False):
    citationId: str  # noqa: N815 - Pandoc's name
    citationMode: Named  # noqa: N815


class Cite(msgspec.Struct, tag_field="t", gc=False):
    c: tuple[list[CitationItem], list[Inline]]


class Code(msgspec.Struct, tag_field="t", gc=False):
    c: tuple[Attr, str]


class Math(msgspec.Struct, tag_field="t", gc=False):
    c: tuple[Named, str]


class RawInline(msgspec.Struct, tag_field="t", gc=False):
    c: tuple[str, str]


class Link(msgspec.Struct, tag_field="t", gc=False):
    c: tuple[Attr, list[Inline], Target]


class Image(msgspec.Struct, tag_field="t", gc=False):
    c: tuple[Attr, list[Inline], Target]


class Note(msgspec.Struct, tag_field="t", gc=False):
    c: list[Block]


class Span(msgspec.Struct, tag_field="t", gc=False):
    c: tuple[Attr, list[Inline]]


Inline = Union[  # noqa: UP007 - names that are defined below
    Str,
    Space,
    SoftBreak,
    LineBreak,
    Emph,
    Underline,
    Strong,
    Strikeout,
    Superscript,
    Subscript,
    SmallCaps,
    Quoted,
    Cite,
    Code,
    Math,
    RawInline,
    Link,
    Image,
    Note,
    Span,
]


class Plain(msgspec.Struct, tag_field="t", gc=False):
    c: list[Inline]


class Para(msgspec.Struct, tag_field="t", gc=False):
    c: list[Inline]


class LineBlock(msgspec.Struct, tag_field="t", gc=False):
    c: list[list[Inline]]


class CodeBlock(msgspec.Struct, tag_field="t", gc=False):
    c: tuple[Attr, str]


class RawBlock(msgspec.Struct, tag_field="t", gc=False):
    c: tuple[str, str]


class BlockQuote(msgspec.Struct, tag_field="t", gc=False):
    c: list[Block]


class OrderedList(msgspec.Struct, tag_field="t", gc=False):
    c: tuple[tuple[int, Named, Named], list[list[Block]]]


class BulletList(msgspec.Struct, tag_field="t", gc=False):
    c: list[list[Block]]


class DefinitionList(msgspec.Struct, tag_field="t", gc=False):
    c: list[tuple[list[Inline], list[list[Block]]]]


class Header(msgspec.Struct, tag_field="t", gc=False):
    c: tuple[int, Attr, list[Inline]]


class HorizontalRule(msgspec.Struct, tag_field="t", gc=False):
    pass


class ColWidth(msgspec.Struct, tag_field="t", gc=False):
    c: float


class ColWidthDefault(msgspec.Struct, tag_field="t", gc=False):
    pass


# short caption (not used), caption
Caption = tuple[list["Inline"] | None, list["Block"]]
# attributes, alignment, row span, column span, content
TableCell = tuple[Attr, Named, int, int, list["Block"]]
TableRow = tuple[Attr, list[TableCell]]
# attributes, how many columns head the row, head rows, rows
TableBody = tuple[Attr, int, list[TableRow], list[TableRow]]


class Table(msgspec.Struct, tag_field="t", gc=False):
    c: tuple[
        Attr,
        Caption,
        list[tuple[Named, ColWidth | ColWidthDefault]],
        tuple[Attr, list[TableRow]],
        list[TableBody],
        tuple[Attr, list[TableRow]],
    ]


class Figure(msgspec.Struct, tag_field="t", gc=False):
    c: tuple[Attr, Caption, list[Block]]


class Div(msgspec.Struct, tag_field="t", gc=False):
    c: tuple[Attr, list[Block]]


Block = Union[  # noqa: UP007 - as above
    Plain,
    Para,
    LineBlock,
    CodeBlock,
    RawBlock,
    BlockQuote,
    OrderedList,
    BulletList,
    DefinitionList,
    Header,
    HorizontalRule,
    Table,
    Figure,
    Div,
]


class Pandoc(msgspec.Struct, gc=False):
    blocks: list[Block]
