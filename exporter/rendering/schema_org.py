"""An edition as search engines read it: JSON-LD in the vocabulary of schema.org."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from exporter.model.document import Contributor, Metadata, Subject
from exporter.model.edition import Edition
from exporter.model.identifiers import plain, uri
from exporter.model.roles import ROLES
from exporter.rendering.catalogue import (
    first_of,
    keywords,
    languages,
    license_url,
    unique_identifier,
    w3c_date,
)
from exporter.rendering.reading_time import length_of, minutes

# Properties of CreativeWork for a role of MARC's; what has none is a Role with a name
PROPERTIES = {"edt": "editor", "edc": "editor", "trl": "translator"}
# What only a Book has
OF_BOOKS = {"ill": "illustrator"}
# What may end a script, or begin a comment in it, is written as JSON's escapes: `</script>`, `<!--`
UNSAFE = {ord(each): f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"}


def json_ld(edition: Edition, picture: str = "") -> str:
    """The JSON for a `<script type="application/ld+json">`; nothing in it can end the script."""
    found = description(edition, picture)
    return json.dumps(found, ensure_ascii=False, indent=1).translate(UNSAFE)


def description(edition: Edition, picture: str = "") -> dict[str, Any]:
    """A Book, or an Article for a note, without the properties that nothing is known of; `picture`
    is the web address of one that stands for it."""
    metadata = edition.metadata
    book = edition.kind == "book"
    languages_ = languages(metadata)
    found = {
        "@context": "https://schema.org",
        "@type": "Book" if book else "Article",
        "@id": unique_identifier(edition),
        "name" if book else "headline": metadata.title,
        "alternativeHeadline": metadata.subtitle,
        "author": [_person(person) for person in metadata.authors],
        **_contributors(metadata, {**PROPERTIES, **OF_BOOKS} if book else PROPERTIES),
        "description": metadata.description,
        "url": edition.url,
        "image": picture,
        "inLanguage": languages_ if len(languages_) > 1 else languages_[0],
        "datePublished": w3c_date(metadata.date),
        "dateModified": w3c_date(metadata.modified),
        "copyrightYear": _year(metadata.first_published),
        "copyrightNotice": metadata.rights,
        "license": license_url(metadata.license) or metadata.license,
        "publisher": _publisher(metadata),
        "isPartOf": _series(metadata, "BookSeries" if book else "CreativeWorkSeries"),
        "about": [_subject(subject) for subject in metadata.subjects],
        "keywords": keywords(metadata),
        "identifier": [uri(each) for each in metadata.identifiers],
        "position": metadata.series_number if metadata.series else "",
        "isbn": plain(first_of("isbn", metadata)) if book else "",
        # a note has no editions; what it has is a version
        "bookEdition" if book else "version": metadata.edition,
        **_length(edition),
    }
    return {name: value for name, value in found.items() if value}


def _contributors(metadata: Metadata, properties: Mapping[str, str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for person in metadata.contributors:
        name = properties.get(person.role)
        if name or person.role == "ctb":
            found.setdefault(name or "contributor", []).append(_person(person))
            continue
        role = {"@type": "Role", "roleName": ROLES[person.role], "contributor": _person(person)}
        found.setdefault("contributor", []).append(role)
    return found


def _person(person: Contributor) -> dict[str, str]:
    return {"@type": "Person", "name": person.name}


def _publisher(metadata: Metadata) -> dict[str, str]:
    found = {"name": metadata.publisher, "address": metadata.publisher_place}
    known = {name: value for name, value in found.items() if value}
    return {"@type": "Organization", **known} if known else {}


def _length(edition: Edition) -> dict[str, Any]:
    """How much there is to read; ISO 8601 has durations in minutes. No search engine knows a word
    of Chinese by the spaces around it."""
    found = length_of(edition)
    needed = minutes(found)
    return {
        "wordCount": 0 if found.characters > found.words else found.words,
        "timeRequired": f"PT{needed}M" if needed else "",
    }


def _series(metadata: Metadata, kind: str) -> dict[str, str]:
    return {"@type": kind, "name": metadata.series} if metadata.series else {}


def _subject(subject: Subject) -> dict[str, str]:
    if not subject.code:
        return {"@type": "Thing", "name": subject.name}
    found = {"name": subject.name, "termCode": subject.code}
    if subject.authority:
        found["inDefinedTermSet"] = subject.authority
    return {"@type": "DefinedTerm", **found}


def _year(iso: str) -> int | None:
    year = w3c_date(iso)[:4]
    return int(year) if year else None
