"""The model: JSON and back, walking, rewriting; and XML from whatever a document holds."""

from __future__ import annotations

import json
import string
from typing import Any

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
from exporter.render.email import EMAIL
from exporter.render.markup import Dialect, Renderer
from exporter.render.plain import plain
from exporter.render.print import PRINT
from exporter.render.web import WEB
from exporter.render.xhtml import XHTML

# XML 1.0 §2.2, without what the reader takes out
TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\x7f\ufffe\uffff"),
    max_size=12,
)
NAMES = st.text(string.ascii_lowercase, min_size=1, max_size=6)
ATTRIBUTES = st.builds(
    n.Attributes, id=st.just(""), classes=st.lists(NAMES, max_size=2).map(tuple), pairs=st.just(())
)


def many(strategy: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[Any]:
    return st.lists(strategy, max_size=most).map(tuple)


LEAVES = st.one_of(
    st.builds(n.Text, TEXT),
    st.just(n.HardBreak()),
    st.builds(n.Code, TEXT, ATTRIBUTES),
    st.builds(n.Math, TEXT, st.booleans()),
    st.builds(n.Tag, NAMES),
    st.builds(n.Embed, NAMES, TEXT),
    st.builds(n.RawInline, st.sampled_from(["html", "latex"]), TEXT),
)
INLINES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        *(
            st.builds(kind, many(inner))
            for kind in (n.Emphasis, n.Strong, n.Strikethrough, n.Superscript, n.Highlight)
        ),
        st.builds(n.Quoted, many(inner), st.sampled_from(["single", "double"])),
        st.builds(n.Link, many(inner), TEXT, TEXT),
        # normalised: an alternative text holds no footnote
        st.builds(n.Image, many(LEAVES), TEXT, TEXT),
        st.builds(n.Span, many(inner), ATTRIBUTES),
        st.builds(n.Footnote, many(st.builds(n.Paragraph, many(inner))), st.integers(1, 99)),
        st.builds(n.Citation, many(NAMES), many(inner)),
        st.builds(n.CrossReference, NAMES, many(inner)),
    ),
    max_leaves=6,
)
SIMPLE = st.one_of(
    st.builds(n.Paragraph, many(INLINES)),
    st.builds(n.Plain, many(INLINES)),
    st.builds(n.Heading, st.integers(1, 6), many(INLINES), ATTRIBUTES),
    st.builds(n.CodeBlock, TEXT, st.sampled_from(["", "python", "no such"]), TEXT, st.booleans()),
    st.builds(n.Diagram, st.just("mermaid"), TEXT),
    st.builds(n.LineBlock, many(many(INLINES))),
    st.just(n.ThematicBreak()),
    st.builds(n.RawBlock, st.sampled_from(["html", "latex"]), TEXT),
)
ROWS = many(
    st.builds(
        n.Row, st.lists(st.builds(n.Cell, many(SIMPLE, 1)), min_size=2, max_size=2).map(tuple)
    )
)
BLOCKS = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.builds(n.BlockQuote, many(inner)),
        st.builds(
            n.BulletList,
            many(st.builds(n.ListItem, many(inner), st.sampled_from([None, " ", "x", ">"]))),
        ),
        st.builds(n.OrderedList, many(st.builds(n.ListItem, many(inner))), st.integers(0, 99)),
        st.builds(
            n.DefinitionList, many(st.builds(n.Definition, many(INLINES), many(many(inner))))
        ),
        st.builds(n.Table, st.just((n.Column(), n.Column("right"))), ROWS, ROWS),
        st.builds(n.Figure, many(inner), many(inner), ATTRIBUTES),
        st.builds(n.Callout, NAMES, many(INLINES), many(inner)),
        st.builds(n.Division, many(inner), ATTRIBUTES),
    ),
    max_leaves=8,
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
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


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
    written = "".join(plain(document.blocks, lambda link: link.target or None).split()).upper()
    for node in walk(document.blocks):
        if isinstance(node, n.Text | n.Code | n.CodeBlock):
            for word in node.text.split():
                assert word.upper() in written
