"""A sample of a book: its front matter and its first chapters, and a page that says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from exporter.model.document import Document, Metadata
from exporter.model.edition import Chapter, ChapterKind, Edition
from exporter.model.nodes import (
    Blocks,
    BulletList,
    Emphasis,
    Inlines,
    Link,
    ListItem,
    Paragraph,
    Plain,
    Text,
)
from exporter.normalize.identifiers import Taken, unique
from exporter.normalize.index import Index
from exporter.publication.chapters import kind_of
from exporter.publication.outline import Item
from exporter.rendering.labels import labels

# What the chapters of a sample refer to: it is made from those that are there
KEPT = frozenset({"endnotes", "bibliography"})


class Sample(NamedTuple):
    """The outline of a sample, and the chapters and appendices of the book that are not in it."""

    kept: tuple[Item, ...]
    left_out: tuple[Item, ...]


def sample(items: Sequence[Item], chapters: int, roles: Mapping[str, str]) -> Sample:
    """The first `chapters` numbered chapters with all that stands before and within them.

    `roles` are those that notes have by their front matter: some bear no number. A book that has no
    more chapters is left whole.
    """
    kinds = [_kind(item, roles) for item in items]
    numbered = [number for number, kind in enumerate(kinds) if kind == "chapter"]
    top = min((items[number].level for number in numbered), default=1)
    at_top = [number for number in numbered if items[number].level == top]
    if len(at_top) <= chapters:
        return Sample(tuple(items), ())
    end = at_top[chapters]
    while end and kinds[end - 1] == "part":
        end -= 1  # its first chapter is not there
    rest = list(zip(items[end:], kinds[end:], strict=True))
    kept = (item for item, kind in rest if kind == "front" or item.made in KEPT)
    left_out = (item for item, kind in rest if kind in ("chapter", "appendix"))
    return Sample((*items[:end], *kept), tuple(left_out))


def _kind(item: Item, roles: Mapping[str, str]) -> ChapterKind:
    return kind_of(item.kind, item.role or roles.get(item.note, ""))


def roles_in(index: Index) -> dict[str, str]:
    """What notes say that they are in a book, by their paths."""
    return {path: entry.role for path, entry in index.entries.items() if entry.role}


def ended(edition: Edition, titles: Sequence[str], notes: Iterable[str], url: str) -> Edition:
    """The edition of a sample with its last page: what it is of, what it lacks, where the rest is.

    `titles` are those of the chapters that it lacks. Links to their `notes` lead nowhere: a chapter
    has no web page of its own.
    """
    book = edition.metadata
    words = labels(book.lang or "en")
    blocks: Blocks = (Paragraph(_with(words.sample_of, Emphasis((Text(book.title),)))),)
    if titles:
        listed = BulletList(tuple(ListItem((Plain((Text(title),)),)) for title in titles))
        blocks += (Paragraph((Text(words.sample_lacks),)), listed)
    if url:
        blocks += (Paragraph(_with(words.sample_whole, Link((Text(url),), url))),)
    name = unique("sample", Taken(chapter.id for chapter in edition.chapters))
    document = Document(f"#{name}", Metadata(title=words.sample, lang=book.lang), blocks)
    page = Chapter(document, name, (Text(words.sample),), kind="back")
    lost = frozenset(notes)
    addresses = {note: at for note, at in edition.addresses.items() if note not in lost}
    return msgspec.structs.replace(edition, chapters=(*edition.chapters, page), addresses=addresses)


def _with(sentence: str, node: Emphasis | Link) -> Inlines:
    """The sentence with a node in the place of `{}`."""
    before, after = sentence.split("{}")
    return tuple(part for part in (Text(before), node, Text(after)) if part != Text(""))
