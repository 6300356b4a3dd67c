"""A long book, whose chapters are laid out apart and joined: it is as if laid out in one piece."""

from __future__ import annotations

import gc
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
import pytest
from weasyprint.document import Page

from exporter.backends import pdf, pdf_long
from exporter.backends.means import ALONE, Means
from exporter.diagnostics import Report, Reports
from exporter.model import nodes as n
from exporter.model.edition import Chapter, Edition
from exporter.rendering.templates import Theme, default_folder
from tests.editions import asset, book, chapter, footnote, heading, image, leaf, link, paragraph
from tests.oracles import pdftotext, verapdf

THEME = Theme((default_folder(),))
WORDS = "The quick brown fox jumps over the lazy dog and writes of it. " * 12


def long_chapter(name: str, paragraphs: int = 9, **fields: Any) -> Chapter:
    section = heading("A section of it", "section")
    text = [paragraph(n.Text(f"{name} {number}. {WORDS}")) for number in range(paragraphs)]
    blocks = (*text[:2], section, footnote(f"A note of {name}."), *text[2:], link("#section"))
    return chapter(name, *blocks, **fields)


def example(folder: Path, *, paragraphs: int = 9) -> Edition:
    table = n.Table(
        (n.Column(), n.Column()),
        head=(n.Row((n.Cell((paragraph(),), scope="col"), n.Cell((paragraph(),), scope="col"))),),
        body=(n.Row((n.Cell((paragraph(),)), n.Cell((paragraph(),)))),),
    )
    edition = book(
        leaf("dedication", paragraph()),
        long_chapter("preface", 8, kind="front", role="preface"),
        chapter("part", kind="part", number="I"),
        long_chapter("one", paragraphs, number="1"),
        chapter("two", image(), table, link(note="one.md"), link("#section", "three.md")),
        long_chapter("three", 7, number="3", level=2),
        chapter("four", image(), table, link(note="preface.md"), kind="back"),
        looks=("open-right",),
    )
    return msgspec.structs.replace(edition, assets={"dot.png": asset(folder)})


def made(edition: Edition, means: Means = ALONE, theme: Theme = THEME) -> bytes:
    return pdf.render(edition, theme, Reports(Report("")), means).files[0].data


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The files of the book in one piece, and joined."""
    folder = tmp_path_factory.mktemp("long")
    edition = example(folder)
    whole, joined = folder / "whole.pdf", folder / "joined.pdf"
    whole.write_bytes(made(edition))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "LONG", 1)
        joined.write_bytes(made(edition))
    return whole, joined


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every book is laid out by chapter; the beginnings of those pieces that are."""
    laid_out: list[str] = []
    once = pdf_long.lay_out_piece

    def noted(piece: Any, theme: Theme) -> Any:
        laid_out.append(piece.markup)
        return once(piece, theme)

    monkeypatch.setattr(pdf, "LONG", 1)
    monkeypatch.setattr(pdf_long, "lay_out_piece", noted)
    return laid_out


def places(file: pikepdf.Pdf) -> dict[bytes, tuple[int, float, float]]:
    pages = {page.obj.objgen: number for number, page in enumerate(file.pages)}
    names = list(file.Root.Names.Dests.Names)
    return {
        bytes(name): (pages[place[0].objgen], round(float(place[2])), round(float(place[3])))
        for name, place in zip(names[::2], names[1::2], strict=True)
    }


def links(file: pikepdf.Pdf) -> list[Any]:
    named = places(file)
    return [
        (number, [round(float(side)) for side in each.Rect], named[bytes(each.Dest)])
        for number, page in enumerate(file.pages)
        for each in page.obj.get("/Annots", ())
    ]


def outline(file: pikepdf.Pdf) -> list[Any]:
    pages = {page.obj.objgen: number for number, page in enumerate(file.pages)}

    def entries(items: Any, depth: int) -> Iterator[Any]:
        for item in items:
            yield depth, item.title, pages[item.destination[0].objgen], item.is_closed
            yield from entries(item.children, depth + 1)

    with file.open_outline() as tree:
        return list(entries(tree.root, 0))


def tags(file: pikepdf.Pdf) -> Counter[tuple[str, int]]:
    """How many elements of each kind the structure tree has on each page."""
    pages = {page.obj.objgen: number for number, page in enumerate(file.pages)}
    found: Counter[tuple[str, int]] = Counter()
    waiting = list(file.Root.StructTreeRoot.K)
    while waiting:
        element = waiting.pop()
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            page = pages[element.Pg.objgen] if "/Pg" in element else -1
            found[str(element.S), page] += 1
            waiting += list(element.K)
    return found


@pytest.mark.parametrize("facts", [places, links, outline, tags])
def test_a_joined_book_has_all_that_one_in_one_piece_has(
    both: tuple[Path, Path], facts: Any
) -> None:
    whole, joined = (facts(pikepdf.open(file)) for file in both)
    assert len(whole) > 5
    assert joined == whole


def test_its_pages_have_the_same_text_and_numbers(both: tuple[Path, Path]) -> None:
    whole, joined = (pdftotext(file, layout=True) for file in both)
    assert "vii" in whole  # matter before the text has roman numbers
    assert joined == whole


def test_it_keeps_to_pdf_ua_and_to_the_syntax(both: tuple[Path, Path]) -> None:
    _, joined = both
    assert verapdf([joined]) == {str(joined): []}
    assert pikepdf.open(joined).check_pdf_syntax() == []


