"""The notes of a digest: what its query finds in the index of the searched, in which order."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import translate
from functools import partial
from typing import Any

from exporter.config import Digest
from exporter.config.days import counted_back, counts_back, fixed, source_date
from exporter.diagnostics import Report
from exporter.normalize.index import NOTE_SUFFIXES, Entry, Index, folded
from exporter.publication.names import natural

# The values of a note's front matter, as they stand there
FrontMatter = Callable[[str], Mapping[str, Any]]
# So many notes are named where something is said about them
NAMED = 3


@dataclass(frozen=True)
class Searched:
    """What a query goes over: `hidden` are the notes that no digest may show, `front` reads front
    matter, `lang` is that of dates, and `hashtags` says whether a `#tag` in a text is one."""

    index: Index
    hidden: Collection[str]
    front: FrontMatter
    lang: str
    hashtags: bool = True


def chosen(digest: Digest, title: str, searched: Searched, report: Report) -> tuple[str, ...]:
    """The notes of a digest, in order."""
    listed = _listed(digest, title, searched, report)
    entries = [searched.index.entries[name] for name in listed if name not in searched.hidden]
    entries = [entry for entry in entries if _lies_in(entry, digest.folder)]
    if digest.tags:
        wanted = [tag.strip("#/ ").casefold() for tag in digest.tags]
        entries = [entry for entry in entries if is_tagged(entry, wanted, searched.hashtags)]
    by_day = partial(_in_time, digest, title, report)
    by_front = partial(_described, digest, searched.front)
    # front matter is read of as few notes as possible; but the newest has to fit
    counted = any(map(counts_back, (digest.since, digest.until))) and source_date() is None
    for step in (by_front, by_day) if counted else (by_day, by_front):
        entries = step(entries)
    paths = [entry.path for entry in _in_order(entries, digest)]
    return tuple(paths[: digest.limit] if digest.limit > 0 else paths)


def day_of(entry: Entry) -> date | None:
    return fixed(entry.date)


# --- the query ------------------------------------------------------------------------------------


def _listed(digest: Digest, title: str, searched: Searched, report: Report) -> list[str]:
    """The notes to choose from: those that are listed, or all."""
    notes = list(searched.index.entries)
    if not digest.notes:
        return notes
    found: dict[str, None] = {}
    for pattern in digest.notes:
        exact = pattern if pattern in searched.index.entries else named(pattern, searched.index)
        matching = [exact] if exact else sorted(filter(_pattern(pattern), notes), key=natural)
        found |= dict.fromkeys(matching)
        if not matching:
            tell_missing(pattern, title, report)
        if exact in searched.hidden:
            report.add(
                "digest/missing-note",
                f"“{title}”: {exact} is a draft or held back, and no digest shows it",
                hint="a letter can't be taken back: publish the note, or take it out of the list",
                about=pattern,
            )
    return list(found)


def _pattern(glob: str) -> Callable[[str], object]:
    return re.compile(translate(glob)).match


def _lies_in(entry: Entry, folder: str) -> bool:
    return not folder.strip("/") or entry.path.startswith(folder.strip("/") + "/")


def is_tagged(entry: Entry, wanted: Collection[str], hashtags: bool) -> bool:
    """As Obsidian searches: `#a` finds `#a/b`, in capitals or not."""
    tags = (*entry.tags, *entry.hashtags) if hashtags else entry.tags
    return any(
        tag == each or tag.startswith(f"{each}/")
        for tag in map(str.casefold, tags)
        for each in wanted
    )


def _described(digest: Digest, front: FrontMatter, entries: list[Entry]) -> list[Entry]:
    """Those whose front matter has each key with that value, or with it among others."""
    if not digest.where:
        return entries
    wanted = {_key(key): _values(value) for key, value in digest.where.items()}
    found: list[Entry] = []
    for entry in entries:
        values = {_key(key): _values(value) for key, value in front(entry.path).items()}
        if all(values.get(key, set()) & each for key, each in wanted.items()):
            found.append(entry)
    return found


def _key(name: str) -> str:
    return folded(name).replace("_", "-").replace(" ", "-")


def _values(value: Any) -> set[str]:
    """A value, or those of a list, as they are compared: as text, and a link by its name."""
    if isinstance(value, list | tuple):
        return {text for each in value for text in _values(each)}
    if isinstance(value, bool):
        return {"true" if value else "false"}
    return {folded(str(value).strip().removeprefix("[[").removesuffix("]]").partition("|")[0])}


def _in_time(digest: Digest, title: str, report: Report, entries: list[Entry]) -> list[Entry]:
    """Those of the days from `since` to `until`.

    A time such as `30 days` is counted back from `until`, else from SOURCE_DATE_EPOCH, else from
    the newest of the notes: never from the clock, so that the same notes make the same digest.
    """
    if not digest.since and not digest.until:
        return entries
    days = {entry.path: day_of(entry) for entry in entries}
    undated = [path for path, day in days.items() if day is None]
    if undated:
        named = ", ".join(undated[:NAMED]) + (", …" if len(undated) > NAMED else "")
        report.add(
            "digest/undated",
            f"“{title}”: {len(undated)} that would fit have no date and are left out: {named}",
            about=digest.since or digest.until,
        )
    newest = max((day for day in days.values() if day), default=date.min)
    now = source_date()
    today = now.date() if now else newest
    last = _bound(digest.until, today, date.max)
    first = _bound(digest.since, last if digest.until else today, date.min)
    return [entry for entry in entries if (day := days[entry.path]) and first <= day <= last]


def _bound(written: str, from_: date, open_: date) -> date:
    if not written:
        return open_
    return fixed(written) or counted_back(written, from_)


def _in_order(entries: list[Entry], digest: Digest) -> list[Entry]:
    """As the digest orders them; newest first, where it does not list them and says nothing."""
    order = digest.order
    if order == "auto":
        order = "listed" if digest.notes else "date"
    if order == "listed" and digest.notes:
        ordered = entries
    elif order == "title":
        ordered = sorted(entries, key=lambda entry: natural(entry.title))
    else:
        ordered = sorted(entries, key=lambda entry: natural(entry.path))
    if order == "date":
        ordered.sort(key=lambda entry: (day_of(entry) or date.min, entry.date), reverse=True)
    return ordered[::-1] if digest.reverse else ordered


def is_path(written: str) -> bool:
    """Whether a text names a note, by its suffix; any other text is Markdown."""
    return "\n" not in written.strip() and written.strip().lower().endswith(NOTE_SUFFIXES)


def named(written: str, index: Index) -> str:
    """The note that a text names by its path; empty for any other text."""
    return index.note(written, "").path if is_path(written) else ""


def tell_missing(path: str, title: str, report: Report) -> None:
    report.add("digest/missing-note", f"“{title}”: no note is called {path}", about=path)
