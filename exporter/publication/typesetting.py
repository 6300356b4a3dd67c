"""How the PDF of an edition is set, from the settings."""

from __future__ import annotations

from exporter.config import Book, Pdf
from exporter.config.lengths import length, paper_size
from exporter.model.edition import Typesetting


def typesetting_of(settings: Pdf, book: Book | None) -> Typesetting:
    """The typesetting of a book, or of a note; sizes can be read, since they were checked."""
    style = settings.style
    if style == "auto":
        style = "book" if book else "notes"
    return Typesetting(
        style=style,
        paper=paper_size(settings.paper) or (0, 0),
        margins=tuple(length(each) or 0 for each in settings.margins),
        drop_caps=settings.drop_caps,
        small_caps=settings.small_caps,
        side_notes=settings.side_notes,
        link_pages=settings.link_pages,
        figures=settings.figures,
        resolution=settings.resolution,
        cover=settings.cover,
        black=settings.black,
        bleed=length(settings.bleed) or 0,
        crop_marks=settings.crop_marks,
        standard=settings.standard,
        attach_source=settings.attach_source,
    )
