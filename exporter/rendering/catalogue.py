"""What catalogues and search engines are told about an edition: what all media share of it."""

from __future__ import annotations

import re
import uuid

from exporter.model.document import Identifier, Metadata
from exporter.model.edition import Edition
from exporter.model.identifiers import uri

# What a UUID of ours is made from, where a publication names no identifier of its own
NAMESPACE = uuid.UUID("6f3c4a6e-6d0f-5a8c-9f5d-0b4f7c1f2a11")
# W3CDTF, <https://www.w3.org/TR/NOTE-datetime>: a year, a month or a day, with or without a time
W3C_DATE = re.compile(r"(\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?)(?:[T ].*)?")
# The licences that Quarto knows by their short names
CREATIVE_COMMONS = re.compile(
    r"CC[ -](BY(?:-(?:NC|SA|ND|NC-SA|NC-ND))?)(?:[ -](\d\.\d))?", re.IGNORECASE
)


def unique_identifier(edition: Edition) -> str:
    """The publication's first identifier as a URI, else a UUID of what it is called and where it
    is published, which stays the same from build to build whatever it says."""
    given = edition.metadata.identifiers
    return uri(given[0]) if given else uuid.uuid5(NAMESPACE, edition.url or edition.name).urn


def first_of(scheme: str, metadata: Metadata) -> str:
    """The first identifier of a scheme, empty where there is none."""
    return next((each.value for each in metadata.identifiers if each.scheme == scheme), "")


def subjects(metadata: Metadata) -> list[str]:
    """What it is about, in words: its tags where nobody said it for a catalogue."""
    return [subject.name for subject in metadata.subjects] or list(metadata.tags)


def keywords(metadata: Metadata) -> list[str]:
    """The words to find it by: its tags, else its subjects."""
    return list(metadata.tags) or subjects(metadata)


def languages(metadata: Metadata) -> list[str]:
    return [metadata.lang or "en", *metadata.languages]


def w3c_date(iso: str) -> str:
    """A year, month or day as it is known, without its time; empty for what is no date."""
    found = W3C_DATE.fullmatch(iso)
    return found[1] if found else ""


def rights(metadata: Metadata) -> str:
    """The line about rights; where there is none, the licence is that."""
    return metadata.rights or metadata.license


def license_url(text: str) -> str:
    """The address of a licence that is one, or a short name of Creative Commons'."""
    if re.match(r"https?://\S+$", text):
        return text
    if re.fullmatch(r"CC[ -]?(?:0|Zero)(?:[ -]1\.0)?", text, re.IGNORECASE):
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    found = CREATIVE_COMMONS.fullmatch(text)
    if not found:
        return ""
    return f"https://creativecommons.org/licenses/{found[1].lower()}/{found[2] or '4.0'}/"


def shown(identifier: Identifier) -> str:
    """An identifier as people read it: `ISBN 978-…`, or an address."""
    name = identifier.scheme.upper()
    return f"{name} {identifier.value}" if name in ("ISBN", "ISSN", "DOI") else uri(identifier)
