"""The page of figures is what was measured, and the vaults are what they say they are."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from benchmarks import aims, cost, figures, page, vaults
from benchmarks.figures import EXPORTER, Part, Row
from benchmarks.large_vault import FORMATS

DOCS = Path(__file__).parents[1] / "docs"


def test_the_page_and_its_charts_are_what_was_measured() -> None:
    measured = figures.load(DOCS / page.FIGURES)
    assert page.text(measured) == (DOCS / page.NAME).read_text("utf-8")
    for name, drawing in page.drawings(measured).items():
        assert drawing == (DOCS / page.FOLDER / name).read_text("utf-8"), name


@pytest.fixture
def corpora(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two notes that lead to each other, and show one picture."""
    folder = tmp_path / "corpora"
    (folder / "notes").mkdir(parents=True)
    (folder / "notes/One.md").write_text("[[Two#Part|there]], [[Elsewhere]], ![[picture.png]]")
    (folder / "notes/Two.md").write_text("[back](One.md#top), [[notes/One]]")
    (folder / "notes/picture.png").write_bytes(b"")
    monkeypatch.setattr(vaults, "CORPORA", folder)
    return folder


def test_copies_of_notes_lead_to_copies_of_the_same_number(corpora: Path, tmp_path: Path) -> None:
    notes = vaults.large(tmp_path / "vault", 6)
    texts = {note.name: note.read_text() for note in notes}
    assert len(texts) == 6
    assert texts["One.md"] == (corpora / "notes/One.md").read_text()
    assert texts["One copy 2.md"] == "[[Two copy 2#Part|there]], [[Elsewhere]], ![[picture.png]]"
    assert texts["Two copy 2.md"] == "[back](One%20copy%202.md#top), [[notes/One copy 2]]"
    assert [file.name for file in tmp_path.glob("vault/**/*.png")] == ["picture.png"]


def test_a_copy_leads_to_the_last_one_where_there_is_none_of_its_number(
    corpora: Path, tmp_path: Path
) -> None:
    vaults.large(tmp_path / "vault", 3)
    last = (tmp_path / "vault/notes/Two copy 1.md").read_text()
    assert last == "[back](One.md#top), [[notes/One]]"


def test_an_aim_that_is_missed_is_told() -> None:
    rows = tuple(
        Row(EXPORTER, FORMATS, notes, seconds, state, 2, worker=100)
        for notes, seconds in ((1000, 1.0), (2000, 3.0))
        for state in ("cold", "one note changed", "nothing changed")
    )
    found = aims.of({"large": Part("", "", 0, 0, "", rows)})
    growth = next(aim for aim in found if aim.what == "time for twice the notes")
    assert (growth.measured, growth.met) == ("3.00 times at most", False)


def test_what_a_killed_process_leaves_behind_is_counted(tmp_path: Path) -> None:
    command = "(timeout 0.4 yes >/dev/null) & kill -KILL $$"
    with subprocess.Popen(["sleep", "60"]) as other:  # which is not waited for
        assert cost.measured(["bash", "-c", command], tmp_path).processor > 0.1
        other.kill()
