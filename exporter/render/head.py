"""What stands in the head of a web page about an edition: names, Open Graph, structured data."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from exporter.model.edition import Edition
from exporter.model.identifiers import plain, uri
from exporter.render.catalogue import (
    first_of,
    keywords,
    languages,
    license_url,
    rights,
    subjects,
    w3c_date,
)
from exporter.render.pages import GENERATOR
from exporter.render.schema_org import json_ld

Pairs = list[tuple[str, str]]


def head(edition: Edition) -> dict[str, Pairs | Markup]:
    """`names` and `properties` are the pairs of `<meta>`, `structured_data` is JSON-LD."""
    return {
        "names": _names(edition),
        "properties": _properties(edition),
        "structured_data": Markup(json_ld(edition)),
    }


def _names(edition: Edition) -> Pairs:
    """HTML's standard names, and those of DCMI, <https://www.dublincore.org/specifications/>."""
    metadata = edition.metadata
    return _pairs(
        {
            "description": [metadata.description],
            "author": [person.name for person in metadata.authors],
            "keywords": [", ".join(keywords(metadata))],
            "dcterms.alternative": [metadata.subtitle],
            "dcterms.contributor": [person.name for person in metadata.contributors],
            "dcterms.date": [w3c_date(metadata.date)],
            "dcterms.modified": [w3c_date(metadata.modified)],
            "dcterms.dateCopyrighted": [metadata.first_published],
            "dcterms.language": languages(metadata),
            "dcterms.subject": subjects(metadata),
            "dcterms.identifier": [uri(each) for each in metadata.identifiers],
            "dcterms.publisher": [metadata.publisher],
            "dcterms.rights": [rights(metadata)],
            "dcterms.license": [license_url(metadata.license) or metadata.license],
            "dcterms.isPartOf": [metadata.series],
            "generator": [GENERATOR],
        }
    )


def _properties(edition: Edition) -> Pairs:
    """<https://ogp.me>: of a book, or of an article for a note."""
    metadata = edition.metadata
    published = [w3c_date(metadata.date)]
    common: dict[str, Iterable[str]] = {
        "og:title": [metadata.title],
        "og:description": [metadata.description],
        "og:url": [edition.url],
    }
    if edition.kind == "book":
        return _pairs(
            {
                "og:type": ["book"],
                **common,
                "book:isbn": [plain(first_of("isbn", metadata))],
                "book:release_date": published,
                "book:tag": keywords(metadata),
            }
        )
    return _pairs(
        {
            "og:type": ["article"],
            **common,
            "article:published_time": published,
            "article:modified_time": [w3c_date(metadata.modified)],
            "article:tag": keywords(metadata),
        }
    )


def _pairs(values: dict[str, Iterable[str]]) -> Pairs:
    return [(name, value) for name, given in values.items() for value in given if value]
