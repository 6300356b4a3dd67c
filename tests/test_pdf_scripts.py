"""Scripts in a PDF: their fonts, characters that no font has, and the order in which they run.

All but what is marked so needs no fonts of the system.
"""

from __future__ import annotations

import re
import subprocess
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from weasyprint.pdf import fonts as embedding

from exporter.backends import pdf
from exporter.diagnostics import Report, Reports
from exporter.model import nodes as n
from exporter.model.document import Metadata
from exporter.model.edition import Artifact, Edition
from exporter.rendering.characters import Fonts, fonts_of, lacking, with_stand_ins
from exporter.rendering.fonts import font_data, font_faces
from exporter.rendering.templates import Theme, load_theme
from tests import editions, oracles

ROOT = Path(__file__).parent
THEME = load_theme("default", ROOT)
# for private use: what no font that is installed for its letters has
NOBODYS = "\U0010fabc"
LANGUAGES = {
    "el": ("Ελληνικά", "EB-Garamond"),
    "ar": ("السلام", "Amiri"),
    "he": ("שלום", "Frank-Ruhl-Libre"),
    "": ("Привет", "Spectral"),
}


def made(edition: Edition, theme: Theme = THEME) -> tuple[Artifact, Report]:
    report = Report("note.md", f"# Note\n\nWords {NOBODYS}\n")
    return pdf.render(edition, theme, Reports(report)), report


def paragraph(text: str, lang: str = "") -> n.Paragraph:
    attributes = n.Attributes(pairs=(("lang", lang),)) if lang else n.Attributes()
    return n.Paragraph((n.Span((n.Text(text),), attributes=attributes),))


def faces(artifact: Artifact) -> set[str]:
    document = pikepdf.open(BytesIO(artifact.files[0].data))
    fonts = [font for page in document.pages for font in page.Resources.Font.values()]
    return {str(font.BaseFont).partition("+")[2] for font in fonts}


def shown(artifact: Artifact, folder: Path) -> str:
    file = folder / "made.pdf"
    file.write_bytes(artifact.files[0].data)
    return oracles.pdftotext(file)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_language_has_a_face_of_the_theme(lang: str) -> None:
    text, face = LANGUAGES[lang]
    artifact, report = made(editions.note(paragraph(text, lang)))
    assert face in faces(artifact)
    assert faces(artifact) <= {"Spectral", "Spectral-Semi-Bold", face}
    assert report.diagnostics == []


def test_a_script_has_its_face_without_saying_the_language() -> None:
    artifact, _ = made(editions.note(paragraph("Ελληνικά, שלום, السلام")))
    assert {"EB-Garamond", "Frank-Ruhl-Libre", "Amiri"} <= faces(artifact)


def test_a_font_of_many_weights_is_cut_to_the_same_bytes_in_any_order() -> None:
    files = [
        file
        for file in font_faces(THEME).files.values()
        if file.path.name.startswith("EBGaramond[")
    ]
    assert [file.weight for file in files] == [400, 600]
    first = [font_data(file) for file in files]
    font_data.cache_clear()
    assert [font_data(file) for file in reversed(files)] == first[::-1]
    assert first[0] != first[1]


def test_no_font_has_the_time_in_it() -> None:
    file = next(file for file in font_faces(THEME).files.values())
    data = font_data(file)
    changed = BytesIO()
    font = embedding.TTFont(BytesIO(data))
    modified = font["head"].modified
    font.save(changed)
    assert embedding.TTFont(changed)["head"].modified == modified


def test_code_points_stand_for_what_no_font_has(tmp_path: Path) -> None:
    artifact, report = made(editions.note(paragraph(f"Words {NOBODYS} and more")))
    assert "Words [U+10FABC] and more" in shown(artifact, tmp_path)
    (found,) = report.diagnostics
    assert (found.code, found.line) == ("pdf/missing-glyph", 3)
    assert "U+10FABC" in found.message
    assert found.hint


def test_a_missing_character_is_no_fault_of_pdf_ua(tmp_path: Path) -> None:
    edition = editions.note(
        paragraph(f"Words {NOBODYS}"), metadata=Metadata(title=f"Title {NOBODYS}", lang="en")
    )
    artifact, _ = made(edition)
    file = tmp_path / "made.pdf"
    file.write_bytes(artifact.files[0].data)
    assert oracles.verapdf([file]) == {str(file): []}
    # what needs no font keeps it
    with pikepdf.open(file) as document:
        assert document.docinfo["/Title"] == f"Title {NOBODYS}"


