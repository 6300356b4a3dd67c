"""The issues of a newsletter in their order."""

from __future__ import annotations

from collections.abc import Mapping

from exporter.model.edition import Neighbour
from exporter.normalize.index import Index
from exporter.publication.names import natural

Around = tuple[Neighbour | None, Neighbour | None]


def neighbours(pages: Mapping[str, str], index: Index) -> dict[str, Around]:
    """What comes before and after each issue, by its day and then its name; `pages` names the pages
    of all of them by their notes."""
    notes = sorted(pages, key=lambda note: (index.entries[note].date, natural(note)))
    issues = (Neighbour(index.entries[note].title, pages[note]) for note in notes)
    around = (None, *issues, None)
    return {note: (around[at], around[at + 2]) for at, note in enumerate(notes)}
