"""The examples of CommonMark 0.31.2: our page has what Pandoc's own HTML writer has."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pypandoc
import pytest
from lxml import etree, html

from exporter.diagnostics import Report
from exporter.rendering.markup import Renderer
from exporter.rendering.web import WEB
from exporter.source.lift import lift
from exporter.source.pandoc import Reader
from tests.trees import tree

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
# Where we mean to differ, by the number of the example
DIFFERENT = {
    21: "a tag alone in a block stands in a paragraph",
    31: "a tag alone in a block stands in a paragraph",
    142: "code is highlighted by Pygments, not by Pandoc",
    143: "code is highlighted by Pygments, not by Pandoc",
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


def ours(markdown: str, reader: Reader) -> str:
    reading = reader.read(markdown, "commonmark")
    blocks = lift(reading, markdown, "commonmark", Report("note.md"))
    return Renderer(WEB)(blocks)


def words(markup: str) -> Counter[str]:
    page = html.document_fromstring(f"<body><div>{markup}</div></body>")
    # the only ones that are left out with what is in them, each with a diagnostic
    etree.strip_elements(page, "script", "style", "textarea", etree.Comment, with_tail=False)
    return Counter(re.findall(r"\w+", page.text_content()))


def test_the_specification_is_whole() -> None:
    assert len(examples()) == 652


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
