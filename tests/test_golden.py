"""What each construct becomes in each dialect: a file of `golden/` for each.

A file holds Markdown, then lines such as `════ web xhtml` with what those dialects make of it.
Adding a test is adding a file with Markdown alone and running `make accept`; read what it writes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from exporter.config import Build, Settings
from exporter.diagnostics import Report
from exporter.model.document import Document
from exporter.model.index_marks import is_mark
from exporter.model.nodes import (
    Block,
    CrossReference,
    Embed,
    Image,
    Inline,
    Link,
    Node,
    RawBlock,
    RawInline,
    Text,
)
from exporter.model.walk import collect, plain_text, walk
from exporter.normalize.anchors import anchor, anchors_of
from exporter.normalize.context import Context
from exporter.normalize.index import Index
from exporter.normalize.transforms import normalize
from exporter.rendering import email_notes, footnotes
from exporter.rendering.email import EMAIL
from exporter.rendering.markup import Dialect, Renderer
from exporter.rendering.plain import BLOCKS, plain
from exporter.rendering.plain_inlines import INLINES, Writing, text_of
from exporter.rendering.print import PRINT
from exporter.rendering.web import WEB
from exporter.rendering.xhtml import XHTML
from exporter.source.note import Source, cited_from, entry, open_note, read
from exporter.source.pandoc import Reader
from exporter.source.vault import discover

GOLDEN = Path(__file__).parent / "golden"
VAULT = GOLDEN / "vault"
RULE = "════ "
FILES = sorted(GOLDEN.glob("*.md"))
DRAWING = re.compile(
    r"(?<=base64,)[A-Za-z0-9+/=]+|(?<=formula:)[A-Za-z0-9+/=]+"
    r"|(?<=<svg ).*?(?=</svg>)|(?<=\"diagram-)\w+"
)
# Those that show something by themselves are kept
TAGS = re.compile(r"<(?!img|hr|br)[^>]*>")
DIALECTS: dict[str, Dialect] = {"web": WEB, "xhtml": XHTML, "print": PRINT, "email": EMAIL}
ENDNOTES = {"web": footnotes.endnotes, "xhtml": footnotes.popups, "email": email_notes.endnotes}


@cache
def index() -> Index:
    vault = discover(VAULT)
    entries = [entry(open_note(VAULT, path)) for path in vault.notes]
    return Index(vault.root, entries, vault.assets)


def document(text: str, folder: Path, reader: Reader) -> tuple[Document, Report]:
    (folder / "note.md").write_text(text)
    source = open_note(folder, "note.md")
    works = cited_from(source, Settings(root=str(folder)))
    note = read(source, reader, Build(), works)

    def load(path: str) -> Document:
        return read(_other(path), reader, Build())

    def place_in(path: str, fragment: str) -> str:
        return anchor(fragment, anchors_of(load(path)))

    return normalize(note, Context(index(), source.report, load, place_in)), source.report


def _other(path: str) -> Source:
    return open_note(VAULT, path)


def href(link: Link) -> str:
    return f"{link.note}{link.target}"


def outputs(note: Document, report: Report) -> dict[str, str]:
    lang = note.metadata.lang or "en"
    made: dict[str, str] = {}
    for name, dialect in DIALECTS.items():
        render = Renderer(
            dialect,
            lang=lang,
            href=href,
            src=lambda image, name=name: (
                None if name in ("xhtml", "print") and "://" in image.source else image.source
            ),
            not_rendered=lambda what, about: report.add("render/not-rendered", what, about=about),
        )
        made[name] = render(note.blocks)
        if name in ENDNOTES:
            made[name] += ENDNOTES[name](note.blocks, render)
    made["text"] = plain(note.blocks, href, lang)
    made["told"] = "".join(
        f"{found.line}: {found.code}: {found.message}\n"
        for found in dict.fromkeys(report.diagnostics)
    )
    # the outlines of a formula are ziamath's, those of a diagram mmdr's
    return {name: DRAWING.sub("…", text).strip("\n") for name, text in made.items()}


def parsed(file: Path) -> tuple[str, dict[str, str]]:
    source, *sections = file.read_text("utf-8").split(f"\n{RULE}")
    wanted: dict[str, str] = {}
    for section in sections:
        names, _, text = section.partition("\n")
        wanted |= dict.fromkeys(names.split(), text.strip("\n"))
    return source.strip("\n") + "\n", wanted


def written(source: str, made: dict[str, str]) -> str:
    """The file, with dialects that make the same of it under one rule."""
    groups: dict[str, list[str]] = {}
    for name, text in made.items():
        if text or name != "told":
            groups.setdefault(text, []).append(name)
    parts = [f"{RULE}{' '.join(names)}\n{text}\n" for text, names in groups.items()]
    return "\n".join([source, *parts])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_golden(file: Path, tmp_path: Path, reader: Reader, request: pytest.FixtureRequest) -> None:
    source, wanted = parsed(file)
    made = outputs(*document(source, tmp_path, reader))
    if request.config.getoption("accept"):
        file.write_text(written(source, made), "utf-8")
        return
    assert {name: text for name, text in made.items() if text} == {
        name: text for name, text in wanted.items() if text
    }


def kinds() -> set[type]:
    return {*get_args(Block), *get_args(Inline)}


def test_every_kind_of_node_has_a_golden_file(tmp_path: Path, reader: Reader) -> None:
    seen = {
        type(node)
        for file in FILES
        for node in walk(document(parsed(file)[0], tmp_path, reader)[0].blocks)
    }
    missing = {kind.__name__ for kind in kinds() - seen}
    # embeds are expanded, raw HTML in a line is lifted, and cross-references are for later
    assert missing == {"CrossReference", "Embed", "RawInline"}


@pytest.mark.parametrize(
    "rules", [*DIALECTS.values(), {**BLOCKS, **INLINES}], ids=[*DIALECTS, "text"]
)
def test_every_dialect_has_a_rule_for_every_kind_of_node(rules: Mapping[type, object]) -> None:
    assert kinds() - set(rules) == set()


def kept_in(told: list[tuple[str, str]]) -> Callable[[str, str], None]:
    return lambda *what: told.append(what)


def samples(folder: Path, reader: Reader) -> Iterator[Node]:
    """Every node of the golden files, and one of each kind that no file leaves in a document."""
    for file in FILES:
        for node in walk(document(parsed(file)[0], folder, reader)[0].blocks):
            if type(node) in kinds() and node != Text(" "):
                yield node
    yield from (CrossReference("fig-a"), Embed("Other"), RawInline("latex", "x"))


def test_no_node_is_rendered_as_nothing_in_silence(tmp_path: Path, reader: Reader) -> None:
    silent: list[tuple[str, Node]] = []
    for node in samples(tmp_path, reader):
        if any(map(is_mark, walk((node,)))) and not plain_text((node,)):
            continue  # a mark for the index may be of a place alone
        if any(image.decorative for image in collect((node,), Image)):
            continue
        for name, dialect in DIALECTS.items():
            told: list[tuple[str, str]] = []
            markup = Renderer(dialect, not_rendered=kept_in(told))((node,))
            if not TAGS.sub("", markup).strip() and not told:
                silent.append((name, node))
        writing = Writing(href)
        shown = (
            text_of((node,), writing)
            if type(node) in INLINES
            else BLOCKS[type(node)](node, writing, 72)
        )
        if not shown and not isinstance(node, RawBlock | RawInline):
            silent.append(("text", node))
    assert silent == []


def test_raw_markup_of_another_format_is_left_out_and_told() -> None:
    for dialect in DIALECTS.values():
        told: list[tuple[str, str]] = []
        render = Renderer(dialect, not_rendered=kept_in(told))
        assert render((RawBlock("latex", "x"), RawInline("latex", "x"))).strip() == ""
        assert told == [("raw latex", "x"), ("raw latex", "x")]
