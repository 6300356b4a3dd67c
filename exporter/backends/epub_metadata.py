"""The metadata of an EPUB's package document (EPUB 3.3 §5.5).

Dublin Core where it has an element, EPUB's meta properties to refine it, and for the rest terms of
Dublin Core and schema.org, whose prefixes EPUB reserves (§D.1.4), and of MARC. Ids have a dot: no
chapter's id has one.
"""

from __future__ import annotations

from collections.abc import Iterable

from ebooklib import epub

from exporter.model.document import Contributor, Identifier, Metadata
from exporter.model.edition import Edition
from exporter.model.identifiers import plain, uri
from exporter.rendering.catalogue import languages, license_url, rights, unique_identifier, w3c_date
from exporter.rendering.pages import direction

IBOOKS = "http://vocabulary.itunes.apple.com/rdf/ibooks/vocabulary-extensions-1.0/"
# ONIX code list 5, <https://ns.editeur.org/onix/en/5>
ONIX = {"isbn": "15", "doi": "06", "lccn": "13", "oclc": "23", "ark": "26"}


def describe(
    package: epub.EpubBook, edition: Edition, statements: Iterable[tuple[str, str]]
) -> None:
    """Put what is known about an edition into its package document; `statements` are properties
    and values beside what is in its metadata."""
    metadata = edition.metadata
    if metadata.publisher_place:
        package.add_prefix("marcrel", "http://id.loc.gov/vocabulary/relators/")
    if edition.ebook.fonts:
        # Apple Books shows its own faces without this (Apple Books Asset Guide, “Fonts”)
        package.add_prefix("ibooks", IBOOKS)
        package.add_metadata(None, "meta", "true", {"property": "ibooks:specified-fonts"})
    if metadata.writing_mode:
        # Kindle Publishing Guidelines, “Writing Mode”
        mode = {"name": "primary-writing-mode", "content": metadata.writing_mode}
        package.add_metadata(None, "meta", "", mode)
    _name(package, edition)
    for number, person in enumerate(metadata.authors, 1):
        _add_person(package, "creator", number, person)
    for number, person in enumerate(metadata.contributors, 1):
        _add_person(package, "contributor", number, person)
    _add_subjects(package, metadata)
    singles = {
        # EPUBCheck OPF-053: a date is W3CDTF or none
        "date": w3c_date(metadata.date),
        "publisher": metadata.publisher,
        "rights": rights(metadata),
        "description": metadata.description,
    }
    for name, value in singles.items():
        if value:
            package.add_metadata("DC", name, value)
    terms = {
        "dcterms:dateCopyrighted": metadata.first_published,
        "dcterms:license": license_url(metadata.license) or metadata.license,
        "schema:bookEdition": metadata.edition,
        "marcrel:pup": metadata.publisher_place,
    }
    for name, value in terms.items():
        if value:
            _meta(package, name, value)
    if metadata.series:
        _meta(package, "belongs-to-collection", metadata.series, id="meta.series")
        _meta(package, "collection-type", "series", refines="#meta.series")
        if metadata.series_number:
            _meta(package, "group-position", metadata.series_number, refines="#meta.series")
    for name, value in statements:
        _meta(package, name, value)
    if direction(edition) == "rtl":
        # what Kindle asks for beside the direction of the spine
        named = {"name": "primary-writing-mode", "content": "horizontal-rl"}
        package.add_metadata(None, "meta", "", named)


def _name(package: epub.EpubBook, edition: Edition) -> None:
    """Its titles, languages and identifiers; the first identifier is the unique one."""
    metadata = edition.metadata
    package.IDENTIFIER_ID = "dc.identifier.1"
    package.set_identifier(unique_identifier(edition))
    package.title = metadata.title
    titles = (("main", metadata.title), ("subtitle", metadata.subtitle))
    for number, (kind, title) in enumerate(titles if metadata.subtitle else titles[:1], 1):
        name = f"dc.title.{number}"
        package.add_metadata("DC", "title", title, {"id": name})
        _meta(package, "title-type", kind, refines=f"#{name}")
        _meta(package, "display-seq", str(number), refines=f"#{name}")
    main, *others = languages(metadata)
    package.set_language(main)
    for language in others:
        package.add_metadata("DC", "language", language)
    for number, identifier in enumerate(metadata.identifiers, 1):
        name = f"dc.identifier.{number}"
        if number > 1:
            package.add_metadata("DC", "identifier", uri(identifier), {"id": name})
        if code := _onix(identifier):
            _meta(package, "identifier-type", code, refines=f"#{name}", scheme="onix:codelist5")


def _onix(identifier: Identifier) -> str:
    if identifier.scheme == "isbn" and len(plain(identifier.value)) == 10:
        return "02"
    if not identifier.scheme and identifier.value.lower().startswith("urn:"):
        return "22"
    return ONIX.get(identifier.scheme, "")


def _add_person(package: epub.EpubBook, element: str, number: int, person: Contributor) -> None:
    name = f"dc.{element}.{number}"
    package.add_metadata("DC", element, person.name, {"id": name})
    _meta(package, "role", person.role, refines=f"#{name}", scheme="marc:relators")
    if person.sort:
        _meta(package, "file-as", person.sort, refines=f"#{name}")
    _meta(package, "display-seq", str(number), refines=f"#{name}")


def _add_subjects(package: epub.EpubBook, metadata: Metadata) -> None:
    """What it is about; tags are that where nothing else is, and keywords beside it."""
    for number, subject in enumerate(metadata.subjects, 1):
        name = f"dc.subject.{number}"
        package.add_metadata("DC", "subject", subject.name, {"id": name})
        # each is nothing without the other
        if subject.authority and subject.code:
            _meta(package, "authority", subject.authority, refines=f"#{name}")
            _meta(package, "term", subject.code, refines=f"#{name}")
    for tag in metadata.tags:
        if metadata.subjects:
            _meta(package, "schema:keywords", tag)
        else:
            package.add_metadata("DC", "subject", tag)


def _meta(package: epub.EpubBook, name: str, value: str, **attributes: str) -> None:
    package.add_metadata(None, "meta", value, {"property": name, **attributes})
