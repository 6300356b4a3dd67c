"""Notes that others wrote: each is read, put in order and rendered, and none of its words is lost.

Where `../shared/corpora` is absent these tests are skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html

from exporter.config import Build
from exporter.model.codec import from_json, to_json
from exporter.model.document import Document
from exporter.model.nodes import Code, CodeBlock, Link, Text
from exporter.model.walk import walk
from exporter.normalize.context import Context
from exporter.normalize.index import Index
from exporter.normalize.transforms import normalize
from exporter.rendering import footnotes
from exporter.rendering.markup import Dialect, Renderer
from exporter.rendering.web import WEB
from exporter.rendering.xhtml import XHTML
from exporter.source.note import entry, open_note, read
from exporter.source.pandoc import Reader
from exporter.source.vault import discover

# notes of each corpus, at even distances in its sorted list
PICKED = {"garden": 28, "vault-docs": 22, "newsletters": 4, "book": 6}
EPUB_NAMESPACE = 'xmlns:epub="http://www.idpf.org/2007/ops"'


def documents(root: Path, picked: int, reader: Reader) -> Iterator[Document]:
    """Some notes of a vault, normalised with the whole of it around them."""
    vault = discover(root)
    index = Index(vault.root, [entry(open_note(root, path)) for path in vault.notes], vault.assets)

    def lifted(path: str) -> Document:
        return read(open_note(root, path), reader, Build())

    for path in vault.notes[:: len(vault.notes) // picked][:picked]:
        source = open_note(root, path)
        document = read(source, reader, Build())
        yield normalize(document, Context(index, source.report, lifted))
        assert [found for found in source.report.diagnostics if found.severity == "error"] == []


def page(document: Document, dialect: Dialect) -> str:
    render = Renderer(dialect, document.metadata.lang or "en", href=href)
    endnotes = footnotes.popups if dialect is XHTML else footnotes.endnotes
    return render(document.blocks) + endnotes(document.blocks, render)


def href(link: Link) -> str:
    return f"{link.note}{link.target}"


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def said(document: Document) -> set[str]:
    return {
        word
        for node in walk(document.blocks)
        if isinstance(node, Text | Code | CodeBlock)
        for word in words(node.text)
    }


def shown_words(tree: Any) -> set[str]:
    """Words of a page. Highlighting parts a word of code, and cells of a table touch."""
    texts = [*tree.itertext(), *tree.xpath("//@alt")]
    return words("".join(texts)) | words(" ".join(texts))


@pytest.mark.parametrize("corpus", PICKED)
def test_real_notes_keep_every_word(corpus: str, corpora: Path, reader: Reader) -> None:
    for document in documents(corpora / corpus, PICKED[corpus], reader):
        xhtml = etree.fromstring(f"<x {EPUB_NAMESPACE}>{page(document, XHTML)}</x>")
        web = html.fragment_fromstring(page(document, WEB), create_parent="div")
        for tree in (xhtml, web):
            shown = shown_words(tree)
            assert said(document) - shown == set(), document.path
        assert from_json(to_json(document)) == document
