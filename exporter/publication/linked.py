"""An outline from the links of a note: mdBook's `SUMMARY.md`, or a map of content."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from exporter.diagnostics import Report, Reports
from exporter.model.document import Document
from exporter.normalize.addresses import local_path, scheme
from exporter.normalize.index import Index, Match, folded
from exporter.normalize.title import file_title
from exporter.publication.listed import path_of, tell_twice
from exporter.publication.listing import Line, contents_map, summary

# mdBook's name for the note that lists the chapters
SUMMARY = "SUMMARY.md"
# A note as it was read and the report about it; nothing where it can't be read
Load = Callable[[str], tuple[Document, Report] | None]


@dataclass(frozen=True)
class Shelf:
    """What outlines are made from; `hidden` are the notes that the project does not publish."""

    index: Index
    load: Load
    hidden: frozenset[str] = frozenset()


def linked(source: str, shelf: Shelf, reports: Reports) -> list[Line]:
    """The lines of an outline that a note lists; `target` is the path of a note, or nothing."""
    opened = shelf.load(source)
    if opened is None:
        reports[source].add("note/unreadable", "a book's chapters can't be read from it", line=1)
        return []
    document, reports[source] = opened
    report = reports[source]
    strict = folded(posixpath.basename(source)) == folded(SUMMARY)

    def stray(text: str, why: str) -> None:
        report.add("book/outline", f"“{text[:60]}” {why}", about=text)

    lines = summary(document.blocks, stray) if strict else contents_map(document.blocks)
    found: list[Line] = []
    taken = {source}
    times: Counter[str] = Counter()
    for line in lines:
        note = ""
        if line.target:
            note = _meant(line, source, strict, shelf, report)
            times[line.target] += 1
        elif line.target == "" and strict:
            report.add(
                "book/draft-chapter",
                f"“{line.title}” is only announced: there is no note for it yet",
                about=line.title,
            )
        if note in taken:
            if note != source and "#" not in str(line.target):
                tell_twice(note, str(line.target), times, report)
            note = ""
        elif note:
            taken.add(note)
        title = line.title or file_title(line.target or "")
        found.append(Line(line.kind, line.level, line.title if note else title, note))
    return found


def _meant(line: Line, source: str, strict: bool, shelf: Shelf, report: Report) -> str:
    """The note that a line leads to, empty for none that can be a chapter.

    A map leads elsewhere as well, and to notes that the project keeps to itself.
    """
    index, target = shelf.index, line.target or ""
    about = f"[[{target}]]" if line.wiki else target
    if not line.wiki and (scheme(target) or target.startswith("//")):
        if strict:
            report.add("book/outline", f"{target} is no note, and is left out", about=about)
        return ""
    path = target.partition("#")[0].strip() if line.wiki else local_path(target)[0]
    if not path:
        return ""
    beside = path_of(path, (f"{posixpath.dirname(source)}/".lstrip("/"),), index)
    match = Match(beside) if beside and not line.wiki else index.note(path, source)
    if match.others:
        report.add(
            "links/ambiguous",
            f"“{target}” could be {', '.join((match.path, *match.others))}; {match.path} was taken",
            hint="write the folder in front of the name",
            about=about,
        )
    if match.path:
        return match.path if strict or match.path not in shelf.hidden else ""
    if index.asset(path, source).path:
        if strict:
            report.add("book/outline", f"{path} is no note, and is left out", about=about)
    else:
        report.add(
            "book/missing-chapter",
            f"no note is called {path}; the book has no such chapter",
            about=about,
        )
    return ""
