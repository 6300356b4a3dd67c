"""docs/pandoc-differences.md: a row for each explanation, with its places in each corpus."""

from __future__ import annotations

from collections.abc import Mapping

from tests.conftest import ROOT
from tests.pandoc_oracle.explanations import EXPLANATIONS

PAGE = ROOT / "docs" / "pandoc-differences.md"
CORPORA = ("vault-docs", "book", "newsletters", "garden")
HEAD = """\
# Where our page is not Pandoc's

The oracle for the web page is Pandoc's own HTML writer. `tests/pandoc_oracle` lets both write each
note of the sample corpora, which others wrote, and compares them as trees: elements, words, blanks
between words, and the attributes that mean something. Every difference is one of these; a test
fails at any other, and where a number here is no longer right. `python -m tests.pandoc_oracle
FOLDER` shows what is not explained in any folder of notes; `make docs` writes this page.

Compared is what the reader makes of a note, in the dialect `obsidian`, before the normalizer
resolves links, levels headings and places images. The last columns count the places in a product
manual, a technical book, a newsletter's year and a digital garden.

"""
FOOT = """
## What is not compared

- **Dress**: classes that either writer gives for its style sheet, the frame around a wide table,
  the colours of code (Pygments, not skylighting), `style`, `rel`, `target`, `data-…`, and event
  handlers, which we never pass on.
- **Where footnotes are gathered**: each is compared at the place that refers to it. Their numbers
  differ where a note has inline notes, which Pandoc leaves as text.
- **White space** at the edge of a block, beside a line break, and around a listing.

The examples of the CommonMark specification are compared in the same way in
`tests/test_commonmark.py`, which lists those that differ.
"""
COLUMNS = ("Difference", "Pandoc writes", "We write", "Why", *CORPORA)


def page(counts: Mapping[str, Mapping[str, int]]) -> str:
    """The page, given the number of places by corpus and explanation."""
    rows = [COLUMNS, ("---",) * 4 + ("--:",) * len(CORPORA)]
    for name, _, theirs, ours, why in EXPLANATIONS:
        numbers = [str(counts[corpus].get(name, 0)) for corpus in CORPORA]
        rows.append((name, *map(_cell, (theirs, ours, why)), *numbers))
    return HEAD + "".join(f"| {' | '.join(row)} |\n" for row in rows) + FOOT


def counts_of(page: str) -> dict[str, dict[str, int]]:
    """The numbers that a page gives."""
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line[:1] == "|"]
    return {
        corpus: {row[0]: int(row[place - len(CORPORA)]) for row in rows[2:]}
        for place, corpus in enumerate(CORPORA)
    }


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
