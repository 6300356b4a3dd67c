"""Metadata, from what is written to what programs read out of each medium."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
import pytest
from ebooklib import epub
from lxml import etree, html

from exporter import config
from exporter.config import Settings
from exporter.diagnostics import Report
from exporter.model.document import Contributor, Identifier, Metadata
from exporter.model.identifiers import identifier, uri
from exporter.model.roles import CODES, ROLES, role
from exporter.publication.metadata import book_metadata, with_defaults
from exporter.rendering.catalogue import license_url, w3c_date
from exporter.rendering.credits import phrase
from exporter.rendering.labels import _all as all_labels
from exporter.rendering.pages import date_text
from exporter.source.frontmatter import metadata, split
from tests import oracles
from tests.vaults import Project

BOOK = """\
[project]
author = "Nobody"
url = "https://example.org"
lang = "en-GB"

[[book]]
title = "The Engine"
subtitle = "A history"
authors = ["Ada Lovelace", { name = "Charles Babbage", sort = "Babbage, Charles" }]
contributors = [
  { name = "Luigi Menabrea", role = "translator" },
  { name = "Mary Somerville", role = "edt" },
  { name = "Alfred Chalon", role = "illustrator" },
  { name = "Sophia Frend", role = "Author of afterword" },
]
languages = ["fr"]
date = 2026-10-31
modified = 2026-11-01
first_published = 1843
rights = "© 2026 Ada Lovelace"
license = "CC BY-SA"
publisher = "Analytical Press"
publisher_place = "London"
edition = "2nd edition"
isbn = "978-3-16-148410-0"
identifier = ["doi:10.1000/182", "urn:uuid:0b6f5a1e-3f0e-4d1c-8a55-7e1f2c9d4a60"]
description = "What it is"
subjects = ["Engines", { name = "COMPUTERS / History", authority = "BISAC", code = "COM080000" }]
keywords = ["brass, polished", "steam"]
series = "Great Machines"
series_number = 3
folder = "book"
"""
NOTE = """\
---
title:
  - {type: main, text: The Engine}
  - {type: subtitle, text: A history}
author:
  - Ada Lovelace
  - {text: Charles Babbage, file-as: "Babbage, Charles"}
creator:
  - {role: trl, text: Luigi Menabrea}
editor: Mary Somerville
illustrators: [Alfred Chalon]
contributors: [{name: {given: Sophia, family: Frend}, role: author of afterword}]
lang: en-GB
languages: [en-GB, fr]
date: 2026-10-31
modified: 2026-11-01
first_published: 1843
copyright: {year: 2026, holder: Ada Lovelace}
license: CC BY-SA
publisher: Analytical Press
publisher-place: London
edition: 2nd edition
identifier:
  - {scheme: DOI, text: "doi:10.1000/182"}
  - urn:uuid:0b6f5a1e-3f0e-4d1c-8a55-7e1f2c9d4a60
isbn: 978-3-16-148410-0
description: What it is
subject: [Engines, {text: COMPUTERS / History, authority: BISAC, term: COM080000}]
keywords: ["brass, polished", steam]
belongs-to-collection: Great Machines
group-position: 3
---

