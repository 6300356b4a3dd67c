"""The examples of CommonMark 0.31.2: our page has what Pandoc's own HTML writer has."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pypandoc
import pytest
from lxml import etree, html

from exporter.diagnostics import Report
from exporter.render.markup import Renderer
from exporter.render.web import WEB
from exporter.source.lift import lift
from exporter.source.pandoc import Reader

SPEC = Path(__file__).parent / "data" / "commonmark-0.31.2.json"
# One process writes all examples; 652 of them would take half a minute
WRITER = """
local examples = pandoc.json.decode(io.read('a'), false)
local options = pandoc.WriterOptions { wrap_text = 'preserve' }
local pages = {}
for i, markdown in ipairs(examples) do
  local document = pandoc.read(markdown, 'commonmark')
  pages[i] = pandoc.write(document, { format = 'html', extensions = {} }, options)
end
io.write(pandoc.json.encode(pages))
"""
# Raw HTML becomes nodes of ours, where Pandoc passes it on: test_html_source.py has what it
# becomes, and here its words are counted
RAW = frozenset({"HTML blocks", "Raw HTML"})
ATTRIBUTES = ("href", "src", "alt", "title", "start")
INLINES = frozenset("a code em strong img b i del sup sub".split())
# Where we mean to differ, by the number of the example
DIFFERENT = {
    21: "a tag alone in a block stands in a paragraph",
    31: "a tag alone in a block stands in a paragraph",
    142: "code is highlighted by Pygments, not by Pandoc",
    143: "code is highlighted by Pygments, not by Pandoc",
    196: "a line end in a title is a space: XML would make one of it anyway",
    200: "a link that leads nowhere is its text",
    201: "an element that no HTML has is left out, and what is in it stays",
    475: "an image has an alternative text, the name of its file for want of another",
    485: "a link that leads nowhere is its text",
    486: "a link that leads nowhere is its text",
    487: "a link that leads nowhere is its text",
    491: "an element that no HTML has is left out, and what is in it stays",
    494: "`<b>` is strong, and ends where its paragraph does",
    524: "an element that no HTML has is left out, and what is in it stays",
    536: "an element that no HTML has is left out, and what is in it stays",
    567: "a link that leads nowhere is its text",
    581: "an image has an alternative text, the name of its file for want of another",
    642: "a tag alone in a block stands in a paragraph",
    643: "a tag alone in a block stands in a paragraph",
}


class Example(NamedTuple):
    number: int
    section: str
    markdown: str


@cache
def examples() -> tuple[Example, ...]:
    return tuple(
        Example(each["example"], each["section"], each["markdown"])
        for each in json.loads(SPEC.read_text("utf-8"))
    )


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    script = tmp_path_factory.mktemp("oracle") / "writer.lua"
    script.write_text(WRITER)
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), "lua", script],
        input=json.dumps([each.markdown for each in examples()]).encode(),
        capture_output=True,
        check=True,
    )
    pages: list[str] = json.loads(done.stdout)
    return pages


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.close()


def ours(markdown: str, reader: Reader) -> str:
    reading = reader.read(markdown, "commonmark")
    blocks = lift(reading, markdown, "commonmark", Report("note.md"))
    return Renderer(WEB)(blocks)


def tree(markup: str) -> Any:
    """Elements and texts, without what is our own dress: wrappers of tables, classes, ids."""
    # highlighted code is spans in both, of different makes
    bare = re.sub(r"</?span[^>]*>", "", markup)
    return _plain(html.document_fromstring(f"<body><div>{bare}</div></body>"))


def _plain(element: Any, kept: bool = False) -> Any:
    """White space is one space between words, and none at the edge of a block."""
    kept = kept or element.tag == "pre"
    attributes = {name: element.get(name) for name in ATTRIBUTES if name in element.attrib}
    parts: list[Any] = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            parts += [_plain(child, kept), child.tail or ""]
        else:  # a comment
            parts[-1] += child.tail or ""
    if kept:
        parts = [part.strip("\n") if isinstance(part, str) else part for part in parts]
    else:
        edge = element.tag not in INLINES
        opened = [edge, *(_is_block(part) for part in parts[:-1])]
        closed = [*(_is_block(part) for part in parts[1:]), edge]
        parts = [
            _spaced(part, *edges) if isinstance(part, str) else part
            for part, *edges in zip(parts, opened, closed, strict=True)
        ]
    return element.tag, attributes, [part for part in parts if part != ""]


def _is_block(part: Any) -> bool:
    return isinstance(part, tuple) and part[0] not in INLINES


def _spaced(text: str, opens: bool, closes: bool) -> str:
    text = re.sub(r"\s+", " ", text)
    text = text.lstrip() if opens else text
    return text.rstrip() if closes else text


def words(markup: str) -> Counter[str]:
    page = html.document_fromstring(f"<body><div>{markup}</div></body>")
    # the only ones that are left out with what is in them, each with a diagnostic
    etree.strip_elements(page, "script", "style", "textarea", etree.Comment, with_tail=False)
    return Counter(re.findall(r"\w+", page.text_content()))


def test_the_specification_is_whole() -> None:
    assert len(examples()) == 652


def test_the_comparison_sees_a_lost_space() -> None:
    assert tree("<p>a <em>b</em> c</p>") != tree("<p>a<em>b</em> c</p>")
    assert tree("<p>a <em>b</em></p>") != tree("<p>a <em>b </em></p>")
    assert tree("<ul> <li>a\nb</li>\n</ul>") == tree("<ul><li> a b</li></ul>")


def test_every_example_is_what_pandoc_makes_of_it(oracle: list[str], reader: Reader) -> None:
    different = {
        example.number: (example.markdown, ours(example.markdown, reader), theirs)
        for example, theirs in zip(examples(), oracle, strict=True)
        if example.section not in RAW and tree(ours(example.markdown, reader)) != tree(theirs)
    }
    assert {n: found for n, found in different.items() if n not in DIFFERENT} == {}
    # an exception that is none any more goes from the list
    assert sorted(different) == sorted(DIFFERENT)


def test_raw_html_of_the_examples_keeps_every_word(oracle: list[str], reader: Reader) -> None:
    lost = {
        example.number: (example.markdown, missing)
        for example, theirs in zip(examples(), oracle, strict=True)
        if example.section in RAW
        and (missing := words(theirs) - words(ours(example.markdown, reader)))
    }
    assert lost == {}
