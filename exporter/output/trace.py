"""What an artifact was made from: files, and the answers that its notes got from the vault.

An artifact is still what a build would make as long as the files hold the same and the same
questions have the same answers (docs/decisions/0019-dependencies.md).
"""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Literal

import msgspec

from exporter.config.days import source_date
from exporter.normalize.index import Entry, Index, Match
from exporter.output.stamps import Stamp, digest, stamps

Kind = Literal["note", "asset", "holds", "entry", "held-back", "planned", "page", "chapter", "site"]
# What was told: nothing for “there is no such thing”
Told = tuple[str, ...]
YES: Told = ("yes",)


class Answer(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a note `source` was told about a name; `source` is empty where nothing depends on it."""

    kind: Kind
    name: str
    source: str
    told: Told


class Place(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Another note that is only led into: the files that it was read from, and the ids that
    fragments meant in it, empty where they meant nothing."""

    files: dict[str, Stamp]
    ids: dict[str, str]


class Trace(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What something was made from: `sources` by their paths (`in_vault`), `places` by their vault
    paths.

    `day` is the one on which a source was last changed, where that is shown.
    """

    sources: dict[str, Stamp] = {}
    answers: tuple[Answer, ...] = ()
    places: dict[str, Place] = {}
    day: str = ""


@dataclass(frozen=True)
class Vault:
    """All that can be asked: the index, which notes are `held_back` and which are `planned` to be
    made in this build, where `pages` of notes lie in it, and where those of the project's `site`
    do, whatever is made."""

    index: Index
    held_back: frozenset[str] = frozenset()
    planned: frozenset[str] = frozenset()
    pages: Mapping[str, str] = field(default_factory=dict)
    site: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def digest(self) -> str:
        """A hash of all that can be asked: where it is the same, so are the answers."""
        entries = self.index.entries
        asked = [(self.index.entry(path), entries[path].aliases) for path in sorted(entries)]
        pages = (sorted(self.pages.items()), sorted(self.site.items()))
        named = (sorted(self.held_back), sorted(self.planned), *pages)
        return digest(msgspec.msgpack.encode((asked, self.index.assets, named)))


def told(vault: Vault, kind: Kind, name: str, source: str) -> Told:
    """The answer to a question."""
    match kind:
        case "note":
            return _flat(vault.index.note(name, source))
        case "asset":
            return _flat(vault.index.asset(name, source))
        case "holds":
            return YES if vault.index.holds(name) else ()
        case "entry":
            entry = vault.index.entry(name)
            return (msgspec.json.encode(entry).decode(),) if entry else ()
        case "held-back":
            return YES if name in vault.held_back else ()
        case "planned":
            return YES if name in vault.planned else ()
        case "page":
            return (vault.pages[name],) if name in vault.pages else ()
        case "chapter":
            page = vault.pages.get(name, "")
            return (page,) if "#" in page else ()
        case "site":
            return (vault.site[name],) if name in vault.site else ()


def changed_answer(trace: Trace, vault: Vault, ignored: Container[Kind] = ()) -> Answer | None:
    """The first question of a trace that has another answer now, with that answer."""
    for answer in trace.answers:
        if answer.kind in ignored:
            continue
        now = told(vault, answer.kind, answer.name, answer.source)
        if now != answer.told:
            return msgspec.structs.replace(answer, told=now)
    return None


class Tracing:
    """A vault that remembers what it was asked, and what was read (`normalize.index.Lookups`)."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.sources: dict[str, Stamp] = {}
        self.notes: set[str] = set()
        self._answers: dict[tuple[Kind, str, str], Told] = {}
        self._dated = False
        self._led_into: dict[str, dict[str, Stamp]] = {}
        self._ids: dict[str, dict[str, str]] = {}

    @property
    def root(self) -> str:
        return self.vault.index.root

    @property
    def trace(self) -> Trace:
        """All so far."""
        answers = (Answer(*question, told) for question, told in self._answers.items())
        places = {note: Place(files, self._ids[note]) for note, files in self._led_into.items()}
        return Trace(dict(self.sources), tuple(answers), places, self.day() if self._dated else "")

    def shows(self, note: str, files: Mapping[str, Stamp]) -> None:
        """What follows is made of a note, which was read from `files`."""
        self.notes.add(note)
        self.sources |= files

    def titled(self, note: str, files: Mapping[str, Stamp]) -> None:
        """What follows names a note, which was read from `files`, and shows nothing else of it."""
        self.sources |= files

    def day(self) -> str:
        """The day of SOURCE_DATE_EPOCH, else that of the source that was changed last."""
        self._dated = True
        return day_of(stamp.mtime for stamp in self.sources.values())

    def led_into(self, note: str, files: Mapping[str, Stamp], fragment: str, found: str) -> None:
        """A link leads to the id `found` in a note that was read from `files`."""
        self._led_into[note] = dict(files)
        self._ids.setdefault(note, {})[fragment] = found

    def note(self, target: str, source: str) -> Match:
        return _match(self._asked("note", target, source))

    def asset(self, target: str, source: str) -> Match:
        found = _match(self._asked("asset", target, source))
        if found.path:
            self._taken(found.path)
        return found

    def holds(self, path: str) -> bool:
        found = bool(self._asked("holds", path))
        if found:
            self._taken(path)
        return found

    def entry(self, path: str) -> Entry | None:
        self._asked("entry", path)
        return self.vault.index.entry(path)

    def is_held_back(self, note: str) -> bool:
        return bool(self._asked("held-back", note))

    def is_planned(self, note: str) -> bool:
        return bool(self._asked("planned", note))

    def page_of(self, note: str) -> str | None:
        found = self._asked("page", note)
        return found[0] if found else None

    def chapter_of(self, note: str) -> str:
        return "".join(self._asked("chapter", note))

    def site_page_of(self, note: str) -> str | None:
        found = self._asked("site", note)
        return found[0] if found else None

    def _asked(self, kind: Kind, name: str, source: str = "") -> Told:
        question = (kind, name, source)
        if question not in self._answers:
            self._answers[question] = told(self.vault, *question)
        return self._answers[question]

    def _taken(self, asset: str) -> None:
        """What is asked for is looked at, if only to see that it can't be used."""
        file = Path(self.root, asset)
        if str(file) not in self.sources:
            self.sources |= stamps([file])


def in_vault(trace: Trace, root: str) -> Trace:
    """A trace in which the files of the vault that lies in `root` have their vault paths: it is
    that of the same vault wherever this may lie."""
    places = {
        note: Place(by_vault_paths(place.files, root), place.ids)
        for note, place in trace.places.items()
    }
    return msgspec.structs.replace(
        trace, sources=by_vault_paths(trace.sources, root), places=places
    )


def by_vault_paths(files: Mapping[str, Stamp], root: str) -> dict[str, Stamp]:
    """Files by their vault paths; those of elsewhere by their absolute ones."""
    top = os.path.join(root, "")
    return {file.removeprefix(top): stamp for file, stamp in files.items()}


def day_of(changed: Iterable[int]) -> str:
    """The day of SOURCE_DATE_EPOCH, else the last of these times (nanoseconds); ISO 8601."""
    last = max(changed, default=0) // 10**9
    return (source_date() or datetime.fromtimestamp(last, UTC)).date().isoformat()


def _flat(match: Match) -> Told:
    return (match.path, *match.others) if match.path else ()


def _match(told: Told) -> Match:
    return Match(told[0], told[1:]) if told else Match("")
