"""What a transform may know beside the document."""

from __future__ import annotations

from dataclasses import dataclass

from exporter.diagnostics import Report
from exporter.normalize.index import Index


@dataclass(frozen=True)
class Context:
    """The vault around a note, and where findings about the note go."""

    index: Index
    report: Report
