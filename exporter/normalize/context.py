"""What a transform may know beside the document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from exporter.diagnostics import Report
from exporter.model.document import Document
from exporter.normalize.index import Index


@dataclass(frozen=True)
class Context:
    """The vault around a note, and where findings about the note go.

    `load` gives another note as it was read, before any transform; None where it can't be read.
    """

    index: Index
    report: Report
    load: Callable[[str], Document | None]
