"""A folder in order: natural order, and a folder within it one level down."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence

from exporter.normalize.index import folded
from exporter.publication.listing import Line
from exporter.publication.names import natural

# Beside a note with the name of its folder: what speaks for a folder
HEADS = ("index", "readme")


def in_folder(folder: str, notes: Iterable[str]) -> list[Line]:
    """The notes below a folder; those of a folder within it are nested below its own note.

    `folder` is empty or ends with a slash. A folder without such a note is a chapter with nothing
    but its name; where there are only such, they are parts.
    """
    below = [note for note in notes if note.startswith(folder)]
    head, rest = _parted(folder, below)
    groups = _groups(folder, rest)
    parts = bool(groups) and not any(own or _parted(sub, inner)[0] for _, own, sub, inner in groups)
    first = [Line("chapter", 1, "", head)] if head else []
    return [*first, *_ordered(groups, 1, parts=parts)]


# what a folder holds under one name: a note, and the notes of a folder
_Group = tuple[str, str, str, list[str]]


def _groups(folder: str, notes: Iterable[str]) -> list[_Group]:
    own: dict[str, str] = {}
    inner: dict[str, list[str]] = {}
    for note in notes:
        name, slash, _ = note.removeprefix(folder).partition("/")
        if slash:
            inner.setdefault(name, []).append(note)
        else:
            own[note] = posixpath.splitext(name)[0]
    groups: list[_Group] = []
    for note, stem in own.items():
        groups.append((stem, note, f"{folder}{stem}/", inner.pop(stem, [])))
    groups += [(name, "", f"{folder}{name}/", found) for name, found in inner.items()]
    return sorted(groups, key=lambda group: (natural(group[0]), group[1]))


def _ordered(groups: Sequence[_Group], level: int, *, parts: bool = False) -> Iterator[Line]:
    for name, own, folder, inner in groups:
        head, rest = ("", inner) if own else _parted(folder, inner)
        if own or head:
            yield Line("chapter", level, "", own or head)
        else:
            yield Line("part" if parts else "chapter", level, name)
        yield from _ordered(_groups(folder, rest), level if parts else level + 1)


def _parted(folder: str, notes: Sequence[str]) -> tuple[str, list[str]]:
    """The note that speaks for a folder, empty where there is none, and the others."""
    names = (*HEADS, folded(posixpath.basename(folder.rstrip("/"))))
    heads = {
        folded(posixpath.splitext(note.removeprefix(folder))[0]): note for note in reversed(notes)
    }
    head = next((heads[name] for name in names if name and name in heads), "")
    return head, [note for note in notes if note != head]