Text.
"""
# Whatever may end what it is put into, as TOML and YAML write it, and what is left of it
HOSTILE = r"\"A\" 'b' </script><script>x</script> <!-- ]]> & \u0007 \n end"
TELLING = "\"A\" 'b' </script><script>x</script> <!-- ]]> & end"
NAMES = {
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "prism": "http://prismstandard.org/namespaces/basic/3.0/",
    "marcrel": "http://id.loc.gov/vocabulary/relators/",
    "dcterms": "http://purl.org/dc/terms/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
}
ISBN, DOI = "urn:isbn:9783161484100", "https://doi.org/10.1000/182"
UUID = "urn:uuid:0b6f5a1e-3f0e-4d1c-8a55-7e1f2c9d4a60"
BY_SA = "https://creativecommons.org/licenses/by-sa/4.0/"
AUTHORS = ["Ada Lovelace", "Charles Babbage"]
OTHERS = {"Luigi Menabrea", "Mary Somerville", "Alfred Chalon", "Sophia Frend"}


class Made(NamedTuple):
    """A publication in each medium, and where its files lie."""

    pdf: Path
    epub: Path
    html: Path

    @property
    def package(self) -> Any:
        with zipfile.ZipFile(self.epub) as archive:
            return etree.fromstring(archive.read("EPUB/content.opf"))

    @property
    def page(self) -> Any:
        return html.parse(str(self.html), html.HTMLParser(encoding="utf-8")).getroot()

    @property
    def structured(self) -> dict[str, Any]:
        (text,) = self.page.xpath("//script[@type='application/ld+json']/text()")
        found: dict[str, Any] = json.loads(text)
        return found

    @property
    def xmp(self) -> Any:
        with pikepdf.open(self.pdf) as document:
            return etree.parse(io.BytesIO(document.Root.Metadata.read_bytes())).getroot()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    """The same metadata, as a book's and as a note's."""
    project = Project(tmp_path_factory.mktemp("metadata") / "vault")
    project.write("exporter.toml", BOOK)
    project.write("book/one.md", "Text.\n")
    project.write("note.md", NOTE)
    summary = project.build(formats=("pdf", "epub", "html"))
    assert summary.diagnostics == ()
    return {"book": _made(project, "The Engine"), "note": _made(project, "note")}


def _made(project: Project, name: str) -> Made:
    return Made(*(project.out / f"{name}.{suffix}" for suffix in ("pdf", "epub", "html")))


KINDS = ("book", "note")
Table = dict[str, object]


def texts(root: Any, path: str) -> list[str]:
    return [str(each) for each in root.xpath(path, namespaces=NAMES)]


@pytest.mark.parametrize("kind", KINDS)
def test_the_package_of_an_epub_holds_every_field(made: dict[str, Made], kind: str) -> None:
    package = made[kind].package

    def refined(name: str, value: str) -> dict[str, list[str]]:
        """What refines the element of Dublin Core with that value."""
        (element,) = texts(package, f"//dc:{name}[. = '{value}']/@id")
        refining = package.xpath(f"//opf:meta[@refines = '#{element}']", namespaces=NAMES)
        return {each.get("property"): [each.text, each.get("scheme")] for each in refining}

    elements: Table = {
        "title": ["The Engine", "A history"],
        "creator": AUTHORS,
        "language": ["en-GB", "fr"],
        "date": ["2026-10-31"],
        "publisher": ["Analytical Press"],
        "rights": ["© 2026 Ada Lovelace"],
        "description": ["What it is"],
        "subject": ["Engines", "COMPUTERS / History"],
        "identifier": [DOI, UUID, ISBN],
    }
    for name, wanted in elements.items():
        assert texts(package, f"//dc:{name}/text()") == wanted, name
    assert set(texts(package, "//dc:contributor/text()")) == OTHERS
    properties: Table = {
        "dcterms:modified": ["2026-11-01T00:00:00Z"],
        "dcterms:dateCopyrighted": ["1843"],
        "dcterms:license": [BY_SA],
        "schema:bookEdition": ["2nd edition"],
        "schema:keywords": ["brass, polished", "steam"],
        "marcrel:pup": ["London"],
        "belongs-to-collection": ["Great Machines"],
        "collection-type": ["series"],
        "group-position": ["3"],
    }
    for name, wanted in properties.items():
        assert texts(package, f"//opf:meta[@property='{name}']/text()") == wanted, name
    assert refined("title", "A history")["title-type"] == ["subtitle", None]
    assert refined("creator", "Charles Babbage") == {
        "role": ["aut", "marc:relators"],
        "file-as": ["Babbage, Charles", None],
        "display-seq": ["2", None],
    }
    roles = {name: refined("contributor", name)["role"][0] for name in OTHERS}
    assert roles == dict(zip(sorted(OTHERS), ("ill", "trl", "edt", "aft"), strict=True))
    assert refined("subject", "COMPUTERS / History") == {
        "authority": ["BISAC", None],
        "term": ["COM080000", None],
    }
    for identifier_, code in ((ISBN, "15"), (DOI, "06")):
        found = refined("identifier", identifier_)["identifier-type"]
        assert found == [code, "onix:codelist5"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_reader_of_epubs_finds_the_fields(made: dict[str, Made], kind: str) -> None:
    book = epub.read_epub(made[kind].epub)
    assert book.title == "The Engine"
    assert [value for value, _ in book.get_metadata("DC", "creator")] == AUTHORS
    assert [value for value, _ in book.get_metadata("DC", "identifier")] == [DOI, UUID, ISBN]


@pytest.mark.parametrize("kind", KINDS)
def test_a_pdf_holds_every_field(made: dict[str, Made], kind: str) -> None:
    with pikepdf.open(made[kind].pdf) as document, document.open_metadata() as read:
        info = {name: str(document.docinfo[f"/{name}"]) for name in ("Title", "Author", "Subject")}
        assert info == {
            "Title": "The Engine",
            "Author": "Ada Lovelace, Charles Babbage",
            "Subject": "What it is",
        }
        assert document.docinfo["/Keywords"] == "brass, polished, steam"
        assert str(document.docinfo["/CreationDate"]).startswith("D:20261031")
        assert read["dc:title"] == "The Engine"
        assert read["dc:creator"] == AUTHORS
        assert read["dc:subject"] == {"Engines", "COMPUTERS / History"}
        assert read["xmp:ModifyDate"] == "2026-11-01"
    wanted: Table = {
        "dc:title/rdf:Alt": ["The Engine", "The Engine"],
        "dc:title/rdf:Alt/@xml:lang": ["x-default", "en-GB"],
        "dc:language/rdf:Bag": ["en-GB", "fr"],
        "dc:date/rdf:Seq": ["2026-10-31"],
        "dc:publisher/rdf:Bag": ["Analytical Press"],
        "dc:identifier": [DOI],
        "xmp:Identifier/rdf:Bag": [DOI, UUID, ISBN],
        "xmpRights:WebStatement": [BY_SA],
        "dcterms:dateCopyrighted": ["1843"],
        "prism:isbn": ["9783161484100"],
        "prism:doi": ["10.1000/182"],
        "prism:bookEdition": ["2nd edition"],
        "prism:seriesTitle": ["Great Machines"],
        "prism:seriesNumber": ["3"],
        "marcrel:pup": ["London"],
        "marcrel:trl/rdf:Bag": ["Luigi Menabrea"],
        "marcrel:edt/rdf:Bag": ["Mary Somerville"],
        "marcrel:ill/rdf:Bag": ["Alfred Chalon"],
        "marcrel:aft/rdf:Bag": ["Sophia Frend"],
        "pdfuaid:part": [],
    }
    found = {
        path: texts(made[kind].xmp, f"//{path.replace('/@xml:lang', '/rdf:li/@xml:lang')}")
        if "@" in path
        else texts(made[kind].xmp, f"//{path}{'/rdf:li' if '/' in path else ''}/text()")
        for path in wanted
    }
    assert found == wanted
    for name, value in (
        ("dc:rights", "© 2026 Ada Lovelace"),
        ("prism:subtitle", "A history"),
        ("xmpRights:UsageTerms", "CC BY-SA"),
    ):
        assert set(texts(made[kind].xmp, f"//{name}/rdf:Alt/rdf:li/text()")) == {value}
    assert set(texts(made[kind].xmp, "//dc:contributor/rdf:Bag/rdf:li/text()")) == OTHERS
    assert texts(made[kind].xmp, "//@pdfuaid:part") == ["1"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_head_of_a_page_holds_every_field(made: dict[str, Made], kind: str) -> None:
    page = made[kind].page
    wanted: Table = {
        "author": AUTHORS,
        "description": ["What it is"],
        "keywords": ["brass, polished, steam"],
        "dcterms.alternative": ["A history"],
        "dcterms.date": ["2026-10-31"],
        "dcterms.modified": ["2026-11-01"],
        "dcterms.dateCopyrighted": ["1843"],
        "dcterms.language": ["en-GB", "fr"],
        "dcterms.subject": ["Engines", "COMPUTERS / History"],
        "dcterms.identifier": [DOI, UUID, ISBN],
        "dcterms.publisher": ["Analytical Press"],
        "dcterms.rights": ["© 2026 Ada Lovelace"],
        "dcterms.license": [BY_SA],
        "dcterms.isPartOf": ["Great Machines"],
    }
    assert {name: texts(page, f"//meta[@name='{name}']/@content") for name in wanted} == wanted
    assert set(texts(page, "//meta[@name='dcterms.contributor']/@content")) == OTHERS
    assert texts(page, "//link[@rel='license']/@href") == [BY_SA]
    graph = {
        "book": {"book:isbn": ["9783161484100"], "book:release_date": ["2026-10-31"]},
        "note": {
            "article:published_time": ["2026-10-31"],
            "article:modified_time": ["2026-11-01"],
            "article:tag": ["brass, polished", "steam"],
        },
    }[kind]
    assert {name: texts(page, f"//meta[@property='{name}']/@content") for name in graph} == graph


@pytest.mark.parametrize("kind", KINDS)
def test_search_engines_are_told_every_field(made: dict[str, Made], kind: str) -> None:
    def person(name: str) -> dict[str, str]:
        return {"@type": "Person", "name": name}

    def role_of(name: str, role: str) -> dict[str, object]:
        return {"@type": "Role", "roleName": role, "contributor": person(name)}

    afterword = role_of("Sophia Frend", "author of afterword")
    illustrator = role_of("Alfred Chalon", "illustrator")
    own: dict[str, Table] = {
        "book": {
            "@type": "Book",
            "name": "The Engine",
            "isbn": "9783161484100",
            "bookEdition": "2nd edition",
            # with the imprint
            "wordCount": 51,
            "illustrator": [person("Alfred Chalon")],
            "contributor": [afterword],
            "isPartOf": {"@type": "BookSeries", "name": "Great Machines"},
            "url": "https://example.org/The%20Engine.html",
        },
        "note": {
            "@type": "Article",
            "headline": "The Engine",
            "version": "2nd edition",
            "wordCount": 1,
            "contributor": [afterword, illustrator],
            "isPartOf": {"@type": "CreativeWorkSeries", "name": "Great Machines"},
            "url": "https://example.org/note.html",
        },
    }
    assert made[kind].structured == {
        "@context": "https://schema.org",
        "@id": DOI,
        "alternativeHeadline": "A history",
        "author": [person(name) for name in AUTHORS],
        "translator": [person("Luigi Menabrea")],
        "editor": [person("Mary Somerville")],
        "description": "What it is",
        "inLanguage": ["en-GB", "fr"],
        "datePublished": "2026-10-31",
        "dateModified": "2026-11-01",
        "copyrightYear": 1843,
        "copyrightNotice": "© 2026 Ada Lovelace",
        "license": BY_SA,
        "publisher": {
            "@type": "Organization",
            "name": "Analytical Press",
            "address": "London",
        },
        "position": "3",
        "about": [
            {"@type": "Thing", "name": "Engines"},
            {
                "@type": "DefinedTerm",
                "name": "COMPUTERS / History",
                "termCode": "COM080000",
                "inDefinedTermSet": "BISAC",
            },
        ],
        "keywords": ["brass, polished", "steam"],
        "identifier": [DOI, UUID, ISBN],
        **own[kind],
    }


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    """A book and a note whose fields hold whatever may end what they are put into."""
    project = Project(tmp_path_factory.mktemp("hostile") / "vault")
    keys = ("title", "subtitle", "description", "publisher", "publisher_place", "rights")
    lines = [f'{key} = "{HOSTILE}"' for key in (*keys, "license", "edition", "series")]
    lists = [f'{key} = ["{HOSTILE}"]' for key in ("subjects", "keywords", "identifier", "authors")]
    translator = f'{{name = "{HOSTILE}", role = "trl", sort = "{HOSTILE}"}}'
    settings = ["[[book]]", 'slug = "book"', 'folder = "b"', f"contributors = [{translator}]"]
    project.write("exporter.toml", "\n".join([*settings, *lines, *lists]))
    project.write("b/one.md", "Text.\n")
    matter = [line.replace(" =", ":", 1) for line in (*lines, *lists)]
    people = f"contributors: {translator.replace(' =', ':')}"
    project.write("note.md", "\n".join(["---", *matter, people, "---", "Text."]))
    told = project.build(formats=("pdf", "epub", "html")).diagnostics
    assert {each.code for each in told} == {"source/characters"}
    return {kind: _made(project, kind) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_in_a_field_breaks_what_holds_it(hostile: dict[str, Made], kind: str) -> None:
    one = hostile[kind]
    assert texts(one.package, "//dc:title/text()") == [TELLING] * 2
    for name in ("creator", "contributor", "subject", "identifier", "rights", "publisher"):
        assert texts(one.package, f"//dc:{name}/text()") == [TELLING], name
    for name in ("title", "creator", "contributor", "subject", "rights", "publisher"):
        assert set(texts(one.xmp, f"//dc:{name}//rdf:li/text()")) == {TELLING}, name
    assert one.structured["translator"] == [{"@type": "Person", "name": TELLING}]
    assert texts(one.page, "//meta[@name='author']/@content") == [TELLING]
    assert len(one.page.xpath("//script")) == 3  # the structured data, and our own two


def test_a_field_of_nothing_but_controls_is_empty(project: Project) -> None:
    project.write("a.md", "text")
    project.write(
        "exporter.toml",
        '[[book]]\ntitle = "B"\nauthors = ["\\u0001", "A"]\nsubjects = ["\\u0001"]\n'
        'keywords = [" "]\nisbn = "\\u0001"\n',
    )
    (bound,) = project.books()
    found = book_metadata(bound.book, project.settings, Report("exporter.toml"))
    assert [person.name for person in found.authors] == ["A"]
    assert (found.subjects, found.tags, found.identifiers) == ((), (), ())


def test_judges_find_nothing_wrong(made: dict[str, Made], hostile: dict[str, Made]) -> None:
    each = (*made.values(), *hostile.values())
    assert not any(oracles.epubcheck([one.epub for one in each]).values())
    assert not any(oracles.verapdf([one.pdf for one in each]).values())
    assert not any(oracles.nu([one.html for one in each]).values())


@pytest.mark.parametrize(
    ("date", "machine", "people"),
    [
        ("2026-10-31T08:00:00", "2026-10-31", "31. Oktober 2026"),
        ("2026-10", "2026-10", "Oktober 2026"),
        ("1843", "1843", "1843"),
        ("spring 1843", "", "spring 1843"),
        ("2026-13", "", "2026-13"),
    ],
)
def test_a_date_may_be_a_month_or_a_year(date: str, machine: str, people: str) -> None:
    assert w3c_date(date) == machine
    assert date_text(date, "de") == people


# --- input ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "scheme", "wanted"),
    [
        ("978-3-16-148410-0", "isbn", "urn:isbn:9783161484100"),
        ("0-8044-2957-x", "isbn", "urn:isbn:080442957X"),
        ("ISBN-13: 9783161484100", "", "urn:isbn:9783161484100"),
        ("9783161484100", "ISBN-13", "urn:isbn:9783161484100"),
        ("https://doi.org/10.1000/182", "", "https://doi.org/10.1000/182"),
        ("ISSN 0378-5955", "", "urn:issn:0378-5955"),
        ("0B6F5A1E-3F0E-4D1C-8A55-7E1F2C9D4A60", "", UUID),
        ("1234567890", "", "1234567890"),
        ("urn:nbn:de:101", "URN", "urn:nbn:de:101"),
    ],
)
def test_an_identifier_is_known_by_its_look(text: str, scheme: str, wanted: str) -> None:
    report = Report("x")
    assert uri(identifier(text, scheme, report)) == wanted
    assert report.diagnostics == []


@pytest.mark.parametrize(
    ("text", "scheme", "message"),
    [
        ("978-3-16-148410-1", "", "the last digit of this ISBN would be 0"),
        ("0-8044-2957-1", "isbn", "the last digit of this ISBN would be X"),
        ("1", "isbn", "has 13 digits"),
        ("urn:uuid:12", "", "a UUID looks like"),
        ("doi:11/2", "", "a DOI looks like"),
        ("issn 0378-5954", "", "the last digit of this ISSN would be 5"),
    ],
)
def test_an_identifier_that_can_t_be_one_is_told_and_kept(
    text: str, scheme: str, message: str
) -> None:
    report = Report("x")
    assert uri(identifier(text, scheme, report)) == text
    (found,) = report.diagnostics
    assert found.code == "metadata/identifier"
    assert message in found.message


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("CC BY-NC-SA", "https://creativecommons.org/licenses/by-nc-sa/4.0/"),
        ("cc-by 3.0", "https://creativecommons.org/licenses/by/3.0/"),
        ("CC0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("https://example.org/it", "https://example.org/it"),
        ("javascript:alert(1)", ""),
        ("MIT", ""),
    ],
)
def test_a_licence_has_the_address_of_what_it_names(text: str, address: str) -> None:
    assert license_url(text) == address


def note_of(text: str) -> tuple[Metadata, Report]:
    report = Report("note.md", text)
    return metadata(split(text, report).values, report), report


def test_all_who_are_named_are_kept() -> None:
    found, report = note_of(
        "---\nauthor: A\ncreator: [{role: [edt, ill], text: B}]\nby: A\ntranslator: C; D\n"
        "contributor: {name: E, role: wizzard}\n---\n"
    )
    assert found.authors == (Contributor("A"),)
    assert [(person.name, person.role) for person in found.contributors] == [
        ("B", "edt"), ("B", "ill"), ("E", "ctb"), ("C", "trl"), ("D", "trl"),
    ]  # fmt: skip
    (finding,) = report.diagnostics
    assert (finding.code, finding.line) == ("metadata/role", 6)


def test_the_editor_of_quarto_is_nobody() -> None:
    for written in ("visual", "{markdown: {wrap: 72}}"):
        found, report = note_of(f"---\neditor: {written}\n---\n")
        assert found.contributors == ()
        assert "editor" in found.extra
        assert report.diagnostics == []


def test_a_wrong_isbn_is_told_with_its_line() -> None:
    found, report = note_of("---\ntitle: T\nisbn: 978-3-16-148410-1\n---\n")
    assert found.identifiers == (Identifier("978-3-16-148410-1"),)
    assert [(each.code, each.line) for each in report.diagnostics] == [("metadata/identifier", 3)]


def test_an_edited_book_is_not_by_the_author_of_the_project(tmp_path: Path) -> None:
    project = Settings(str(tmp_path), project=config.Project(author="Ada"))
    edited = Metadata(contributors=(Contributor("Ben", "edt"),))
    assert with_defaults(edited, project).authors == ()
    assert with_defaults(Metadata(), project).authors == (Contributor("Ada"),)


def test_a_role_is_a_word_or_a_code() -> None:
    assert {role(term) for term in ROLES.values()} == {role(code) for code in ROLES} == set(ROLES)
    assert role("Cover_Designer") == "cov"
    assert role("translatr") == ""
    assert set(CODES.values()) == set(ROLES)


def test_every_language_has_the_words_for_the_same_roles() -> None:
    words = {lang: set(each.credits) for lang, each in all_labels().items()}
    assert set(map(frozenset, words.values())) == {frozenset(words["en"])}
    assert words["en"] <= set(ROLES)
    assert phrase("trl", "de-AT") == "Übersetzt von"
    assert phrase("pfr", "de") == "Proofreader:"
