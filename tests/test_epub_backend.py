"""The EPUB: what is in the package, where its links lead, and that its bytes stay the same."""

from __future__ import annotations

import io
import re
import time
import zipfile
from pathlib import Path

import pytest

from exporter.diagnostics import Report
from exporter.model import nodes as n
from exporter.model.document import Contributor, Metadata
from exporter.model.edition import Edition
from exporter.model.identifiers import identifier
from tests.editions import (
    asset,
    book,
    chapter,
    footnote,
    heading,
    image,
    link,
    note,
    paragraph,
)
from tests.epubs import PACKAGE, files, made, spine, values


def landmarks(edition: Edition) -> dict[str, str]:
    path = "//x:nav[@epub:type='landmarks']//x:a"
    kinds = values(edition, "nav.xhtml", f"{path}/@epub:type")
    return dict(zip(kinds, values(edition, "nav.xhtml", f"{path}/@href"), strict=True))


@pytest.fixture
def illustrated(tmp_path: Path) -> Edition:
    """A book with a cover, a preface, two chapters and a picture."""
    return book(
        chapter("preface", paragraph(), kind="front", role="preface"),
        chapter("first", heading("Part", "part"), footnote("Here."), number="1"),
        chapter("second", heading("Part", "part"), image("a/Ein Bild.png"), number="2"),
        metadata=Metadata(title="The book", cover="cover.png", lang="de"),
        assets={
            "cover.png": asset(tmp_path, "cover.png"),
            "a/Ein Bild.png": asset(tmp_path, "a/Ein Bild.png"),
        },
    )


def test_the_type_of_the_file_stands_first_and_uncompressed() -> None:
    with zipfile.ZipFile(io.BytesIO(made(note(paragraph())))) as archive:
        first = archive.infolist()[0]
        assert first.filename == "mimetype"
        assert first.compress_type == zipfile.ZIP_STORED
        assert archive.read(first) == b"application/epub+zip"


def test_the_same_edition_gives_the_same_bytes_at_another_time(
    illustrated: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = made(illustrated)
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(2_000_000_000))
    assert made(illustrated) == now


def test_every_document_is_xml_in_its_language(illustrated: Edition) -> None:
    documents = {name for name in files(illustrated) if name.endswith(".xhtml")}
    assert len(documents) == 6
    for name in documents:
        assert values(illustrated, name, "/x:html/@lang | /x:html/@xml:lang") == ["de", "de"]
    assert values(illustrated, PACKAGE, "/opf:package/@xml:lang") == ["de"]


def test_a_book_opens_with_its_cover_title_page_and_contents(illustrated: Edition) -> None:
    assert spine(illustrated) == [
        "cover.xhtml",
        "titlepage.xhtml",
        "nav.xhtml",
        "preface.xhtml",
        "first.xhtml",
        "second.xhtml",
    ]


def test_a_note_opens_with_its_text() -> None:
    edition = note(paragraph())
    assert spine(edition) == ["note.xhtml", "nav.xhtml"]
    assert values(edition, PACKAGE, "//opf:itemref[last()]/@linear") == ["no"]


def test_the_cover_is_named_to_stores_and_shown_to_readers(illustrated: Edition) -> None:
    (cover,) = values(illustrated, PACKAGE, "//opf:item[@properties='cover-image']/@href")
    assert values(illustrated, "cover.xhtml", "//x:img/@src") == [cover]
    (named,) = values(illustrated, PACKAGE, "//opf:meta[@name='cover']/@content")
    assert values(illustrated, PACKAGE, f"//opf:item[@id='{named}']/@href") == [cover]
    assert values(illustrated, "cover.xhtml", "//x:img/@alt") == ["The book"]


def test_the_landmarks_lead_to_the_cover_and_to_where_the_text_begins(
    illustrated: Edition,
) -> None:
    assert landmarks(illustrated) == {
        "cover": "cover.xhtml",
        "titlepage": "titlepage.xhtml",
        "toc": "#toc",
        "bodymatter": "first.xhtml",
    }
    assert landmarks(note(paragraph())) == {"toc": "#toc", "bodymatter": "note.xhtml"}


