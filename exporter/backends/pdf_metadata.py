"""The XMP metadata of a PDF, beside what WeasyPrint reads from the head of the page (ISO 16684-1).

Dublin Core and XMP where they have a property; PRISM 3.0 for what only books have, and MARC's
relators for who did what.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import pydyf
from lxml import etree
from weasyprint.pdf.metadata import DocumentMetadata

from exporter.backends.pdf_archive import declare
from exporter.model.edition import Edition
from exporter.model.identifiers import plain, uri
from exporter.rendering.catalogue import (
    first_of,
    keywords,
    languages,
    license_url,
    rights,
    subjects,
    unique_identifier,
    w3c_date,
)
from exporter.rendering.credits import by_role

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "prism": "http://prismstandard.org/namespaces/basic/3.0/",
    "marcrel": "http://id.loc.gov/vocabulary/relators/",
}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
Kind = Literal["Bag", "Seq", "Alt"]


def describe(document: Any, edition: Edition) -> None:
    """Give a document that WeasyPrint has laid out the metadata of its edition."""
    document.metadata = _Metadata(edition, document.metadata)


def mark_accessible(document: Any, pdf: Any) -> None:
    """Say of a PDF that it keeps to PDF/UA-1 (ISO 14289-1 §5, §7.1), as WeasyPrint does of one that
    it has tagged itself."""
    document.metadata.include_in_pdf(pdf, "ua", 1, conformance=None, compress=True)
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


class _Metadata(DocumentMetadata):  # type: ignore[misc]
    """WeasyPrint's metadata, which also writes XMP, with more of it.

    A keyword may hold a comma, at which WeasyPrint parts those of a page.
    """

    def __init__(self, edition: Edition, read: Any) -> None:
        super().__init__(
            title=read.title,
            authors=read.authors,
            description=read.description,
            keywords=keywords(edition.metadata),
            generator=read.generator,
            created=w3c_date(edition.metadata.date) or None,
            modified=w3c_date(edition.metadata.modified) or None,
            attachments=read.attachments,
            lang=read.lang,
        )
        self.edition = edition

    def generate_rdf_metadata(self, *arguments: Any) -> bytes:
        root = etree.fromstring(super().generate_rdf_metadata(*arguments))
        found = etree.SubElement(root, _name("rdf:Description"), nsmap=NAMESPACES)
        found.set(_name("rdf:about"), "")
        for name, (kind, values) in _lists(self.edition).items():
            _add_list(found, name, kind, values)
        for name, value in _texts(self.edition).items():
            if value:
                etree.SubElement(found, _name(name)).text = value
        for items in root.iter(_name("rdf:Alt")):
            _add_language(items, self.lang)
        declare(root, self.edition.typesetting.standard)
        return etree.tostring(root, encoding="utf-8")


def _lists(edition: Edition) -> Mapping[str, tuple[Kind, list[str]]]:
    """The properties that have several values, or one in several languages."""
    metadata = edition.metadata
    licensed = metadata.license if license_url(metadata.license) != metadata.license else ""
    bags: dict[str, list[str]] = {
        "dc:contributor": list(dict.fromkeys(each.name for each in metadata.contributors)),
        "dc:subject": subjects(metadata),
        "dc:language": languages(metadata),
        "dc:publisher": [metadata.publisher],
        "xmp:Identifier": [uri(each) for each in metadata.identifiers],
    }
    bags |= {f"marcrel:{role}": names for role, names in by_role(metadata.contributors).items()}
    return {
        **{name: ("Bag", values) for name, values in bags.items()},
        "dc:date": ("Seq", [w3c_date(metadata.date)]),
        "dc:rights": ("Alt", [rights(metadata)]),
        "xmpRights:UsageTerms": ("Alt", [licensed]),
        "prism:subtitle": ("Alt", [metadata.subtitle]),
    }


def _texts(edition: Edition) -> Mapping[str, str]:
    metadata = edition.metadata
    return {
        "dc:identifier": unique_identifier(edition),
        "dcterms:dateCopyrighted": metadata.first_published,
        "xmpRights:WebStatement": license_url(metadata.license),
        "prism:isbn": plain(first_of("isbn", metadata)),
        "prism:issn": first_of("issn", metadata),
        "prism:doi": first_of("doi", metadata),
        "prism:bookEdition": metadata.edition,
        "prism:seriesTitle": metadata.series,
        "prism:seriesNumber": metadata.series_number,
        "marcrel:pup": metadata.publisher_place,
    }


def _add_list(parent: Any, name: str, kind: Kind, values: Iterable[str]) -> None:
    given = [value for value in values if value]
    if not given:
        return
    items = etree.SubElement(etree.SubElement(parent, _name(name)), _name(f"rdf:{kind}"))
    for value in given:
        item = etree.SubElement(items, _name("rdf:li"))
        item.text = value
        if kind == "Alt":
            item.set(XML_LANG, "x-default")


def _add_language(items: Any, language: str) -> None:
    """XMP part 1 §8.2.2.4: the default stands first, and again under its own language."""
    item = etree.SubElement(items, _name("rdf:li"))
    item.text = items[0].text
    item.set(XML_LANG, language)


def _name(prefixed: str) -> str:
    prefix, _, local = prefixed.partition(":")
    return f"{{{RDF if prefix == 'rdf' else NAMESPACES[prefix]}}}{local}"
