"""The terms of an index as a tree, from the marks of the chapters and from a list of terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from exporter.diagnostics import Reports
from exporter.model.nodes import Inlines, Text
from exporter.model.walk import plain_text
from exporter.publication.matter.index_marks import Level, Mark, Place, levels_of
from exporter.publication.matter.index_terms import Term, folded


class Reference(NamedTuple):
    """The name of another term, and the note that refers to it."""

    name: str
    note: str


@dataclass
class Range:
    """A place, or two of them and what is between."""

    start: Place
    end: Place | None = None


@dataclass
class Entry:
    """A term. `rank` says how good `shown` is: the smaller, the better."""

    shown: Inlines = ()
    rank: int = 9
    sort: str = ""
    places: list[Range] = field(default_factory=list)
    see: list[Reference] = field(default_factory=list)
    also: list[Reference] = field(default_factory=list)
    below: dict[str, Entry] = field(default_factory=dict)
    id: str = ""

    def found(self) -> bool:
        """Whether the index has it: a term that is listed may be nowhere."""
        return bool(self.places or self.see or self.also) or any(
            entry.found() for entry in self.below.values()
        )

    def named(self, name: str) -> Entry | None:
        """The entry `Term!Subterm` below this one, where the index has it."""
        entry: Entry | None = self
        for level in levels_of(name):
            entry = entry.below.get(folded(level)) if entry else None
        return entry if entry and entry.found() else None

    def all(self) -> Iterator[Entry]:
        """It, and all below it."""
        yield self
        for other in self.below.values():
            yield from other.all()


def entries(terms: Iterable[Term], marks: Iterable[Mark], note: str, reports: Reports) -> Entry:
    """The root of all terms; `note` is the one that lists `terms`."""
    root = Entry()
    listed = [(_listed(root, term, note), term) for term in terms]
    opened: dict[int, tuple[Range, Mark]] = {}
    for mark in marks:
        if mark.levels:
            _add(root, mark, opened, reports)
        else:
            reports[mark.place.note].add(
                "index/mark", "a mark for the index has no term", about="{.index"
            )
    for _, mark in opened.values():
        _tell_half(mark, reports)
    for entry, term in listed:
        if not entry.found():
            name = term.levels[-1]
            reports[note].add("index/unused", f"no chapter has “{name}”", about=name)
    return root


def _listed(root: Entry, term: Term, note: str) -> Entry:
    entry = root
    for level in term.levels:
        entry = entry.below.setdefault(folded(level), Entry((Text(level),)))
    entry.shown, entry.rank = term.shown, 0
    if term.see:
        entry.see.append(Reference(term.see, note))
    return entry


def _add(root: Entry, mark: Mark, opened: dict[int, tuple[Range, Mark]], reports: Reports) -> None:
    entry = root
    for level in mark.levels:
        entry = entry.below.setdefault(folded(plain_text(level.shown)), Entry())
        _name(entry, level, mark.given)
    for names, known in ((mark.see, entry.see), (mark.also, entry.also)):
        new = [name for name in names if name not in {each.name for each in known}]
        known += [Reference(name, mark.place.note) for name in new]
    if mark.span == "end" and id(entry) in opened:
        opened.pop(id(entry))[0].end = mark.place
        return
    if mark.span == "end":
        _tell_half(mark, reports)
    if not mark.see:
        entry.places.append(Range(mark.place))
        if mark.span == "start":
            opened[id(entry)] = (entry.places[-1], mark)


def _name(entry: Entry, level: Level, given: bool) -> None:
    """What a term is called: as a key has it; else as a text has it that begins no sentence."""
    rank = 1 if given else 2 if plain_text(level.shown)[:1].islower() else 3
    if rank < entry.rank:
        entry.shown, entry.rank = level.shown, rank
    entry.sort = entry.sort or level.sort


def _tell_half(mark: Mark, reports: Reports) -> None:
    term = plain_text(mark.levels[-1].shown)
    other = "start" if mark.span == "end" else "end"
    reports[mark.place.note].add(
        "index/mark",
        f"the range of “{term}” has no {other}; it is one place",
        about=f'range="{mark.span}"',
    )
