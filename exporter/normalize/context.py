"""What a transform may know beside the document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from exporter.config import Build
from exporter.diagnostics import Report
from exporter.model.document import Document
from exporter.normalize.index import Lookups


@dataclass(frozen=True)
class Context:
    """The vault around a note, what the project wants, and where findings about the note go.

    `load` gives another note as it was read, before any transform, to show of it; None where it
    can't be read. `place_in` is the id of what a fragment means in another note, empty where that
    is nothing.
    `report_of` is where findings about another note go, a part of which stands in this one.
    `embedded` says that the document is to stand in another one.
    `is_held_back` says of a note that the project does not publish it.
    Files of a vault that is not `trusted` are not handed on where they can run.
    """

    index: Lookups
    report: Report
    load: Callable[[str], Document | None]
    place_in: Callable[[str, str], str] = lambda _path, _fragment: ""
    report_of: Callable[[str], Report] = Report
    build: Build = field(default_factory=Build)
    embedded: bool = False
    is_held_back: Callable[[str], bool] = lambda _path: False
    trusted: bool = False

    def hides(self, note: str, source: str) -> bool:
        """Whether a note must not be seen in the note `source`, which is published itself."""
        return self.is_held_back(note) and not self.is_held_back(source)
