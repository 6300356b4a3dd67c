"""What a PDF promises to archives and tells to viewers: PDF/A, its sources, its catalogue."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
import pytest

from exporter import config
from exporter.backends import pdf
from exporter.backends.pdf_catalog import Label, labels_of
from exporter.diagnostics import Report, Reports
from exporter.errors import UsageError
from exporter.model import nodes as n
from exporter.model.document import Contributor, Metadata
from exporter.model.edition import Edition, Typesetting
from exporter.rendering.templates import Theme, load_theme
from exporter.run import build
from tests import editions, oracles
from tests.conftest import CONTENT
from tests.vaults import Project

ROOT = Path(__file__).parent
WORDS = "The quick brown fox jumps over the lazy dog and writes of it. "
SOURCES = {"one.md": b"# One\n", "two/Zwei ü.md": b"Words.\n"}


@pytest.fixture(scope="module")
def theme() -> Theme:
    return load_theme("default", ROOT)


def example(folder: Path, **typesetting: Any) -> Edition:
    """A book with matter of all kinds in it, and a picture."""
    text = editions.paragraph(n.Text(WORDS * 60))
    chapters = [
        editions.chapter("preface", text, kind="front", role="preface"),
        editions.chapter("one", editions.image(), text, editions.footnote("Why."), number="1"),
        editions.chapter("two", text, editions.link(note="one.md"), number="2"),
    ]
    metadata = Metadata(
        title="A title", subtitle="And more", lang="en", date="2026-10-01",
        series="A series", series_number="2", publisher_place="Leipzig",
        authors=(Contributor("Jane Doe"),),
    )  # fmt: skip
    assets = {"dot.png": editions.asset(folder)}
    return editions.book(
        *chapters, metadata=metadata, assets=assets, typesetting=Typesetting(**typesetting)
    )


def made(edition: Edition, theme: Theme, *, joined: bool = False) -> bytes:
    report = Report("note.md")
    with pytest.MonkeyPatch.context() as patch:
        if joined:
            patch.setattr(pdf, "LONG", 1)
        data = pdf.render(edition, theme, Reports(report)).files[0].data
    assert report.diagnostics == []
    return data


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


@pytest.mark.parametrize("joined", [False, True])
@pytest.mark.parametrize(("standard", "profile"), [("a-2u", "PDFA-2U"), ("a-3u", "PDFA-3U")])
def test_an_archive_takes_it_and_it_stays_accessible(
    tmp_path: Path, theme: Theme, standard: str, profile: str, joined: bool
) -> None:
    edition = example(tmp_path, standard=standard)
    if standard == "a-3u":
        edition = msgspec.structs.replace(edition, sources=SOURCES)
    file = tmp_path / "made.pdf"
    file.write_bytes(made(edition, theme, joined=joined))
    for each in (profile, "PDFUA-1"):
        assert oracles.verapdf([file], each) == {str(file): []}
    assert opened(file.read_bytes()).check_pdf_syntax() == []


def test_nothing_is_promised_that_was_not_asked_for(tmp_path: Path, theme: Theme) -> None:
    data = made(example(tmp_path), theme)
    with opened(data) as file:
        assert b"pdfaid" not in file.Root.Metadata.read_bytes()
        assert b"pdfuaid" in file.Root.Metadata.read_bytes()
    (tmp_path / "made.pdf").write_bytes(data)
    assert oracles.verapdf([tmp_path / "made.pdf"], "PDFA-3U")[str(tmp_path / "made.pdf")]


def test_the_whole_sample_project_is_for_archives_and_readers(tmp_path: Path) -> None:
    settings = config.load(CONTENT / "exporter.toml")
    paper = msgspec.structs.replace(settings.pdf, standard="a-3u", attach_source=True)
    settings = msgspec.structs.replace(settings, pdf=paper)
    build(settings, [], formats=("pdf",), out=tmp_path)
    files = sorted(tmp_path.rglob("*.pdf"))
    assert len(files) > 4
    for profile in ("PDFUA-1", "PDFA-3U"):
        assert oracles.verapdf(files, profile) == {str(file): [] for file in files}
    for file in files:
        with pikepdf.open(file) as document:
            assert document.check_pdf_syntax() == []
            for name, data in document.attachments.items():
                assert data.get_file().read_bytes() == (CONTENT / name).read_bytes()
            assert len(document.attachments) >= 1


@pytest.mark.parametrize("joined", [False, True])
def test_sources_lie_in_the_file(tmp_path: Path, theme: Theme, joined: bool) -> None:
    edition = msgspec.structs.replace(example(tmp_path), sources=SOURCES)
    with opened(made(edition, theme, joined=joined)) as file:
        found = {name: each.get_file() for name, each in file.attachments.items()}
        assert {name: each.read_bytes() for name, each in found.items()} == SOURCES
        assert {each.mime_type for each in found.values()} == {"text/markdown"}
        assert {str(each.obj.Params.ModDate) for each in found.values()} == {"D:20261001000000Z"}
        assert [str(each.AFRelationship) for each in file.Root.AF] == ["/Source"] * len(SOURCES)


def test_the_notes_of_a_book_and_what_they_take_in_go_along(project: Project) -> None:
    project.write("exporter.toml", "[pdf]\nattach_source = true\n")
    project.write("a.md", "Words.\n\n![[part]]\n")
    project.write("part.md", "More.\n")
    project.write("other.md", "Not there.\n")
    project.build("a.md", formats=("pdf",))
    with pikepdf.open(project.out / "a.pdf") as file:
        assert sorted(file.attachments) == ["a.md", "part.md"]


def test_sources_and_an_archive_of_pages_alone_can_not_both_be_had(tmp_path: Path) -> None:
    (tmp_path / "exporter.toml").write_text('[pdf]\nstandard = "a-2u"\nattach_source = true\n')
    with pytest.raises(UsageError, match="can't go with a-2u"):
        config.load(tmp_path / "exporter.toml")


@pytest.mark.parametrize("joined", [False, True])
def test_pages_are_called_what_is_printed_on_them(
    tmp_path: Path, theme: Theme, joined: bool
) -> None:
    data = made(example(tmp_path), theme, joined=joined)
    (tmp_path / "made.pdf").write_bytes(data)
    texts = [page.split() for page in oracles.pdftotext(tmp_path / "made.pdf").split("\f")[:-1]]
    with opened(data) as file:
        names = [page.label for page in file.pages]
    printed = [(name, words[-1]) for name, words in zip(names, texts, strict=True) if words]
    # the title page has no number, and is the first one all the same
    assert names[0] == "i"
    assert all(name == last for name, last in printed[1:])
    assert {"1", "2"} <= set(names)


@pytest.mark.parametrize(
    ("printed", "labels"),
    [
        (["", "", "iii", "", "1", ""], ["r1", "r2", "r3", "r4", "D1", "D2"]),
        (["", "", "1", "2"], ["r1", "r2", "D1", "D2"]),
        (["", "2", "3"], ["D1", "D2", "D3"]),
        (["", ""], ["D1", "D2"]),
    ],
)
def test_pages_without_a_number_are_counted(printed: list[str], labels: list[str]) -> None:
    found = labels_of(printed)
    assert [f"{label.style}{label.number}" for label in found] == labels
    assert found[0] == Label(labels[0][0], 1)


def test_a_cover_is_called_so(tmp_path: Path, theme: Theme) -> None:
    edition = example(tmp_path)
    metadata = msgspec.structs.replace(edition.metadata, cover="dot.png")
    with opened(made(msgspec.structs.replace(edition, metadata=metadata), theme)) as file:
        assert [page.label for page in file.pages][:3] == ["Cover", "ii", "iii"]


@pytest.mark.parametrize("joined", [False, True])
def test_viewers_open_a_book_as_one(tmp_path: Path, theme: Theme, joined: bool) -> None:
    edition = example(tmp_path)
    metadata = msgspec.structs.replace(edition.metadata, lang="he")
    hebrew = msgspec.structs.replace(edition, metadata=metadata)
    for each, direction in ((edition, None), (hebrew, "/R2L")):
        with opened(made(each, theme, joined=joined)) as file:
            root = file.Root
            assert root.ViewerPreferences.DisplayDocTitle
            assert root.ViewerPreferences.get("/Direction") == direction
            assert (root.PageMode, root.PageLayout) == ("/UseOutlines", "/TwoPageRight")


def test_a_note_opens_as_viewers_like(theme: Theme) -> None:
    with opened(made(editions.note(editions.paragraph()), theme)) as file:
        assert "/PageMode" not in file.Root
        assert file.Root.ViewerPreferences.DisplayDocTitle
        assert [page.label for page in file.pages] == ["1"]


def test_places_are_called_what_they_are_called_in_every_build(
    tmp_path: Path, theme: Theme
) -> None:
    with opened(made(example(tmp_path), theme)) as file:
        names = [str(name) for name in file.Root.Names.Dests.Names[::2]]
    assert {"one", "two", "preface", "one-fn1", "one-fnref1"} <= set(names)