def test_a_longer_run_is_shown_by_its_first_characters() -> None:
    fonts = Fonts(None, dict.fromkeys("абвг", False))
    assert with_stand_ins("<p>я а б, абвг.</p>", _known(fonts)) == (
        "<p>я [U+0430 U+0431], [U+0430 U+0431 U+0432 …].</p>"
    )


def _known(fonts: Fonts) -> Fonts:
    fonts.has["я"] = True
    return fonts


def test_attributes_are_left_alone_but_for_what_is_printed() -> None:
    fonts = Fonts(None, {"а": False})
    markup = '<h1 id="а" data-book="а"><img alt="а"/></h1>'
    assert with_stand_ins(markup, fonts) == '<h1 id="а" data-book="[U+0430]"><img alt="а"/></h1>'


def test_joiners_spaces_and_marks_are_not_missing() -> None:
    text = "a\u200db\u00a0c\u2009d\u00ade\u0301f\ufe0f\u2060\u202a"
    assert lacking(text, fonts_of(THEME)) == ""


def test_a_note_that_runs_from_the_right_is_mirrored(tmp_path: Path) -> None:
    # poppler gives places of words that run from the right the wrong way round
    item = n.ListItem((n.Plain((n.Text("item"),)),))
    quote = n.BlockQuote((n.Paragraph((n.Text("quote"),)),))
    blocks = (n.Paragraph((n.Text("text"),)), n.BulletList((item,)), quote)
    places = []
    for lang in ("he", "en"):
        artifact, _ = made(editions.note(*blocks, metadata=Metadata(title="Note", lang=lang)))
        places.append(_places(artifact, tmp_path))
    right, left = places
    assert right["text"] == right["Note"] > right["item"]
    assert right["–"] > right["item"]
    assert right["quote"] < right["text"]
    assert left["–"] < left["item"]


def _places(artifact: Artifact, folder: Path) -> dict[str, int]:
    """Where the words of a PDF end at the right, in points."""
    file = folder / "made.pdf"
    file.write_bytes(artifact.files[0].data)
    done = subprocess.run(
        ["pdftotext", "-bbox", file, "-"], capture_output=True, text=True, check=True
    )
    words = re.findall(r'xMax="([\d.]+)"[^>]*>([^<]+)<', done.stdout)
    return {word: round(float(place)) for place, word in words}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("hi", "यह हिन्दी का एक वाक्य है जिसमें संयुक्ताक्षर हैं।"),
        ("bn", "আমি তোমায় ভালোবাসি।"),
        ("ta", "தமிழ் மொழி உலகின் தொன்மையான மொழிகளுள் ஒன்று."),
        ("ml", "മലയാളം കേരളത്തിലെ ഭാഷയാണ്."),
        ("th", "ที่นี่ กำลัง น้ำ"),
        ("km", "ភាសាខ្មែរ"),
        ("my", "မြန်မာဘာသာ"),
        ("ar", "السلام عليكم ورحمة الله وبركاته"),
        ("he", "שלום לעולם כולו"),
        ("zh", "中文排版，没有空格。"),
        ("ja", "日本語の文章です。"),
        ("ko", "한국어 문장입니다."),
    ],
)
def test_the_words_of_a_script_can_be_copied(lang: str, text: str, tmp_path: Path) -> None:
    if missing := lacking(text, fonts_of(THEME)):
        pytest.skip(f"needs a font of the system for {missing[0]}")
    artifact, _ = made(editions.note(paragraph(text), metadata=Metadata(title="T", lang=lang)))
    assert text in re.sub("[\u200e\u200f\u202a-\u202e]", "", shown(artifact, tmp_path))


def test_pages_turn_as_the_text_runs() -> None:
    for lang, turns in (("he", "/R2L"), ("en", None)):
        artifact, _ = made(editions.note(paragraph("a"), metadata=Metadata(title="T", lang=lang)))
        with pikepdf.open(BytesIO(artifact.files[0].data)) as document:
            assert document.Root.ViewerPreferences.get("/Direction") == turns


def test_hyphens_are_those_of_the_language(tmp_path: Path) -> None:
    # no patterns for Klingon
    words = "Verantwortung Beziehungen Gesellschaften "
    for lang, hyphenated in (("de", True), ("tlh", False)):
        artifact, _ = made(editions.note(paragraph(words * 9, lang)))
        shown(artifact, tmp_path)
        # as text, poppler joins them again
        lines = oracles.pdftotext(tmp_path / "made.pdf", layout=True).splitlines()
        assert any(line.endswith(("-", "\u2010")) for line in lines) == hyphenated
