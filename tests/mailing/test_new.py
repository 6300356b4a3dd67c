"""`exporter newsletter new`: what a query asks for, and the note that is made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporter.config import Digest
from exporter.errors import UsageError
from exporter.publication.queries import digest_of
from tests.commands import Call

SETTINGS = '[newsletter]\nfrom = "The Paper <p@example.org>"\nfolder = "letters"\n'
BED = "---\ntags: [garden]\ndate: 2026-10-02\nstatus: done\n---\n\nA *bed* of [roses].\n"


@pytest.fixture
def project(exporter: Call, tmp_path: Path) -> Path:
    (tmp_path / "exporter.toml").write_text(SETTINGS)
    for name, text in {
        "notes/Bed.md": BED,
        "notes/Old.md": BED.replace("10-02", "01-02"),
        "notes/Draft.md": BED.replace("status: done", "draft: true"),
        "letters/06 June.md": BED,
        "letters/2025 in review.md": BED,
        "letters/07 July.md": "---\nnumber: 12\n---\nJuly.\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_a_query_asks_for_what_a_digest_can() -> None:
    query = (
        'tag:ai #b folder:posts until:"2 weeks" since:2026-10-01 status:done status:open limit:3'
    )
    assert digest_of(query) == Digest(
        tags=("ai", "#b"),
        folder="posts",
        since="2026-10-01",
        until="2 weeks",
        where={"status": ("done", "open")},
        limit=3,
    )


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("garden", "“garden” is not understood"),
        ("tag:", "“tag:” is not understood"),
        ("since:soon", "since:soon is no day"),
        ('tag:"x', "no closing quotation"),
        ("limit:many", "limit:many is no number"),
        ("order:size", "there is no order “size”"),
        ("limit:1 limit:2", "“limit” is said twice"),
    ],
)
def test_a_query_that_is_none_is_told(query: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        digest_of(query)


def test_an_issue_has_the_next_number_and_the_notes_that_are_found(
    exporter: Call, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1793491200")
    done = exporter("newsletter", "new", "--query", "tag:garden since:2026-10-01")
    assert done.out == "written letters/13 The Paper 13.md, about 1 note\n"
    assert (project / "letters/13 The Paper 13.md").read_text() == (
        '---\ntitle: "The Paper 13"\nnumber: 13\ndate: 2026-11-01\n---\n\n'
        "## [[notes/Bed|Bed]]\n\nA bed of \\[roses\\].\n"
    )
    assert exporter("check", ".").code == 0


def test_no_file_is_overwritten(exporter: Call, project: Path) -> None:
    (project / "letters/13 Five.md").mkdir()
    done = exporter("newsletter", "new", "--title", "Five")
    assert done.code == 2
    assert "13 Five.md is there already" in done.err


def test_a_query_that_finds_nothing_writes_nothing(exporter: Call, project: Path) -> None:
    done = exporter("newsletter", "new", "--query", "tga:garden")
    assert done.code == 2
    assert "“tga” is looked for in front matter" in done.err
    assert len(list((project / "letters").iterdir())) == 3


def test_outside_obsidian_links_are_markdown(exporter: Call, project: Path) -> None:
    (project / "exporter.toml").write_text(f'[build]\ndialect = "gfm"\n{SETTINGS}')
    exporter("newsletter", "new", "--query", "note:notes/*.md since:2026-10-01", "--title", "Å/B")
    assert "## [Bed](../notes/Bed.md)" in (project / "letters/13 Å-B.md").read_text("utf-8")
