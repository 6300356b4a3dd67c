"""The metadata of an EPUB's package document (EPUB 3.3 §5.5)."""

from __future__ import annotations

import re
import uuid

from ebooklib import epub

from exporter.model.edition import Edition
from exporter.model.nodes import Diagram
from exporter.model.walk import collect
from exporter.render.pages import iso_day

# What a UUID of ours is made from, where a publication names no identifier of its own.
NAMESPACE = uuid.UUID("6f3c4a6e-6d0f-5a8c-9f5d-0b4f7c1f2a11")
# EPUB Accessibility 1.1 §2.2: what every book of ours has, whatever its text
ACCESSIBILITY = (
    ("schema:accessMode", "textual"),
    ("schema:accessModeSufficient", "textual"),
    ("schema:accessibilityFeature", "structuralNavigation"),
    ("schema:accessibilityFeature", "tableOfContents"),
    ("schema:accessibilityFeature", "readingOrder"),
    ("schema:accessibilityFeature", "displayTransformability"),
    ("schema:accessibilityHazard", "none"),
)


def describe(package: epub.EpubBook, edition: Edition) -> None:
    """Put what is known about an edition into its package document."""
    metadata = edition.metadata
    package.set_identifier(_identifier(edition))
    package.set_title(metadata.title)
    package.set_language(metadata.lang or "en")
    for number, person in enumerate(metadata.authors, 1):
        name = "creator" if person.role == "aut" else "contributor"
        key = f"{name}-{number}"
        package.add_metadata("DC", name, person.name, {"id": key})
        role = {"refines": f"#{key}", "property": "role", "scheme": "marc:relators"}
        package.add_metadata(None, "meta", person.role, role)
    singles = {
        # EPUBCheck OPF-053: a date is W3CDTF or none
        "date": iso_day(metadata.date),
        "publisher": metadata.publisher,
        "rights": metadata.rights,
        "description": metadata.description,
    }
    for name, value in singles.items():
        if value:
            package.add_metadata("DC", name, value)
    for tag in metadata.tags:
        package.add_metadata("DC", "subject", tag)
    for name, value in ACCESSIBILITY:
        package.add_metadata(None, "meta", value, {"property": name})
    drawn = any(collect(chapter.document.blocks, Diagram) for chapter in edition.chapters)
    if edition.assets or drawn:
        package.add_metadata(None, "meta", "visual", {"property": "schema:accessMode"})
    if metadata.series:
        package.add_metadata(
            None, "meta", metadata.series, {"property": "belongs-to-collection", "id": "series"}
        )
        if metadata.series_number:
            position = {"refines": "#series", "property": "group-position"}
            package.add_metadata(None, "meta", metadata.series_number, position)


def _identifier(edition: Edition) -> str:
    """The publication's own identifier, else a UUID that stays the same from build to build."""
    given = edition.metadata.identifier.strip()
    if not given:
        return uuid.uuid5(NAMESPACE, edition.url or edition.name).urn
    digits = re.sub(r"[\s-]", "", given.lower().removeprefix("isbn").lstrip(":"))
    if re.fullmatch(r"(97[89])?\d{9}[\dx]", digits):
        return f"urn:isbn:{digits}"
    return given
