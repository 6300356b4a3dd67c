"""What stands in the head of a web page about an edition: names, Open Graph, structured data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup

from exporter.model.edition import Edition
from exporter.model.identifiers import plain, uri
from exporter.rendering.catalogue import (
    first_of,
    keywords,
    languages,
    license_url,
    rights,
    subjects,
    w3c_date,
)
from exporter.rendering.leaf import excerpt
from exporter.rendering.pages import GENERATOR
from exporter.rendering.schema_org import json_ld

Pairs = list[tuple[str, str]]
# A language with a region, which is what Open Graph wants
LOCALE = re.compile(r"([a-z]{2,3})-([A-Z]{2})")


class Picture(NamedTuple):
    """A picture at a web address, and its text for those who don't see it."""

    address: str
    text: str = ""


def head(edition: Edition, picture: Picture | None = None) -> dict[str, Pairs | Markup]:
    """`names` and `properties` are the pairs of `<meta>`, `structured_data` is JSON-LD; `picture`
    is what the page is shown with elsewhere."""
    return {
        "names": _names(edition, picture),
        "properties": [*_properties(edition), *_pictured(picture)],
        "structured_data": Markup(json_ld(edition, picture.address if picture else "")),
    }


def _names(edition: Edition, picture: Picture | None) -> Pairs:
    """HTML's standard names, those of DCMI, <https://www.dublincore.org/specifications/>, and what
    a card of X or Mastodon needs beside Open Graph."""
    metadata = edition.metadata
    return _pairs(
        {
            "description": [_description(edition)],
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
            "twitter:card": ["summary_large_image" if picture else "summary"],
            "generator": [GENERATOR],
        }
    )


def _properties(edition: Edition) -> Pairs:
    """<https://ogp.me>: of a book, or of an article for a note."""
    metadata = edition.metadata
    published = [w3c_date(metadata.date)]
    common: dict[str, Iterable[str]] = {
        "og:title": [metadata.title],
        "og:description": [_description(edition)],
        "og:url": [edition.url],
        "og:locale": [_locale(metadata.lang)],
        "og:locale:alternate": map(_locale, metadata.languages),
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


def _description(edition: Edition) -> str:
    """What an edition says of itself, or how the text of a note begins."""
    told = edition.metadata.description
    if told or edition.kind == "book":
        return told
    return excerpt(edition.chapters[0].document.blocks)


def _locale(lang: str) -> str:
    found = LOCALE.fullmatch(lang)
    return f"{found[1]}_{found[2]}" if found else ""


def _pictured(picture: Picture | None) -> Pairs:
    if picture is None:
        return []
    return _pairs({"og:image": [picture.address], "og:image:alt": [picture.text]})


def _pairs(values: dict[str, Iterable[str]]) -> Pairs:
    return [(name, value) for name, given in values.items() for value in given if value]
