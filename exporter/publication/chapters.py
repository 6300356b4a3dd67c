"""The chapters of an edition from the outline of a book and its documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from exporter.config.settings import Numbering
from exporter.model.document import Document, Metadata
from exporter.model.edition import Chapter, ChapterKind
from exporter.model.nodes import Text
from exporter.normalize.identifiers import Taken, unique
from exporter.normalize.title import file_title
from exporter.publication.names import ascii_id
from exporter.publication.outline import Item
from exporter.publication.sequence import EARLY, in_order

# EPUB Structural Semantics 1.1: what a note's `role:` may make of it in a book
FRONT_MATTER = frozenset(
    "dedication epigraph foreword frontmatter halftitlepage imprint introduction preface prologue"
    " acknowledgments".split()
)
BACK_MATTER = frozenset(
    "afterword backmatter bibliography colophon conclusion epilogue glossary index"
    " contributors".split()
)
# Names that a package needs for itself
TAKEN = ("title", "nav", "ncx", "cover", "style")


class Placed(NamedTuple):
    """A line of an outline and its document; an empty one for what is made later."""

    item: Item
    document: Document


def empty(item: Item, number: int) -> Document:
    """The document of an item that is no note; its path is that of no file."""
    return Document(f"#{item.role or item.kind}-{number}", Metadata(title=item.title), ())


def chapters(placed: Sequence[Placed], numbering: Numbering) -> tuple[Chapter, ...]:
    """All that stands in a book, in its order, with numbers and levels."""
    names = ids_of(item for item, _ in placed)
    numbers = _Numbers(numbering)
    found: list[Chapter] = []
    in_part = False
    for name, (item, document) in zip(names, placed, strict=True):
        role = item.role or str(document.metadata.extra.get("role", "")).lower()
        kind = kind_of(item.kind, role)
        if kind == "part":
            in_part = True
        elif kind != "chapter" or item.loose:
            in_part = False
        found.append(
            Chapter(
                document,
                name,
                (Text(_title(item, document)),),
                numbers.next(kind, item.level),
                kind,
                role,
                item.level + (1 if in_part and kind == "chapter" else 0),
                listed=role not in EARLY,
                made=item.made,
            )
        )
    return in_order(found)


def ids_of(items: Iterable[Item]) -> list[str]:
    """The id of each line of an outline: a note's from the name of its file."""
    taken = Taken(TAKEN)
    names: list[str] = []
    for position, item in enumerate(items, 1):
        stem = item.note.rpartition("/")[2].rpartition(".")[0] or item.role or item.title
        names.append(unique(ascii_id(stem, f"chapter-{position}"), taken))
    return names


def alone(document: Document) -> tuple[Chapter, ...]:
    """A note by itself."""
    identifier = ascii_id(document.path.rpartition("/")[2].rpartition(".")[0], "chapter-1")
    identifier = unique(identifier, Taken(TAKEN))
    return (Chapter(document, identifier, (Text(document.metadata.title),)),)


def _title(item: Item, document: Document) -> str:
    """What a chapter calls itself; what the outline calls it where it has no title but its name."""
    own = document.metadata.title
    return item.title if item.title and own == file_title(item.note) else own or item.title


def kind_of(kind: ChapterKind, role: str) -> ChapterKind:
    """What something is in a book: a chapter's role may make other matter of it."""
    if kind != "chapter":
        return kind
    if role == "appendix":
        return "appendix"
    return "front" if role in FRONT_MATTER else "back" if role in BACK_MATTER else "chapter"


class _Numbers:
    """Counts what bears a number: parts in Roman numerals, chapters by their nesting (`3.1`), and
    appendices by letters."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.parts = 0
        self.counts: dict[ChapterKind, list[int]] = {"chapter": [], "appendix": []}

    def next(self, kind: ChapterKind, level: int) -> str:
        if self.numbering == "none":
            return ""
        if kind == "part":
            self.parts += 1
            return roman(self.parts)
        if kind not in self.counts:
            return ""
        counts = self.counts[kind]
        del counts[level:]
        counts += [0] * (level - len(counts))
        counts[level - 1] += 1
        first, *rest = counts
        return ".".join((letters(first) if kind == "appendix" else str(first), *map(str, rest)))


def roman(number: int) -> str:
    """A Roman numeral, in capitals."""
    figures = zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    )
    parts: list[str] = []
    for value, figure in figures:
        times, number = divmod(number, value)
        parts.append(figure * times)
    return "".join(parts)


def letters(number: int) -> str:
    """A, B, …, Z, AA, AB, …"""
    found = ""
    while number:
        number, digit = divmod(number - 1, 26)
        found = chr(ord("A") + digit) + found
    return found
