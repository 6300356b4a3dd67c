"""The model: JSON and back, walking, rewriting; and XML from whatever a document holds."""

from __future__ import annotations

import json
import re
import string
from collections.abc import Mapping
from typing import Any, get_args

import jsonschema
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from exporter.model import nodes as n
from exporter.model.codec import from_json, schema, to_json
from exporter.model.document import Contributor, Document, Metadata
from exporter.model.walk import (
    CHILD_FIELDS,
    children,
    collect,
    depth,
    plain_text,
    rewrite,
    walk,
)
from exporter.rendering.email import EMAIL
from exporter.rendering.markup import Dialect, Renderer
from exporter.rendering.plain import plain
from exporter.rendering.plain_lines import pieces
from exporter.rendering.print import PRINT
from exporter.rendering.web import WEB
from exporter.rendering.xhtml import XHTML

# XML 1.0 §2.2, without what the reader takes out; a line end is a soft break
TEXT = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc", "Cn"),
        include_characters="\n",
        exclude_characters="\x7f\ufffe\uffff",
    ),
    max_size=12,
)
NAMES = st.text(string.ascii_lowercase, min_size=1, max_size=6)
Strategies = Mapping[type[n.Node], st.SearchStrategy[Any]]


def many(strategy: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[Any]:
    return st.lists(strategy, max_size=most).map(tuple)


ATTRIBUTES = st.builds(
    n.Attributes,
    id=st.just("") | NAMES,
    classes=many(NAMES, 2),
    pairs=many(st.tuples(st.sampled_from(["lang", "dir", "onclick", "key"]), TEXT), 2),
)
LEAVES: Strategies = {
    n.Text: st.builds(n.Text, TEXT),
    n.HardBreak: st.just(n.HardBreak()),
    n.Code: st.builds(n.Code, TEXT, ATTRIBUTES),
    n.Math: st.builds(
        n.Math, TEXT, st.booleans(), number=st.sampled_from(["", "2"]), attributes=ATTRIBUTES
    ),
    n.Tag: st.builds(n.Tag, NAMES),
    n.Embed: st.builds(n.Embed, NAMES, TEXT),
    n.RawInline: st.builds(n.RawInline, st.sampled_from(["html", "latex"]), TEXT),
}
LEAF = st.one_of(*LEAVES.values())
ENCLOSING = (
    n.Emphasis,
    n.Strong,
    n.Strikethrough,
    n.Underline,
    n.Superscript,
    n.Subscript,
    n.SmallCaps,
    n.Highlight,
)


def around(inner: st.SearchStrategy[Any]) -> Strategies:
    """Inlines that hold inlines."""
    return {
        **{kind: st.builds(kind, many(inner)) for kind in ENCLOSING},
        n.Ruby: st.builds(n.Ruby, many(inner), many(inner)),
        n.Quoted: st.builds(n.Quoted, many(inner), st.sampled_from(["single", "double"])),
        n.Link: st.builds(n.Link, many(inner), TEXT, TEXT),
        # normalised: an alternative text holds no footnote
        n.Image: st.builds(n.Image, many(LEAF), TEXT, TEXT),
        n.Media: st.builds(
            n.Media, st.sampled_from(["audio", "video", "document", "frame"]), many(LEAF), TEXT
        ),
        n.Span: st.builds(n.Span, many(inner), ATTRIBUTES),
        n.Footnote: st.builds(
            n.Footnote, many(st.builds(n.Paragraph, many(inner))), st.integers(1, 99)
        ),
        n.Citation: st.builds(n.Citation, many(NAMES), many(inner)),
        n.CrossReference: st.builds(n.CrossReference, NAMES, many(inner)),
    }


INLINES = st.recursive(LEAF, lambda inner: st.one_of(*around(inner).values()), max_leaves=6)
SIMPLE: Strategies = {
    n.Paragraph: st.builds(n.Paragraph, many(INLINES)),
    n.Plain: st.builds(n.Plain, many(INLINES)),
    n.Heading: st.builds(n.Heading, st.integers(1, 6), many(INLINES), ATTRIBUTES),
    n.CodeBlock: st.builds(
        n.CodeBlock,
        TEXT,
        language=st.sampled_from(["", "python", "no such"]),
        title=TEXT,
        numbered=st.booleans(),
        start=st.integers(1, 99),
        highlighted=many(st.integers(1, 9)),
        attributes=ATTRIBUTES,
    ),
    n.Diagram: st.builds(n.Diagram, st.just("mermaid"), TEXT),
    n.Dynamic: st.builds(n.Dynamic, st.just("tasks"), TEXT),
    n.LineBlock: st.builds(n.LineBlock, many(many(INLINES))),
    n.ThematicBreak: st.just(n.ThematicBreak()),
    n.RawBlock: st.builds(n.RawBlock, st.sampled_from(["html", "latex"]), TEXT),
}
CELLS = st.builds(
    n.Cell,
    many(st.one_of(*SIMPLE.values()), 1),
    st.sampled_from(["default", "left", "center", "right"]),
    st.sampled_from(["", "col", "row"]),
    st.integers(1, 3),
    st.integers(1, 3),
)
ROWS = many(st.builds(n.Row, st.lists(CELLS, min_size=2, max_size=2).map(tuple)), 2)


def holding(inner: st.SearchStrategy[Any]) -> Strategies:
    """Blocks that hold blocks."""
    items = st.builds(n.ListItem, many(inner), st.sampled_from([None, " ", "x", ">"]))
    meanings = st.builds(n.Definition, many(INLINES), many(many(inner)))
    return {
        n.BlockQuote: st.builds(n.BlockQuote, many(inner)),
        n.BulletList: st.builds(n.BulletList, many(items)),
        n.OrderedList: st.builds(n.OrderedList, many(items), st.integers(0, 99)),
        n.DefinitionList: st.builds(n.DefinitionList, many(meanings)),
        n.Table: st.builds(
            n.Table,
            st.just((n.Column(), n.Column("right", 0.5))),
            head=ROWS,
            body=ROWS,
            foot=ROWS,
            caption=many(inner, 1),
            attributes=ATTRIBUTES,
        ),
        n.Figure: st.builds(n.Figure, many(inner), many(inner), ATTRIBUTES),
        n.Callout: st.builds(
            n.Callout, NAMES, many(INLINES), many(inner), st.sampled_from([None, "open", "closed"])
        ),
        n.Division: st.builds(n.Division, many(inner), ATTRIBUTES),
    }


BLOCKS = st.recursive(
    st.one_of(*SIMPLE.values()), lambda inner: st.one_of(*holding(inner).values()), max_leaves=8
)
DOCUMENTS = st.builds(
    Document,
    st.just("note.md"),
    st.builds(Metadata, title=TEXT, authors=many(st.builds(Contributor, TEXT))),
    many(BLOCKS, 4),
)
# the same documents in each run, and as long as a busy machine takes
ROOMY = settings(
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def test_the_documents_have_every_kind_of_node() -> None:
    made = {*LEAVES, *around(st.nothing()), *SIMPLE, *holding(st.nothing())}
    assert made == {*get_args(n.Block), *get_args(n.Inline)}


@ROOMY
@given(DOCUMENTS)
def test_json_and_back_is_the_same_document(document: Document) -> None:
    assert from_json(to_json(document)) == document


def test_what_is_written_is_what_the_schema_says() -> None:
    document = Document(
        "note.md",
        Metadata(title="T", authors=(Contributor("A"),), extra={"k": [1, {"x": None}]}),
        (n.Paragraph((n.Text("a"), n.Footnote((n.Plain((n.Text("b"),)),), 1))),),
    )
    jsonschema.validate(json.loads(to_json(document)), schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"path": "x", "metadata": {}, "blocks": [{"type": "Nope"}]}, schema())


def test_json_that_is_no_document_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        from_json(b'{"path": "x", "metadata": {}, "blocks": [{"type": "Nope"}]}')


@ROOMY
@given(DOCUMENTS)
def test_a_rewrite_that_changes_nothing_shares_everything(document: Document) -> None:
    every = frozenset(CHILD_FIELDS)
    assert rewrite(document.blocks, lambda node: node, every) is document.blocks


@ROOMY
@given(DOCUMENTS)
def test_walking_meets_every_node_once(document: Document) -> None:
    def count(node: n.Node) -> int:
        return 1 + sum(map(count, children(node)))

    assert len(list(walk(document.blocks))) == sum(map(count, document.blocks))


def test_a_rewrite_puts_several_nodes_in_the_place_of_one() -> None:
    blocks = (n.Paragraph((n.Emphasis((n.Text("a"), n.Text("b"))),)),)
    unwrapped = rewrite(blocks, lambda node: node.content, frozenset({n.Emphasis}))
    assert unwrapped == (n.Paragraph((n.Text("a"), n.Text("b"))),)


def test_collect_and_plain_text() -> None:
    blocks = (
        n.Paragraph((n.Text("a "), n.Link((n.Code("b"),), "x"), n.Footnote((n.Plain(()),), 1))),
        n.Paragraph((n.Tag("t"),)),
    )
    assert [link.target for link in collect(blocks, n.Link)] == ["x"]
    assert plain_text(blocks) == "a b#t"


def test_depth_counts_what_holds_what() -> None:
    inner = n.BulletList((n.ListItem((n.Plain((n.Text("a"),)),)),))
    assert depth((n.BlockQuote((inner,)),)) == 4


@ROOMY
@pytest.mark.parametrize("dialect", [WEB, XHTML, PRINT, EMAIL])
@given(document=DOCUMENTS)
def test_every_dialect_writes_well_formed_xml(dialect: Dialect, document: Document) -> None:
    markup = Renderer(dialect)(document.blocks)
    etree.fromstring(f'<x xmlns:epub="http://www.idpf.org/2007/ops">{markup}</x>')


@ROOMY
@given(DOCUMENTS)
def test_plain_text_has_every_word(document: Document) -> None:
    written = bare(plain(document.blocks, lambda link: link.target or None))
    for node in walk(document.blocks):
        if isinstance(node, n.Text | n.Code | n.CodeBlock):
            # a word of a wide script may be broken, within the columns of a table
            for piece in (piece for word in node.text.split() for piece in pieces(word)):
                assert bare(piece) in written


def bare(text: str) -> str:
    return re.sub(r"[\s>|]", "", text).upper()
