"""What a PDF says of itself for archives: the part of PDF/A that it keeps to, and what the
properties in its metadata are (ISO 19005-2 and -3, §6.6.2.3, §6.6.4).

Archives know the properties of XMP's own schemas alone; the others are described in the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import pydyf
from lxml import etree

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
AIIM = "http://www.aiim.org/pdfa/ns/"
PREFIXES = {
    "pdfaid": f"{AIIM}id/",
    "pdfaExtension": f"{AIIM}extension/",
    "pdfaSchema": f"{AIIM}schema#",
    "pdfaProperty": f"{AIIM}property#",
}
# The part of the standard, by what the setting calls it
PARTS = {"a-2u": "2", "a-3u": "3"}


class Schema(NamedTuple):
    """A namespace that XMP does not define itself, by its usual prefix."""

    prefix: str
    name: str


SCHEMAS = {
    "http://www.aiim.org/pdfua/ns/id/": Schema("pdfuaid", "PDF/UA identification"),
    "http://purl.org/dc/terms/": Schema("dcterms", "DCMI metadata terms"),
    "http://prismstandard.org/namespaces/basic/3.0/": Schema("prism", "PRISM 3.0"),
    "http://id.loc.gov/vocabulary/relators/": Schema("marcrel", "MARC relators"),
}


def declare(root: Any, standard: str) -> None:
    """Say in XMP (its `rdf:RDF`) that the file keeps to that standard; nothing of PDF/UA alone."""
    if standard not in PARTS:
        return
    used = sorted({found for element in root.iter() for found in _properties(element)})
    found = etree.SubElement(root, f"{{{RDF}}}Description", nsmap=PREFIXES)
    found.set(f"{{{RDF}}}about", "")
    for name, text in (("part", PARTS[standard]), ("conformance", "U")):
        etree.SubElement(found, f"{{{PREFIXES['pdfaid']}}}{name}").text = text
    schemas = _list(found, "pdfaExtension", "schemas", "Bag")
    for namespace, schema in SCHEMAS.items():
        properties = [(name, kind) for where, name, kind in used if where == namespace]
        if not properties:
            continue
        item = _item(schemas)
        told = {"schema": schema.name, "namespaceURI": namespace, "prefix": schema.prefix}
        _tell(item, "pdfaSchema", told.items())
        described = _list(item, "pdfaSchema", "property", "Seq")
        for name, kind in properties:
            what = {"name": name, "valueType": kind, "category": "external", "description": name}
            _tell(_item(described), "pdfaProperty", what.items())


def sharpen(pdf: Any) -> None:
    """Let no viewer smooth pictures that it enlarges (§6.2.8), whatever a theme says, or a font."""
    for each in pdf.objects:
        if isinstance(each, pydyf.Stream) and each.extra.get("Subtype") == "/Image":
            each.extra["Interpolate"] = "false"


def _properties(element: Any) -> Iterable[tuple[str, str, str]]:
    """The properties of ours that an element is or has: namespace, name and type of value."""
    for name in (element.tag, *element.attrib):
        place = etree.QName(name)
        if place.namespace in SCHEMAS:
            is_part = name != element.tag or place.localname == "part"
            yield place.namespace, place.localname, "Integer" if is_part else _kind(element)


def _kind(element: Any) -> str:
    if not len(element):
        return "Text"
    kind = etree.QName(element[0]).localname
    return "Lang Alt" if kind == "Alt" else f"{kind.lower()} Text"


def _list(parent: Any, prefix: str, name: str, kind: str) -> Any:
    holder = etree.SubElement(parent, f"{{{PREFIXES[prefix]}}}{name}")
    return etree.SubElement(holder, f"{{{RDF}}}{kind}")


def _item(parent: Any) -> Any:
    item = etree.SubElement(parent, f"{{{RDF}}}li")
    item.set(f"{{{RDF}}}parseType", "Resource")
    return item


def _tell(parent: Any, prefix: str, values: Iterable[tuple[str, str]]) -> None:
    for name, text in values:
        etree.SubElement(parent, f"{{{PREFIXES[prefix]}}}{name}").text = text
