"""EPUBCheck has nothing to say about books that nobody would write, and a sample of real notes.

`make epubs` goes through all notes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings

from exporter import config
from exporter.run import build
from tests import oracles
from tests.epub_validity.__main__ import report
from tests.epub_validity.survey import survey
from tests.hostile import books

# Notes of each corpus, at even distances in its sorted list
PICKED = {"garden": 12, "vault-docs": 8, "newsletters": 1}
HOSTILE = 50


def test_hostile_books_are_valid(tmp_path: Path) -> None:
    vault, written = tmp_path / "vault", 0

    # all are checked in one JVM: none of them is made smaller where it fails
    @settings(max_examples=HOSTILE, derandomize=True, database=None, phases=[Phase.generate])
    @given(books.BOOKS)
    def write(book: dict[str, Any]) -> None:
        nonlocal written
        written += 1
        books.write(vault, written, book)

    write()
    out = tmp_path / "out"
    summary = build(config.default(vault), [], formats=("epub",), out=out)
    assert [o.message for o in summary.outcomes if o.status == "failed"] == []
    assert len(summary.outcomes) == written == HOSTILE
    found = oracles.epubcheck([Path(outcome.path) for outcome in summary.outcomes])
    assert {name: said for name, said in found.items() if said} == {}


@pytest.mark.parametrize("corpus", PICKED)
def test_real_notes_are_valid(corpus: str, corpora: Path) -> None:
    found = survey(corpora / corpus, notes=PICKED[corpus], jobs=1)
    assert found.documents + len(found.empty) == PICKED[corpus]
    assert (found.complaints, found.failed) == ({}, {}), report(corpus, found)


def test_a_real_book_is_valid_and_can_be_read_by_anybody(corpora: Path, tmp_path: Path) -> None:
    settings = config.default(corpora / "book")
    (made,) = build(settings, [], formats=("epub",), out=tmp_path).outcomes
    assert oracles.epubcheck([Path(made.path)]) == {made.path: []}
    assert oracles.grave(oracles.ace(Path(made.path))) == []
