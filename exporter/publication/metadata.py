"""The metadata of a publication: what a book or a note says, and what the project says for it."""

from __future__ import annotations

import msgspec

from exporter.config import Book, Settings
from exporter.model.document import Contributor, Metadata


def book_metadata(book: Book, settings: Settings) -> Metadata:
    names = book.authors or ((book.author,) if book.author else ())
    metadata = Metadata(
        title=book.title,
        subtitle=book.subtitle,
        authors=tuple(Contributor(name) for name in names),
        date=book.date,
        lang=book.lang,
        description=book.description,
        cover=book.cover,
        rights=book.rights,
        publisher=book.publisher,
        identifier=book.identifier,
        series=book.series,
        series_number=book.series_number,
    )
    return with_defaults(metadata, settings)


def with_defaults(metadata: Metadata, settings: Settings) -> Metadata:
    """What a note or a book leaves open is the project's to say."""
    project = settings.project
    names = project.authors or ((project.author,) if project.author else ())
    return msgspec.structs.replace(
        metadata,
        authors=metadata.authors or tuple(Contributor(name) for name in names),
        lang=metadata.lang or project.lang,
        rights=metadata.rights or project.rights,
    )
