"""The index of a book: terms that its chapters mark, or that a list names, and where they are.

In a format with pages a place is a page, which the stylesheet counts: each mark is a link. In any
other it is the number or the title of a section, which is named once for each term.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

import msgspec

from exporter.diagnostics import Reports
from exporter.model.edition import Chapter, Edition, with_blocks
from exporter.model.index_marks import MAIN
from exporter.model.nodes import (
    Attributes,
    Blocks,
    BulletList,
    Division,
    Emphasis,
    Heading,
    Inline,
    Inlines,
    Link,
    ListItem,
    Plain,
    Span,
    Text,
)
from exporter.model.walk import plain_text
from exporter.normalize.identifiers import Taken, slug, unique, xml_name
from exporter.publication.collation import Key, initial, sort_key
from exporter.publication.matter.index_entries import Entry, Range, Reference, entries
from exporter.publication.matter.index_marks import Mark, Place, levels_of, marked
from exporter.publication.matter.index_terms import Finder, folded, terms_of
from exporter.publication.matter.places import EARLY, early
from exporter.rendering.labels import Labels, labels

# Formats that have pages: others name sections
PAGED = frozenset({"pdf"})
ENTRIES, GROUP, LETTER, ENTRY, LOCATOR = (
    "index-entries",
    "index-group",
    "index-letter",
    "index-entry",
    "locator",
)


def make_index(edition: Edition, chapter: Chapter, reports: Reports) -> tuple[Edition, Blocks]:
    """The index. Its chapter may list terms that are looked for; what else it says stands before.

    The edition comes back with an id for each mark.
    """
    document = chapter.document
    terms, before = terms_of(document.blocks)
    edition, marks = _marked(edition, Finder(terms))
    root = entries(terms, marks, document.path, reports)
    if not root.found():
        return edition, ()
    lang = edition.metadata.lang or "en"
    writing = _Writing(root, document.path, lang, labels(lang), edition.format in PAGED)
    writing.lead(reports)
    return edition, (*before, writing.written())


def _marked(edition: Edition, finder: Finder) -> tuple[Edition, list[Mark]]:
    """The edition with a place for each mark; what is made from its chapters has none."""
    beginning = early(edition)
    marks: list[Mark] = []

    def changed(chapter: Chapter) -> Chapter:
        if chapter.made:
            return chapter
        chapter = with_blocks(chapter, finder.marked(chapter.document.blocks))
        chapter, found = marked(chapter, chapter.id in beginning)
        marks.extend(found)
        return chapter

    chapters = tuple(map(changed, edition.chapters))
    return msgspec.structs.replace(edition, chapters=chapters), marks


@dataclass(frozen=True)
class _Writing:
    """An index in the making; `note` is the path of its chapter."""

    root: Entry
    note: str
    lang: str
    words: Labels
    paged: bool

    def lead(self, reports: Reports) -> None:
        """Give an id to each entry that another one leads to; tell of those that are not there."""
        taken = Taken()
        for entry in self.root.all():
            for name, note in (*entry.see, *entry.also):
                other = self.root.named(name)
                if other is None:
                    reports[note].add("index/mark", f"the index has no “{name}” to see", about=name)
                elif not other.id:
                    text = slug(plain_text(other.shown))
                    other.id = unique(xml_name(f"entry-{text}"), taken)

    def written(self) -> Division:
        """All entries, under their letters."""
        groups = groupby(self._sorted(self.root.below), lambda pair: initial(pair[0], self.lang))
        divisions = tuple(
            _group(letter, tuple(self._item(entry) for _, entry in group))
            for letter, group in groups
        )
        return Division(divisions, Attributes(classes=(ENTRIES,)))

    def _sorted(self, found: Mapping[str, Entry]) -> list[tuple[str, Entry]]:
        def key(pair: tuple[str, Entry]) -> Key:
            return sort_key(pair[0], self.lang)

        pairs = [
            (entry.sort or plain_text(entry.shown), entry)
            for entry in found.values()
            if entry.found()
        ]
        return sorted(pairs, key=key)

    def _item(self, entry: Entry) -> ListItem:
        content = (
            *entry.shown,
            *(
                Span((Text(", "), *place), Attributes(classes=(LOCATOR,)))
                for place in self._places(entry)
            ),
            *self._references(entry.see, self.words.see, ", "),
            *self._references(entry.also, self.words.see_also, "; " if entry.places else ", "),
        )
        below = tuple(self._item(other) for _, other in self._sorted(entry.below))
        lists = (BulletList(below),) if below else ()
        return ListItem((Plain(content), *lists), attributes=Attributes(entry.id, (ENTRY,)))

    def _places(self, entry: Entry) -> Iterator[Inlines]:
        for place in entry.places if self.paged else _by_section(entry.places):
            start, end = place.start, place.end
            if end and (self.paged or start.where != end.where):
                yield (self._link(start), Text("\u2013"), self._link(end))
            else:
                yield (self._link(start),)

    def _link(self, place: Place) -> Inline:
        classes = (*((EARLY,) if place.early else ()), *((MAIN,) if place.main else ()))
        content = () if self.paged else place.where
        return Link(content, f"#{place.id}", note=place.note, attributes=Attributes("", classes))

    def _references(self, names: list[Reference], word: str, before: str) -> Iterator[Inline]:
        """*see* the term that is used in place of this one, or *see also* a related one."""
        for position, (name, _) in enumerate(names):
            if position == 0:
                yield from (Text(before), Emphasis((Text(word),)), Text(" "))
            else:
                yield Text("; ")
            other = self.root.named(name)
            if other:
                yield Link(tuple(self._shown(name)), f"#{other.id}", note=self.note)
            else:
                yield Text(", ".join(levels_of(name)))

    def _shown(self, name: str) -> Iterator[Inline]:
        entry = self.root
        for position, level in enumerate(levels_of(name)):
            entry = entry.below[folded(level)]
            yield from (*((Text(", "),) if position else ()), *entry.shown)


def _by_section(places: list[Range]) -> list[Range]:
    """The first place of each section; one that is marked as the main one goes before it."""
    chosen: dict[str, Range] = {}
    for place in places:
        where = _where(place)
        if where not in chosen or (place.start.main and not chosen[where].start.main):
            chosen[where] = place
    return list(chosen.values())


def _where(place: Range) -> str:
    start = plain_text(place.start.where)
    end = plain_text(place.end.where) if place.end else start
    return start if start == end else f"{start}\u2013{end}"


def _group(letter: str, items: tuple[ListItem, ...]) -> Division:
    heading = (Heading(2, (Text(letter),), Attributes(classes=(LETTER,))),) if letter else ()
    return Division((*heading, BulletList(items)), Attributes(classes=(GROUP,)))
