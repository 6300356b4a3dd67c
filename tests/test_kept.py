"""Notes as they were lifted, which a project keeps from build to build."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from exporter import store, versions
from exporter.source.pandoc import Reader
from tests.vaults import Project

NOTE = """---
title: A
---
# A

Text with ==marks==[^1], a #tag and [[nowhere]].

[^2]: Lost.
"""


@pytest.fixture
def lifted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that Pandoc is given."""
    texts: list[str] = []
    read = Reader.read

    def told(self: Reader, text: str, *rest: object, **more: object) -> object:
        texts.append(text)
        return read(self, text, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Reader, "read", told)
    return texts


def entries(project: Project) -> list[Path]:
    return sorted((project.root / store.FOLDER / "notes").iterdir())


def again(project: Project) -> tuple[bytes, object]:
    """A page and what is found, made with all that is kept, but the page itself."""
    (project.out / "a.html").unlink(missing_ok=True)
    summary = project.build()
    return (project.out / "a.html").read_bytes(), summary.diagnostics


def test_a_note_is_lifted_once_and_gives_the_same_page_and_findings(
    project: Project, lifted: list[str]
) -> None:
    project.write("a.md", NOTE)
    first = again(project)
    assert len(lifted) == 1
    assert again(project) == first
    assert len(lifted) == 1
    assert first[1]


def test_only_the_note_that_changed_is_lifted_again(project: Project, lifted: list[str]) -> None:
    project.write("a.md", "![[b]] in A")
    project.write("b.md", "B")
    project.build()
    lifted.clear()
    project.write("b.md", "B again")
    assert b"B again" in again(project)[0]
    assert set(lifted) == {"B again"}


@pytest.mark.parametrize(
    "settings",
    ["[build]\ntypography = false", '[build]\ndialect = "gfm"', "[build]\nemoji = true"],
)
def test_another_way_to_read_it_lifts_it_again(
    project: Project, lifted: list[str], settings: str
) -> None:
    project.write("exporter.toml", "")
    project.write("a.md", "“A” -- :smile:")
    project.build()
    project.write("exporter.toml", settings)
    project.build()
    assert len(lifted) == 2


def test_a_new_version_lifts_it_again(
    project: Project, lifted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("a.md", "A")
    project.build()
    for module in ("keys", "run"):
        monkeypatch.setattr(f"exporter.{module}.stamp", lambda: "another")
    project.build()
    assert len(lifted) == 2
    assert versions.stamp() != "another"


@pytest.mark.parametrize("torn", [b"", b"no entry", None])
def test_a_torn_entry_is_made_again(
    project: Project, lifted: list[str], torn: bytes | None
) -> None:
    project.write("a.md", NOTE)
    first = again(project)
    (entry,) = entries(project)
    whole = entry.read_bytes()
    entry.write_bytes(whole[:-9] if torn is None else torn)
    assert again(project) == first
    assert len(lifted) == 2
    assert entry.read_bytes() == whole


def test_an_earlier_text_is_found_again(project: Project, lifted: list[str]) -> None:
    project.write("a.md", NOTE)
    first = again(project)
    project.write("a.md", "Another text.")
    project.build()
    project.write("a.md", NOTE)
    lifted.clear()
    assert again(project) == first
    assert lifted == []


def test_two_notes_with_one_text_have_findings_of_their_own(project: Project) -> None:
    for name in ("a.md", "b.md"):
        project.write(name, NOTE)
    found = project.build().diagnostics
    assert {each.note for each in found} == {"a.md", "b.md"}


def test_what_is_of_no_use_any_more_is_not_kept(project: Project) -> None:
    for name in "abc":
        project.write(f"{name}.md", name)
    project.build()
    first, second, third = entries(project)
    long_ago = time.time() - store.MONTH - 1
    os.utime(first, (long_ago, long_ago))
    store.bound(store.Store(first.parent))
    assert entries(project) == [second, third]


def test_what_is_kept_is_bounded_and_what_was_of_use_last_stays(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abc":
        project.write(f"{name}.md", name)
    project.build()
    first, second, third = entries(project)
    day_ago = time.time() - 24 * 3600
    os.utime(first, (day_ago, day_ago))
    os.utime(second, (day_ago, day_ago))
    store.used(store.Store(first.parent), first.name)
    monkeypatch.setattr(store, "MOST", first.stat().st_size + third.stat().st_size)
    store.bound(store.Store(first.parent))
    assert entries(project) == [first, third]


def test_nothing_is_kept_where_nothing_can_be(project: Project) -> None:
    project.write(store.FOLDER, "a file that stands in the way")
    project.write("a.md", "A")
    assert b"A" in again(project)[0]