def test_chapters_say_what_they_are(illustrated: Edition) -> None:
    for name, body, section in (
        ("preface", "frontmatter", "preface"),
        ("first", "bodymatter", "chapter"),
    ):
        path = "//x:body/@epub:type | //x:body/x:section/@epub:type"
        assert values(illustrated, f"{name}.xhtml", path) == [body, section]
    assert values(illustrated, "first.xhtml", "//x:p[@class='chapter-number']/text()") == ["1"]


def test_both_tables_of_contents_hold_the_same_places(illustrated: Edition) -> None:
    nav = values(illustrated, "nav.xhtml", "//x:nav[@epub:type='toc']//x:a/@href")
    assert nav == [
        "preface.xhtml",
        "first.xhtml",
        "first.xhtml#first-part",
        "second.xhtml",
        "second.xhtml#second-part",
    ]
    assert values(illustrated, "toc.ncx", "//ncx:content/@src") == nav
    assert values(illustrated, "toc.ncx", "//ncx:navPoint/ncx:navLabel/ncx:text/text()") == [
        "Preface",
        "1 First",
        "Part",
        "2 Second",
        "Part",
    ]


def test_every_link_between_files_arrives(illustrated: Edition) -> None:
    package = set(files(illustrated))
    for name in sorted(name for name in package if name.endswith(".xhtml")):
        for address in values(illustrated, name, "//@href | //@src"):
            file, _, fragment = address.partition("#")
            assert (file or name) in package
            assert not fragment or fragment in values(illustrated, file or name, "//@id")


def test_a_link_between_chapters_leads_into_the_other_file() -> None:
    edition = book(
        chapter("first", link("#part", note="second.md"), link(note="second.md")),
        chapter("second", heading("Part", "part"), link("#part")),
    )
    main = "//x:p/x:a/@href"
    assert values(edition, "first.xhtml", main) == [
        "second.xhtml#second-part",
        "second.xhtml#second",
    ]
    assert values(edition, "second.xhtml", main) == ["#second-part"]


def test_a_link_out_of_the_book_goes_to_the_web_or_keeps_its_text() -> None:
    edition = note(
        link("#part", note="online.md"),
        link(note="unpublished.md"),
        pages={"online.md": "online", "unpublished.md": "unpublished"},
        addresses={"online.md": "https://example.org/online"},
    )
    assert values(edition, "note.xhtml", "//x:p/x:a/@href") == ["https://example.org/online#part"]
    assert values(edition, "note.xhtml", "//x:span[@class='unresolved']/text()") == ["there"]


def test_a_footnote_pops_up_over_its_reference() -> None:
    edition = note(footnote("Noted."))
    assert values(edition, "note.xhtml", "//x:a[@epub:type='noteref']/@href") == ["#fn1"]
    assert values(edition, "note.xhtml", "//x:aside[@epub:type='footnote']/@id") == ["fn1"]
    assert values(edition, "note.xhtml", "//x:aside//x:a/@href") == ["#fnref1"]


def test_images_lie_in_the_package_under_plain_names(illustrated: Edition) -> None:
    (src,) = values(illustrated, "second.xhtml", "//x:img/@src")
    assert src == "images/002-ein-bild.png"
    assert files(illustrated)[src].startswith(b"\x89PNG")


def test_nothing_is_fetched_from_the_web() -> None:
    edition = note(image("https://example.org/x.png"))
    assert values(edition, "note.xhtml", "//@src") == []
    assert values(edition, "note.xhtml", "//x:a/@href") == ["https://example.org/x.png"]
    assert b"url(" not in files(edition)["style.css"]


