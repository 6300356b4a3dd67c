"""What every template is given about an edition: its metadata, as people read it."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from exporter import __version__
from exporter.model.edition import Edition
from exporter.rendering.catalogue import (
    first_of,
    languages,
    license_url,
    rights,
    shown,
)
from exporter.rendering.credits import by_role, phrase
from exporter.rendering.directions import Direction, direction_of
from exporter.rendering.labels import labels

GENERATOR = f"exporter {__version__}"


def facts(edition: Edition) -> dict[str, Any]:
    """The metadata of an edition under the names that templates know."""
    metadata = edition.metadata
    lang = metadata.lang or "en"
    authors = [person.name for person in metadata.authors]
    contributors = by_role(metadata.contributors)
    return {
        "kind": edition.kind,
        "title": metadata.title,
        "subtitle": metadata.subtitle,
        "authors": authors,
        "byline": byline(authors, lang),
        "contributors": contributors,
        "credits": [
            (phrase(role, lang), byline(names, lang)) for role, names in contributors.items()
        ],
        "date": metadata.date,
        "date_day": iso_day(metadata.date),
        "date_text": date_text(metadata.date, lang),
        "first_published": metadata.first_published,
        "lang": lang,
        "languages": languages(metadata),
        "dir": direction(edition),
        "description": metadata.description,
        "tags": list(metadata.tags),
        "rights": rights(metadata),
        "license": metadata.license,
        "license_url": license_url(metadata.license),
        "publisher": metadata.publisher,
        "place": metadata.publisher_place,
        "edition": metadata.edition,
        "isbn": first_of("isbn", metadata),
        "identifiers": [shown(each) for each in metadata.identifiers],
        "series": metadata.series,
        "series_number": metadata.series_number,
        "url": edition.url,
        "modified": edition.modified,
        "generator": GENERATOR,
        "looks": " ".join(edition.looks),
        "draft": f"{labels(lang).draft}, {date_text(edition.proof.day, lang)}"
        if edition.proof
        else "",
    }


def direction(edition: Edition) -> Direction:
    """Which way the whole runs: the side that its pages begin on, and turn to."""
    return direction_of(edition.metadata.lang, edition.metadata.dir)


def date_text(iso: str, lang: str) -> str:
    """An ISO 8601 date or month as the language writes it; what is neither stays as it is."""
    month = re.fullmatch(r"\d{4}-\d{2}", iso)
    day = _day(f"{iso}-01" if month else iso)
    if day is None:
        return iso
    from babel import Locale, UnknownLocaleError
    from babel.dates import format_date, format_skeleton

    try:
        locale = Locale.parse(lang, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    if month:
        return format_skeleton("yMMMM", day, locale=locale)
    return format_date(day, "long", locale=locale)


def iso_day(iso: str) -> str:
    """The day of an ISO 8601 date or time, empty for what is none."""
    day = _day(iso)
    return day.isoformat() if day else ""


def _day(iso: str) -> date | None:
    try:
        return datetime.fromisoformat(iso).date()
    except ValueError:
        return None


def byline(authors: list[str], lang: str) -> str:
    """Names in a row, as the language joins them."""
    if len(authors) < 2:
        return "".join(authors)
    from babel import Locale, UnknownLocaleError
    from babel.lists import format_list

    try:
        return format_list(authors, "standard", Locale.parse(lang, sep="-"))
    except (UnknownLocaleError, ValueError):
        return ", ".join(authors)
