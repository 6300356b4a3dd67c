"""Small editions that the tests of backends are given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image as Picture

from exporter.model import nodes as n
from exporter.model.document import Document, Metadata
from exporter.model.edition import Asset, Chapter, Edition, Typesetting


def heading(text: str, name: str, level: int = 2) -> n.Heading:
    return n.Heading(level, (n.Text(text),), n.Attributes(id=name))


def paragraph(*content: n.Inline) -> n.Paragraph:
    return n.Paragraph(content or (n.Text("Words."),))


def link(target: str = "", note: str = "") -> n.Paragraph:
    return paragraph(n.Link((n.Text("there"),), target, note=note))


def footnote(text: str, number: int = 1) -> n.Paragraph:
    return paragraph(n.Text("Said"), n.Footnote((paragraph(n.Text(text)),), number))


def image(source: str = "dot.png") -> n.Paragraph:
    return paragraph(n.Image((n.Text("A dot"),), source))


def asset(folder: Path, name: str = "dot.png") -> Asset:
    file = folder / Path(name).name
    Picture.new("RGB", (2, 3), "red").save(file)
    return Asset(name, str(file), "image/png", 2, 3)


def chapter(name: str, *blocks: n.Block, **fields: Any) -> Chapter:
    """A chapter from `NAME.md` with the name as its title and its id."""
    title = name.title()
    document = Document(f"{name}.md", Metadata(title=title), blocks)
    return Chapter(document, name, (n.Text(title),), **fields)


def note(*blocks: n.Block, **fields: Any) -> Edition:
    return _edition("note", (chapter("note", *blocks),), fields)


def book(*chapters: Chapter, **fields: Any) -> Edition:
    """A book with its title page and its contents before the chapters."""
    fields = {"typesetting": Typesetting(style="book"), **fields}
    return _edition("book", (leaf("titlepage"), leaf("toc"), *chapters), fields)


def leaf(role: str, *blocks: n.Block, **fields: Any) -> Chapter:
    """A page of front matter that the contents do not list."""
    return chapter(role, *blocks, kind="front", role=role, listed=False, **fields)


def _edition(kind: str, chapters: tuple[Chapter, ...], fields: dict[str, Any]) -> Edition:
    defaults: dict[str, Any] = {
        "name": "folder/it",
        "metadata": Metadata(title="A title"),
        "assets": {},
        "modified": "2026-10-01T00:00:00+00:00",
    }
    return Edition(kind=kind, chapters=chapters, **(defaults | fields))  # type: ignore[arg-type]
