"""The vault index: which note or asset a link means, as Obsidian resolves it.

Names are compared without regard to case and Unicode form. An exact path from the root is first,
then a path relative to the note, then the shortest path with that name, then aliases.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import NamedTuple, Protocol

import msgspec

from exporter.normalize.addresses import local_path

NOTE_SUFFIXES = (".md", ".markdown")
PARENTS = re.compile(r"(?:\.\./)*+")


class Entry(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What other notes and digests may ask about a note; `path` is its vault path.

    `date` is its own, else that of its file's name. `tags` are those of its front matter,
    `hashtags` those in its text, all without `#`. `role` is its part in a book.
    """

    path: str
    title: str
    aliases: tuple[str, ...] = ()
    permalink: str = ""
    slug: str = ""
    publish: bool | None = None
    draft: bool = False
    date: str = ""
    tags: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    role: str = ""


class Match(NamedTuple):
    """`path` is empty where nothing was found; `others` are as good as `path`."""

    path: str
    others: tuple[str, ...] = ()


NOTHING = Match("")


class Lookups(Protocol):
    """What the vault is asked while something is made of it: nothing of an answer can be used that
    was not asked for, so that what was asked is all that an artifact depends on."""

    @property
    def root(self) -> str: ...

    def note(self, target: str, source: str) -> Match:
        """The note that `target` (no fragment) means in the note `source`."""

    def asset(self, target: str, source: str) -> Match:
        """The asset that `target` means in the note `source`."""

    def holds(self, path: str) -> bool:
        """Whether there is an asset at a vault path."""

    def entry(self, path: str) -> Entry | None:
        """What is shown of a note elsewhere: not its names, and not its tags."""


class Index:
    """Look-ups over the notes and the assets of a vault; built once, never changed."""

    def __init__(self, root: str, entries: Iterable[Entry], assets: Iterable[str]) -> None:
        self.root = root
        self.entries: Mapping[str, Entry] = {entry.path: entry for entry in entries}
        self.assets = tuple(assets)

    @cached_property
    def _notes(self) -> _Paths:
        return _Paths(self.entries, _stem)

    @cached_property
    def _aliases(self) -> Mapping[str, tuple[str, ...]]:
        names: dict[str, list[str]] = {}
        for entry in self.entries.values():
            for alias in entry.aliases:
                names.setdefault(folded(alias), []).append(entry.path)
        return {name: _shortest_first(paths) for name, paths in names.items()}

    @cached_property
    def _assets(self) -> _Paths:
        return _Paths(self.assets, str)

    def note(self, target: str, source: str) -> Match:
        """The note that `target` (no fragment) means in the note `source`."""
        name = target.strip().strip("/")
        for suffix in NOTE_SUFFIXES:
            if name.lower().endswith(suffix):
                name = name[: -len(suffix)]
        if not name:
            return NOTHING
        found = _find(name, source, self._notes)
        return found if found.path else _match(self._aliases.get(folded(name), ()))

    def asset(self, target: str, source: str) -> Match:
        """The asset that `target` means in the note `source`."""
        name = target.strip().strip("/")
        return _find(name, source, self._assets) if name else NOTHING

    def holds(self, path: str) -> bool:
        return path in self._paths

    def entry(self, path: str) -> Entry | None:
        entry = self.entries.get(path)
        if entry is None:
            return None
        return msgspec.structs.replace(entry, title="", aliases=(), tags=(), hashtags=())

    @cached_property
    def _paths(self) -> frozenset[str]:
        return frozenset(self.assets)


def addressed(address: str, source: str, lookups: Lookups) -> str:
    """The path of the asset that a relative address means in the note `source`; or nothing."""
    path, _ = local_path(address)
    # a `?` or `#` may be part of the name itself
    return lookups.asset(path, source).path or lookups.asset(address, source).path


def folded(name: str) -> str:
    """A name as it is compared: NFC, no case, forward slashes, single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().replace("\\", "/").split())


class _Paths:
    """Paths by the ends of what they are called: in the order of their names read backwards, part
    by part, those stand together that end alike. A table of all ends, or names that are no bytes,
    would be most of what a worker has in its memory."""

    def __init__(self, paths: Iterable[str], called: Callable[[str], str]) -> None:
        named = sorted((_backwards(folded(called(path))), len(path), path) for path in paths)
        self._names = [name for name, _, _ in named]
        self._paths = [path for _, _, path in named]

    def ending(self, name: str) -> tuple[str, ...]:
        """Those whose last parts are called so, folded, the shortest first."""
        end = _backwards(name)
        first = last = bisect_left(self._names, end)
        while last < len(self._names) and self._names[last].startswith(end):
            last += 1
        return _shortest_first(self._paths[first:last])

    def exactly(self, name: str) -> str:
        """The one that is called so from the root, folded; or nothing."""
        whole = _backwards(name)
        first = bisect_left(self._names, whole)
        return self._paths[first] if self._names[first : first + 1] == [whole] else ""


def _backwards(name: str) -> bytes:
    """`c/b/a/` for `a/b/c`; a name of YAML may hold half a surrogate pair."""
    return "/".join((*reversed(name.split("/")), "")).encode(errors="surrogatepass")


def _find(name: str, source: str, paths: _Paths) -> Match:
    relative = posixpath.normpath(posixpath.join(posixpath.dirname(source), name))
    for wanted in (name, relative):
        if exact := paths.exactly(folded(wanted)):
            return Match(exact)
    plain = PARENTS.sub("", posixpath.normpath(name), count=1)
    return _match(paths.ending(folded(plain)))


def _match(paths: tuple[str, ...]) -> Match:
    if not paths:
        return NOTHING
    depth = paths[0].count("/")
    equals = tuple(path for path in paths[1:] if path.count("/") == depth)
    return Match(paths[0], equals)


def _stem(path: str) -> str:
    return posixpath.splitext(path)[0]


def _shortest_first(paths: list[str]) -> tuple[str, ...]:
    return tuple(sorted(paths, key=lambda path: (path.count("/"), len(path), path)))
