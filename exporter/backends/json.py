"""JSON: the model itself, for other programs; `exporter schema` describes it."""

from __future__ import annotations

import msgspec

from exporter.backends.means import ALONE, Means
from exporter.diagnostics import Reports
from exporter.model.codec import to_json
from exporter.model.edition import Artifact, Edition, File
from exporter.rendering.templates import Theme


def render(edition: Edition, _theme: Theme, _reports: Reports, _means: Means = ALONE) -> Artifact:
    """A note as one document; a book as an object with its metadata and its chapters."""
    if edition.kind == "note":
        return Artifact((File(".json", to_json(edition.chapters[0].document)),))
    book = {
        "metadata": edition.metadata,
        # a title page and contents have no text of their own
        "chapters": [each.document for each in edition.chapters if each.document.blocks],
    }
    return Artifact((File(".json", msgspec.json.format(msgspec.json.encode(book), indent=2)),))
