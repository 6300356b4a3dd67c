"""What stands in a digest: its introduction, the notes that its query finds, its end."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from exporter.config import Digest, Settings
from exporter.diagnostics import Diagnostic, Report
from exporter.model.edition import ChapterKind
from exporter.normalize.index import Entry, Index, Lookups
from exporter.publication.outline import Item
from exporter.publication.selection import (
    FrontMatter,
    Searched,
    chosen,
    day_of,
    is_path,
    named,
    tell_missing,
)
from exporter.rendering.pages import date_text

PLACEHOLDER = re.compile(r"\{\{\s*(first|last|count)\s*\}\}")


class Gathered(NamedTuple):
    """A digest and what stands in it, with its title and the name of its files as they are now, and
    what was found out about all that."""

    digest: Digest
    title: str
    slug: str
    items: tuple[Item, ...]
    found: tuple[Diagnostic, ...]


def gather(
    settings: Settings, index: Index, hidden: frozenset[str], front: FrontMatter, report: Report
) -> tuple[Gathered, ...]:
    """The digests of a project, and what stands in each; `front` reads the front matter of a note,
    for those that ask for it. `report` is copied: what was found goes with each."""
    obsidian = settings.build.dialect == "obsidian"
    searched = Searched(index, hidden, front, settings.project.lang, obsidian)
    found: list[Gathered] = []
    for digest in settings.digests:
        about = Report(report.note, report.source)
        title = digest.title or settings.project.title or "Digest"
        items = digest_items(digest, title, searched, about)
        facts = facts_of(items, index, searched.lang)
        slug = filled(digest.slug, facts)
        found.append(Gathered(digest, filled(title, facts), slug, items, tuple(about.diagnostics)))
    return tuple(found)


def digest_items(
    digest: Digest, title: str, searched: Searched, report: Report
) -> tuple[Item, ...]:
    """What stands in a digest: its introduction, the notes that it chooses, its end.

    Empty where its query finds nothing, which goes to the report, as does what it names in vain.
    """
    notes = chosen(digest, title, _without_those_around(digest, searched), report)
    if not notes:
        report.add(
            "digest/empty",
            f"“{title}”: no note is what it asks for; it is not made",
            about=digest.title or digest.slug,
        )
        return ()
    items = tuple(Item(note=note) for note in notes)
    facts = facts_of(items, searched.index, searched.lang)
    around = partial(_around, facts=facts, title=title, index=searched.index, report=report)
    return (*around(digest.intro, "front"), *items, *around(digest.outro, "back"))


def notes_around(digest: Digest, index: Index) -> Iterable[str]:
    """The notes that are its introduction and its end; they are not published alone."""
    return filter(None, (named(digest.intro, index), named(digest.outro, index)))


def _without_those_around(digest: Digest, searched: Searched) -> Searched:
    around = notes_around(digest, searched.index)
    return dataclasses.replace(searched, hidden=frozenset({*searched.hidden, *around}))


def _around(
    written: str,
    kind: ChapterKind,
    *,
    facts: Mapping[str, str],
    title: str,
    index: Index,
    report: Report,
) -> tuple[Item, ...]:
    """The item of an introduction or an end: a note, or a text."""
    if not written.strip():
        return ()
    if not is_path(written):
        return (Item(kind, text=filled(written, facts)),)
    note = named(written, index)
    if not note:
        tell_missing(written, title, report)
    return (Item(kind, note=note),) if note else ()


def facts_of(items: Sequence[Item], index: Lookups, lang: str) -> dict[str, str]:
    """What may stand in the title of a digest: the days of its oldest and of its newest note, and
    how many there are."""
    entries = entries_of(items, index)
    days = sorted(day for entry in entries if (day := day_of(entry)))
    return {
        "first": date_text(days[0].isoformat(), lang) if days else "",
        "last": date_text(days[-1].isoformat(), lang) if days else "",
        "count": str(len(entries)),
    }


def entries_of(items: Iterable[Item], index: Lookups) -> list[Entry]:
    """What is known of the notes that a digest shows."""
    found = (index.entry(item.note) for item in items if item.kind == "chapter")
    return [entry for entry in found if entry]


def filled(text: str, facts: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: facts[found[1]], text)
