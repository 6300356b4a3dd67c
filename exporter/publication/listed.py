"""An outline from a list in the settings: names, globs, folders and parts."""

from __future__ import annotations

import glob
import posixpath
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase
from itertools import count

from exporter.config import Book
from exporter.config.settings import Part
from exporter.diagnostics import Report
from exporter.model.edition import ChapterKind
from exporter.normalize.index import NOTE_SUFFIXES, Index
from exporter.normalize.title import file_title
from exporter.publication.folders import in_folder
from exporter.publication.listing import Line
from exporter.publication.names import natural

# Missing notes for which one of a like name is looked for among all: each takes its time
SUGGESTED = 20


def listed(book: Book, folder: str, index: Index, report: Report) -> list[Line]:
    """The lines of an outline in the settings; `target` is the path of a note, or nothing.

    What a glob matches is in natural order, without the notes that are named somewhere.
    """
    listing = (book.chapters,) if isinstance(book.chapters, str) else book.chapters
    patterns = [
        pattern
        for entry in listing
        for pattern in ((entry.part, *entry.chapters) if isinstance(entry, Part) else (entry,))
    ]
    notes = sorted((note for note in index.entries if note.startswith(folder)), key=natural)
    places = (folder, "")
    named = {path_of(pattern, places, index) for pattern in patterns}
    found: list[Line] = []
    taken: set[str] = set()
    times: Counter[str] = Counter()
    missing = count()

    def take(pattern: str, kind: ChapterKind, *, loose: bool = False) -> None:
        times[pattern] += 1
        note = "" if pattern.endswith("/") else path_of(pattern, places, index)
        if note in taken:
            tell_twice(note, pattern, times, report)
            return
        lines = [Line(kind, 1, "", note)] if note else _matching(pattern, folder, notes)
        if not lines:
            known = notes if next(missing) < SUGGESTED else ()
            _tell_missing(pattern, folder, known, book, report)
            if kind == "part":
                found.append(Line("part", 1, file_title(pattern), ""))
        for line in lines:
            if not line.target or line.target == note or line.target not in named | taken:
                found.append(line._replace(loose=loose))
                taken.add(line.target or "")

    for entry in listing:
        if not isinstance(entry, Part):
            take(entry, "chapter", loose=True)
            continue
        if entry.part.lower().endswith(NOTE_SUFFIXES):
            take(entry.part, "part")
        else:
            found.append(Line("part", 1, entry.part, ""))
        for pattern in entry.chapters:
            take(pattern, "chapter")
    return found


def folder_of(book: Book) -> str:
    """The vault path of a book's folder, with a slash at its end; empty for the whole vault."""
    folder = posixpath.normpath(book.folder.strip("/"))
    return "" if folder == "." else f"{folder}/"


def path_of(name: str, folders: Iterable[str], index: Index) -> str:
    """The path of a note from its name in one of the folders; empty where there is none."""
    paths = [posixpath.normpath(folder + name) for folder in folders]
    tried = (path + suffix for path in paths for suffix in ("", *NOTE_SUFFIXES))
    return next((path for path in tried if path in index.entries), "")


def _matching(pattern: str, folder: str, notes: Sequence[str]) -> list[Line]:
    """The notes that a glob, or the name of a folder, stands for."""
    inner = posixpath.normpath(folder + pattern) + "/"
    if any(note.startswith(inner) for note in notes):
        return in_folder(inner, notes)
    escaped = glob.escape(folder) + pattern
    return [Line("chapter", 1, "", note) for note in notes if fnmatchcase(note, escaped)]


def _tell_missing(
    pattern: str, folder: str, notes: Sequence[str], book: Book, report: Report
) -> None:
    close = get_close_matches(pattern, [note.removeprefix(folder) for note in notes], n=1)
    report.add(
        "book/missing-chapter",
        f"“{book.title}”: no note is called {pattern}",
        hint=f"did you mean “{close[0]}”?" if close else "",
        about=pattern,
    )


def tell_twice(note: str, written: str, times: Counter[str], report: Report) -> None:
    """Report a chapter that was listed before."""
    report.add(
        "book/chapter-twice",
        f"{note} is a chapter already; it stands where it is listed first",
        about=written,
        nth=times[written] - 1,
    )
