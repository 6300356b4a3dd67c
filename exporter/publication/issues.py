"""The issues of a newsletter: their numbers, and their order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from exporter.model.edition import Neighbour
from exporter.normalize.index import Index
from exporter.publication.names import natural

Around = tuple[Neighbour | None, Neighbour | None]
# Where personal fields stay: a letter is made for each subscriber, and JSON has everything. In all
# other formats they are filled in for everybody
PERSONAL = ("email", "json")
NUMBER_KEYS = ("number", "issue")


def number_of(values: Mapping[str, Any]) -> int | None:
    """The number that an issue's front matter gives it."""
    lowered = {key.lower(): value for key, value in values.items()}
    given = next((str(lowered[key]) for key in NUMBER_KEYS if key in lowered), "")
    return int(given) if given.isdecimal() else None


def neighbours(pages: Mapping[str, str], index: Index) -> dict[str, Around]:
    """What comes before and after each issue, by its day and then its name; `pages` names the pages
    of all of them by their notes."""
    notes = sorted(pages, key=lambda note: (index.entries[note].date, natural(note)))
    issues = (Neighbour(index.entries[note].title, pages[note]) for note in notes)
    around = (None, *issues, None)
    return {note: (around[at], around[at + 2]) for at, note in enumerate(notes)}
