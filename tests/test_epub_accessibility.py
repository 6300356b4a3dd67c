"""What an EPUB says of how it can be read, and when it claims to be accessible."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PIL import Image as Picture

from exporter.backends.epub import render
from exporter.diagnostics import Report, Reports
from exporter.model import nodes as n
from exporter.model.document import Metadata
from exporter.model.edition import Asset, Edition
from exporter.rendering.templates import load_theme
from tests import oracles
from tests.editions import asset, book, chapter, heading, image, note, paragraph
from tests.epubs import PACKAGE, ROOT, made, values
from tests.vaults import Project

CLAIM = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>'


def said(edition: Edition, name: str) -> list[str]:
    return values(edition, PACKAGE, f"//opf:meta[@property='{name}']/text()")


def features(edition: Edition) -> set[str]:
    return set(said(edition, "schema:accessibilityFeature"))


def found(edition: Edition) -> list[str]:
    reports = Reports(Report("note.md"))
    render(edition, load_theme("default", ROOT), reports)
    return [each.code for each in reports.diagnostics]


def table(*, head: bool) -> n.Table:
    row = n.Row((n.Cell((n.Plain((n.Text("cell"),)),)),))
    return n.Table((n.Column(),), head=(row,) if head else (), body=(row,))


def moving(folder: Path) -> Asset:
    frames = [Picture.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    frames[0].save(folder / "dot.gif", save_all=True, append_images=frames[1:])
    return Asset("dot.gif", str(folder / "dot.gif"), "image/gif", 9, 9)


def test_plain_text_claims_to_be_accessible_to_all() -> None:
    edition = note(heading("A", "a"), paragraph(), table(head=True))
    assert said(edition, "dcterms:conformsTo") == [CLAIM]
    assert said(edition, "a11y:certifiedBy")[0].startswith("exporter")
    assert said(edition, "schema:accessMode") == ["textual"]
    assert said(edition, "schema:accessModeSufficient") == ["textual"]
    assert said(edition, "schema:accessibilityHazard") == ["none"]
    assert "alternativeText" not in features(edition)
    assert found(edition) == []


def test_text_alone_suffices_where_all_pictures_have_words(tmp_path: Path) -> None:
    edition = note(image(), assets={"dot.png": asset(tmp_path)})
    assert said(edition, "dcterms:conformsTo") == [CLAIM]
    assert said(edition, "schema:accessMode") == ["textual", "visual"]
    assert said(edition, "schema:accessModeSufficient") == ["textual", "textual,visual"]
    assert "alternativeText" in features(edition)
    assert "All pictures have" in said(edition, "schema:accessibilitySummary")[0]


@pytest.mark.parametrize("text", ["", "dot.png", "image", "Pasted image 20240101"])
def test_a_picture_without_words_is_told_and_nothing_is_claimed(tmp_path: Path, text: str) -> None:
    content = (n.Text(text),) if text else ()
    edition = note(paragraph(n.Image(content, "dot.png")), assets={"dot.png": asset(tmp_path)})
    assert found(edition) == ["images/undescribed"]
    assert said(edition, "dcterms:conformsTo") == said(edition, "a11y:certifiedBy") == []
    assert said(edition, "schema:accessModeSufficient") == ["textual,visual"]
    assert "alternativeText" not in features(edition)
    assert "text: 1." in said(edition, "schema:accessibilitySummary")[0]


def test_decoration_needs_no_words_and_is_nothing_to_see(tmp_path: Path) -> None:
    ornament = n.Image((), "dot.png", decorative=True)
    edition = note(paragraph(), paragraph(ornament), assets={"dot.png": asset(tmp_path)})
    assert found(edition) == []
    assert said(edition, "dcterms:conformsTo") == [CLAIM]
    assert said(edition, "schema:accessMode") == ["textual"]
    assert "alternativeText" not in features(edition)


def test_a_table_without_a_head_is_told_and_nothing_is_claimed() -> None:
    edition = note(table(head=False))
    assert found(edition) == ["tables/headless"]
    assert said(edition, "dcterms:conformsTo") == []


def test_a_picture_that_moves_may_be_a_hazard(tmp_path: Path) -> None:
    edition = note(image("dot.gif"), assets={"dot.gif": moving(tmp_path)})
    assert said(edition, "schema:accessibilityHazard") == ["unknown"]
    assert said(edition, "dcterms:conformsTo") == []
    assert found(edition) == ["epub/not-claimed"]


@pytest.mark.parametrize(
    "inside",
    [
        '<rect width="9" height="9"><animate attributeName="x" values="0;9" dur="1s"/></rect>',
        "<style>rect { animation: turn 1s infinite }</style><rect width='9' height='9'/>",
    ],
)
def test_a_drawing_that_moves_may_be_a_hazard(tmp_path: Path, inside: str) -> None:
    file = tmp_path / "dot.svg"
    file.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inside}</svg>')
    drawing = Asset("dot.svg", str(file), "image/svg+xml", 9, 9)
    edition = note(image("dot.svg"), assets={"dot.svg": drawing})
    assert said(edition, "schema:accessibilityHazard") == ["unknown"]
    assert said(edition, "dcterms:conformsTo") == []
    assert found(edition) == ["epub/not-claimed"]


def test_sound_needs_ears_and_film_eyes_too(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_bytes(b"ID3")
    kinds = {"audio": ("a.mp3", "audio/mpeg"), "video": ("a.mp4", "video/mp4")}
    for kind, modes in (("audio", "textual,auditory"), ("video", "textual,visual,auditory")):
        name, media_type = kinds[kind]
        file = Asset(name, str(tmp_path / "a.mp3"), media_type)
        block = paragraph(n.Media(kind, (n.Text("A song"),), name))  # type: ignore[arg-type]
        edition = note(block, attachments={name: file})
        assert said(edition, "schema:accessModeSufficient") == [modes]
        assert said(edition, "dcterms:conformsTo") == []
        assert found(edition) == ["epub/not-claimed"]


def test_formulas_an_index_and_their_like_are_named() -> None:
    edition = book(chapter("index", paragraph(n.Math("x", mathml=MATH)), role="index"))
    assert {"MathML", "index", "ARIA", "tableOfContents"} <= features(edition)
    assert "MathML" not in features(note(paragraph()))


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("epub/epub.css", "p { color: #eee }"),
        ("epub/nav.xhtml", "<html xmlns='http://www.w3.org/1999/xhtml'/>"),
        ("nodes/paragraph.html", "<p style='color: #eee'>{{ content }}</p>"),
    ],
)
def test_a_theme_of_ones_own_may_have_any_contrast_and_roles(
    tmp_path: Path, file: str, text: str
) -> None:
    theme = load_theme("default", ROOT)
    (tmp_path / file).parent.mkdir()
    (tmp_path / file).write_text(text)
    own = type(theme)((tmp_path, *theme.folders))
    reports = Reports(Report("note.md"))
    render(note(paragraph()), own, reports)
    assert [each.code for each in reports.diagnostics] == ["epub/not-claimed"]
    assert file in reports.diagnostics[0].message


@pytest.mark.parametrize("lang", "ar de en es fr he it ja nl pl pt ru zh".split())
def test_the_summary_is_in_the_language_of_the_book(lang: str) -> None:
    whole = {
        said(note(paragraph(), metadata=Metadata(title="T", lang=each)), SUMMARY)[0]
        for each in (lang, "en")
    }
    assert len(whole) == (1 if lang == "en" else 2)


SUMMARY = "schema:accessibilitySummary"


def test_a_finding_names_the_line(project: Project) -> None:
    Picture.new("RGB", (9, 9)).save(project.root / "dot.png")
    project.write("n.md", "---\ntitle: N\n---\n\nText.\n\n![](dot.png)\n\n![[dot.png]]\n")
    summary = project.build(formats=("epub",))
    told = [(d.code, d.line) for d in summary.diagnostics if d.code == "images/undescribed"]
    assert told == [("images/undescribed", 7), ("images/undescribed", 9)]


def test_a_book_from_the_right_says_so_to_kindle_and_its_cover_to_old_readers(
    tmp_path: Path,
) -> None:
    edition = book(
        chapter("one", paragraph()),
        metadata=Metadata(title="T", lang="he", cover="dot.png"),
        assets={"dot.png": asset(tmp_path)},
    )
    named = "//opf:meta[@name='{}']/@content"
    assert values(edition, PACKAGE, named.format("primary-writing-mode")) == ["horizontal-rl"]
    assert values(edition, PACKAGE, "//opf:spine/@page-progression-direction") == ["rtl"]
    (item,) = values(edition, PACKAGE, "//opf:item[@properties='cover-image']/@id")
    assert values(edition, PACKAGE, named.format("cover")) == [item]
    other = msgspec.structs.replace(edition, metadata=Metadata(title="T", lang="en"))
    assert values(other, PACKAGE, "//opf:meta[@name]/@name") == ["generator"]


def test_what_is_said_is_valid(tmp_path: Path) -> None:
    assets = {"dot.png": asset(tmp_path), "dot.gif": moving(tmp_path)}
    pictures = (image(), image("dot.gif"), table(head=False))
    (tmp_path / "rtl.epub").write_bytes(
        made(book(chapter("a", *pictures), metadata=Metadata(title="T", lang="ar"), assets=assets))
    )
    (tmp_path / "plain.epub").write_bytes(made(note(paragraph(n.Math("x", mathml=MATH)))))
    files = [tmp_path / "rtl.epub", tmp_path / "plain.epub"]
    assert oracles.epubcheck(files) == {str(file): [] for file in files}
