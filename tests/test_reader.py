"""The Pandoc child: its dialects, its bounds, and what happens when a note breaks them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from exporter.config import Build
from exporter.diagnostics import Report
from exporter.errors import NoteError
from exporter.executors.alarm import alarm
from exporter.model.document import Document
from exporter.model.walk import plain_text, walk
from exporter.source import pandoc
from exporter.source.note import open_note, read
from exporter.source.pandoc import DIALECTS, Reader


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    reader = Reader(timeout=3, scratch=str(tmp_path))
    yield reader
    reader.close()


def document(
    folder: Path, text: str, reader: Reader, dialect: str = "obsidian"
) -> tuple[Document, Report]:
    (folder / "note.md").write_text(text)
    source = open_note(folder, "note.md")
    return read(source, reader, Build(dialect=dialect, typography=False)), source.report


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_reads_text(tmp_path: Path, reader: Reader, dialect: str) -> None:
    found, _ = document(tmp_path, "A *b* c.\n", reader, dialect)
    assert plain_text(found.blocks) == "A b c."


def test_a_reference_to_what_no_document_may_hold_is_told(tmp_path: Path, reader: Reader) -> None:
    found, report = document(tmp_path, "A\n\nB&#1;C `&#1;`\n", reader)
    assert plain_text(found.blocks) == "ABC &#1;"
    assert [(each.code, each.line) for each in report.diagnostics] == [("source/characters", 3)]


@pytest.mark.parametrize(
    ("text", "left", "line"),
    [
        ("A %%b%%\n\n`%%`\n\nAlpha 100%% sure.\n\nQuagga", "A %%Alpha 100", 5),
        ("A\n\n- b %%c\n- d\n\ne %% f", "Ab f", 0),
    ],
)
def test_a_comment_that_never_ends_is_told(
    tmp_path: Path, reader: Reader, text: str, left: str, line: int
) -> None:
    found, report = document(tmp_path, f"{text}\n", reader)
    assert " ".join(plain_text(found.blocks).split()) == left
    told = [(each.code, each.line) for each in report.diagnostics]
    assert told == ([("source/comment", line)] if line else [])


def test_one_child_reads_note_after_note(reader: Reader) -> None:
    reader.read("a", "gfm")
    child = reader._child
    reader.read("", "gfm")
    reader.read("b", "obsidian", "+smart")
    assert reader._child is child


def test_a_note_that_an_alarm_ended_leaves_the_next_its_own_answer(reader: Reader) -> None:
    reader.read("", "gfm")
    with pytest.raises(TimeoutError), alarm(0.1):
        reader.read("*a* b " * 200_000, "gfm")
    assert reader.read("c", "gfm") == reader.read("c", "gfm")


def test_a_child_that_others_keep_from_its_work_has_more_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pandoc, "_worked", lambda _process: 0.0)
    monkeypatch.setattr(pandoc, "STARVED", 10_000)
    reader = Reader(timeout=0.001)
    assert reader.read("a", "gfm").blocks
    reader.close()


def test_a_note_s_own_dialect_is_used(tmp_path: Path, reader: Reader) -> None:
    found, report = document(tmp_path, "---\ndialect: pandoc\n---\n^a^ [b]{.c}\n", reader)
    assert {type(node).__name__ for node in walk(found.blocks)} >= {"Superscript", "Span"}
    assert report.diagnostics == []


def test_an_unknown_dialect_is_told(tmp_path: Path, reader: Reader) -> None:
    _, report = document(tmp_path, "---\ndialect: wiki\n---\na\n", reader)
    assert [(found.code, found.line) for found in report.diagnostics] == [
        ("frontmatter/dialect", 2)
    ]


@pytest.mark.parametrize("text", ["a[^1]\n\n[^1]: b[^1]\n", "[^1]: b[^1]\n"])
def test_a_footnote_that_refers_to_itself_ends_in_bounds(reader: Reader, text: str) -> None:
    with pytest.raises(NoteError):
        reader.read(text, "obsidian")
    # and the next note has a child of its own
    assert reader.read("a", "obsidian").blocks


def test_a_child_that_dies_between_two_notes_costs_none(reader: Reader) -> None:
    reader.read("a", "obsidian")
    assert reader._child is not None
    reader._child.kill()
    reader._child.wait()
    assert reader.read("b", "obsidian").blocks


@pytest.mark.parametrize("mark", ["> ", "- ", "1. ", "*a ", "[", "**", "<div>\n\n"])
def test_deep_nesting_is_flattened_and_told(tmp_path: Path, reader: Reader, mark: str) -> None:
    found, report = document(tmp_path, mark * 700 + "the core\n", reader)
    assert "the core" in plain_text(found.blocks)
    if mark not in ("*a ", "[", "**"):
        assert {"source/nesting"} == {each.code for each in report.diagnostics}


def test_front_matter_is_not_pandoc_s_to_read(tmp_path: Path, reader: Reader) -> None:
    bomb = "a: &a [x,x]\nb: &b [*a,*a]\n"
    found, report = document(tmp_path, f"---\n{bomb}---\nText\n", reader, "pandoc")
    assert plain_text(found.blocks) == "Text"
    assert [each.code for each in report.diagnostics] == ["frontmatter/as-text"]


def test_a_note_too_large_is_refused(tmp_path: Path) -> None:
    with open(tmp_path / "big.md", "wb") as stream:
        stream.truncate(11_000_000)
    with pytest.raises(NoteError, match="larger than 10 MB"):
        open_note(tmp_path, "big.md")