def test_each_font_and_each_picture_is_in_it_once(both: tuple[Path, Path]) -> None:
    _, joined = both
    file = pikepdf.open(joined)
    fonts = {
        (str(font.BaseFont), font.objgen)
        for page in file.pages
        for font in page.obj.Resources.Font.values()
    }
    names = [name for name, _ in fonts]
    assert len(names) == len(set(names)) > 1
    drawn = {
        each.objgen
        for page in file.pages
        for each in page.obj.Resources.get("/XObject", {}).values()
        if each.Subtype == pikepdf.Name.Image
    }
    assert len(drawn) == 1


def test_what_stands_around_the_text_is_an_artifact(both: tuple[Path, Path]) -> None:
    """ISO 14289-1 §7.1: heads and page numbers are not read aloud."""
    _, joined = both
    file = pikepdf.open(joined)
    first = file.pages[-1].obj.Contents[0].read_bytes()
    assert first.startswith(b"/Artifact <<")


def test_processes_and_folders_leave_no_trace(tmp_path: Path, apart: list[str]) -> None:
    edition = example(tmp_path)
    (tmp_path / "other").mkdir()
    kept = Means(1, tmp_path / "other", "stamp")
    first = made(edition)
    assert made(edition, Means(2)) == first
    assert made(edition, kept) == first
    assert made(edition, kept) == first


def test_a_chapter_s_layout_is_gone_before_the_next_one_s(
    tmp_path: Path, apart: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The longest chapter bounds the memory, not the book."""
    left: list[int] = []
    once = pdf_long.lay_out_task

    def counted(task: Any) -> None:
        left.append(sum(type(each) is Page for each in gc.get_objects()))
        once(task)

    monkeypatch.setattr(pdf_long, "lay_out_task", counted)
    edition = example(tmp_path)
    gc.collect()
    made(edition)
    assert left == [0] * len(apart)


def test_what_did_not_change_is_not_laid_out_again(tmp_path: Path, apart: list[str]) -> None:
    means = Means(1, tmp_path, "stamp")
    made(example(tmp_path), means)
    apart.clear()
    made(example(tmp_path), means)
    assert apart == []


def test_a_font_that_was_installed_since_has_all_laid_out_again(
    tmp_path: Path, apart: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    means = Means(1, tmp_path, "stamp")
    edition = example(tmp_path)
    made(edition, means)
    apart.clear()
    monkeypatch.setattr(pdf_long, "installed", lambda: (("fonts", 1),))
    made(edition, means)
    assert len(apart) >= len(edition.chapters)


def test_an_edit_that_moves_no_page_costs_its_own_chapter(tmp_path: Path, apart: list[str]) -> None:
    means = Means(1, tmp_path, "stamp")
    edition = example(tmp_path)
    made(edition, means)
    apart.clear()
    changed = msgspec.structs.replace(
        edition,
        chapters=tuple(
            chapter("two", paragraph(n.Text("Other words."))) if each.id == "two" else each
            for each in edition.chapters
        ),
    )
    data = made(changed, means)
    assert ["Other words." in markup for markup in apart] == [True]
    assert data == made(changed)


def test_an_edit_that_moves_pages_costs_what_shows_their_numbers(
    tmp_path: Path, apart: list[str]
) -> None:
    means = Means(1, tmp_path, "stamp")
    made(example(tmp_path), means)
    apart.clear()
    longer = example(tmp_path, paragraphs=19)
    data = made(longer, means)
    assert sorted("contents-title" in markup for markup in apart) == [False, True]
    assert data == made(longer)


@pytest.mark.parametrize("torn", ["*.laid", "*.pdf", "*.font", "numbers"])
def test_a_torn_file_on_the_shelf_is_made_again(
    tmp_path: Path, apart: list[str], torn: str
) -> None:
    means = Means(1, tmp_path, "stamp")
    edition = example(tmp_path)
    first = made(edition, means)
    for file in (tmp_path / ".exporter").rglob(torn):
        file.write_bytes(file.read_bytes()[:20])
    assert made(edition, means) == first


def test_only_what_the_last_build_used_is_kept(tmp_path: Path, apart: list[str]) -> None:
    means = Means(1, tmp_path, "stamp")
    edition = example(tmp_path)
    made(edition, means)
    made(example(tmp_path, paragraphs=19), means)
    kept = {file.suffix for file in (tmp_path / ".exporter" / "pdf").rglob("*") if file.is_file()}
    assert kept == {".pdf", ".laid", ".font", ""}
    count = len(list((tmp_path / ".exporter").rglob("*.laid")))
    assert count == len(edition.chapters)


def test_a_theme_whose_pages_differ_in_size_is_laid_out_in_one_piece(
    tmp_path: Path, apart: list[str]
) -> None:
    theme_folder = tmp_path / "theme"
    (theme_folder / "print").mkdir(parents=True)
    style = THEME.text("print/print.css") + "\n@page book:left { margin-left: 40mm }"
    (theme_folder / "print" / "print.css").write_text(style)
    theme = Theme((theme_folder, default_folder()))
    edition = msgspec.structs.replace(example(tmp_path), looks=())  # some begin on the left
    file = pikepdf.open(io.BytesIO(made(edition, theme=theme)))
    # what is joined has its content between two streams of ours
    assert all(isinstance(page.obj.Contents, pikepdf.Stream) for page in file.pages)