def test_the_package_says_what_the_front_matter_says() -> None:
    metadata = Metadata(
        title="T & <T>",
        authors=(Contributor("Ada"),),
        contributors=(Contributor("Cy", "edt"),),
        date="2026-10-01T12:00:00",
        description="What it is",
        tags=("a", "b"),
        rights="CC BY 4.0",
        series="The row",
        series_number="2",
    )
    edition = note(paragraph(), metadata=metadata)
    for name, wanted in {
        "title": ["T & <T>"],
        "creator": ["Ada"],
        "contributor": ["Cy"],
        "date": ["2026-10-01"],
        "description": ["What it is"],
        "subject": ["a", "b"],
        "rights": ["CC BY 4.0"],
        "language": ["en"],
    }.items():
        assert values(edition, PACKAGE, f"//dc:{name}/text()") == wanted
    for name, wanted in {
        "role": ["aut", "edt"],
        "belongs-to-collection": ["The row"],
        "group-position": ["2"],
        "dcterms:modified": ["2026-10-01T00:00:00Z"],
    }.items():
        assert values(edition, PACKAGE, f"//opf:meta[@property='{name}']/text()") == wanted


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("ISBN 978-3-16-148410-0", "urn:isbn:9783161484100"),
        ("https://example.org/it", "https://example.org/it"),
        ("10.1000/182", "https://doi.org/10.1000/182"),
    ],
)
def test_a_book_keeps_its_own_identifier(given: str, wanted: str) -> None:
    identifiers = (identifier(given, "", Report("note.md")),)
    edition = note(paragraph(), metadata=Metadata(title="T", identifiers=identifiers))
    assert values(edition, PACKAGE, "//dc:identifier/text()") == [wanted]


def test_an_identifier_of_ours_tells_publications_apart_and_stays() -> None:
    def identifier(**fields: str) -> str:
        return values(note(paragraph(), **fields), PACKAGE, "//dc:identifier/text()")[0]

    assert identifier(name="a") == identifier(name="a") != identifier(name="b")
    assert identifier(name="a").startswith("urn:uuid:")


def test_a_document_with_mathematics_says_so() -> None:
    formula = n.Math(
        "x", False, '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>'
    )
    path = "//opf:item[@href='note.xhtml']/@properties"
    assert values(note(paragraph(formula)), PACKAGE, path) == ["mathml"]
    assert values(note(paragraph()), PACKAGE, path) == []


def test_contents_with_mathematics_say_so() -> None:
    formula = n.Math(
        "x", False, '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>'
    )
    edition = note(n.Heading(2, (formula,), n.Attributes(id="formula")))
    path = "//opf:item[@href='nav.xhtml']/@properties"
    assert values(edition, PACKAGE, path) == ["nav mathml"]


def test_a_chapter_may_be_called_as_an_image_is(tmp_path: Path) -> None:
    edition = book(chapter("image-1", image()), assets={"dot.png": asset(tmp_path)})
    names = values(edition, PACKAGE, "//opf:manifest/opf:item/@id")
    assert len(names) == len(set(names))


def test_white_space_in_a_listing_stays_as_it_is() -> None:
    edition = note(n.CodeBlock("a\n    b\n\n\tc\n"))
    assert values(edition, "note.xhtml", "//x:pre/x:code/text()") == ["a\n    b\n\n\tc\n"]


@pytest.mark.parametrize("depth", [50, 51, 300])
def test_deep_text_is_not_lost(depth: int) -> None:
    # lxml and EbookLib drop what lies below 255 elements, and all that comes after it
    html = f"{'<div>' * depth}deep{'</div>' * depth}<p>after</p>"
    text = files(note(n.RawBlock("html", html), paragraph(n.Text("the end"))))["note.xhtml"]
    assert all(word in text for word in (b"deep", b"after", b"the end"))


def test_the_style_sets_no_colour_on_text_and_a_ground_behind_pictures_alone() -> None:
    style = files(note(paragraph()))["style.css"].decode()
    declarations = [each.strip() for each in style.replace("{", ";").replace("}", ";").split(";")]
    coloured = {each for each in declarations if each.startswith(("color:", "background"))}
    assert coloured == {"color: inherit", "background: none", "background: #fff"}
    assert re.findall(r"(.*)\{[^}]*background: #fff", style) == ["img ", ".diagram svg "]
