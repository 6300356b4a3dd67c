"""What a transform may know beside the document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from exporter.config import Build
from exporter.diagnostics import Report
from exporter.model.document import Document
from exporter.normalize.index import Index


@dataclass(frozen=True)
class Context:
    """The vault around a note, what the project wants, and where findings about the note go.

    `load` gives another note as it was read, before any transform; None where it can't be read.
    `report_of` is where findings about another note go, a part of which stands in this one.
    `embedded` says that the document is to stand in another one.
    `held_back` are the notes that the project does not publish. Files of a vault that is not
    `trusted` are not handed on where they can run.
    `anchors` remembers the places of notes that were loaded for their sake.
    """

    index: Index
    report: Report
    load: Callable[[str], Document | None]
    report_of: Callable[[str], Report] = Report
    build: Build = field(default_factory=Build)
    embedded: bool = False
    held_back: frozenset[str] = frozenset()
    trusted: bool = False
    anchors: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def hides(self, note: str, source: str) -> bool:
        """Whether a note must not be seen in the note `source`, which is published itself."""
        return note in self.held_back and source not in self.held_back
