"""The index of a site's words: what it is made of, and when it is made again."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from exporter.run import Summary
from exporter.site import search
from tests.vaults import Project

SETTINGS = '[project]\nurl = "https://example.org"\n'

TABLE = "| Need | Why |\n|---|---|\n| Calm | Haste |\n"


@pytest.fixture
def garden(project: Project) -> Project:
    project.write("exporter.toml", SETTINGS)
    project.write(
        "Deep.md", "# Deep Thought\n\nIt computes.[^1] $E=mc^2$\n\n[^1]: Slowly.\n\n" + TABLE
    )
    project.write("Life.md", "---\ntags: [Big/Answer]\n---\n# 生活\n\n四十二, 深度学习 and Zen.\n")
    return project


def built(project: Project) -> Summary:
    summary = project.build(formats=("site",))
    assert [o for o in summary.outcomes if o.status == "failed"] == []
    return summary


def files(project: Project) -> dict[str, bytes]:
    folder = project.out / "site" / "pagefind"
    found = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in found}


def read_by_pagefind(project: Project, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The pages that Pagefind was given, by their files."""
    pages: dict[str, str] = {}

    def run(_program: Path, folder: Path, *_more: object) -> str:
        for file in folder.rglob("*.html"):
            pages[file.relative_to(folder).as_posix()] = file.read_text("utf-8")
        return ""

    monkeypatch.setattr(search, "_run", run)
    built(project)
    return pages


def test_the_index_has_the_words_of_notes_and_no_interface(garden: Project) -> None:
    built(garden)
    made = files(garden)
    assert len([name for name in made if name.startswith("fragment/")]) == 2
    assert {"pagefind.js", "pagefind-worker.js", "pagefind-entry.json"} <= made.keys()
    assert not [name for name in made if "ui" in name or "highlight" in name]


def test_pagefind_reads_text_and_nothing_around_it(
    garden: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = read_by_pagefind(garden, monkeypatch)["deep/index.html"]
    assert 'content="Deep Thought"' in page
    assert "It computes." in page
    assert "Slowly." in page
    assert re.search(r"Need</th>\s+<th>Why", page)
    assert "<math" not in page
    assert "footnote-back" not in page


def test_each_chinese_sign_is_a_word(garden: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    page = read_by_pagefind(garden, monkeypatch)["life/index.html"]
    assert "深  度  学  习  and Zen" in page
    assert "生  活" in page


def test_tags_are_words(garden: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "#Big/Answer" in read_by_pagefind(garden, monkeypatch)["life/index.html"]


def test_the_same_notes_have_the_same_index(garden: Project, tmp_path: Path) -> None:
    built(garden)
    first = files(garden)
    garden.out = tmp_path / "again"
    built(garden)
    assert files(garden) == first


def test_the_index_is_made_again_only_for_other_text(
    garden: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(garden)
    old = files(garden)
    assert read_by_pagefind(garden, monkeypatch) == {}
    monkeypatch.undo()
    garden.write("Deep.md", "# Deep Thought\n\nIt has computed.\n")
    built(garden)
    assert old.keys() - files(garden).keys()
    assert len([name for name in files(garden) if name.startswith("fragment/")]) == 2


def test_without_pagefind_a_site_has_no_search_and_says_so(
    garden: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(garden)
    monkeypatch.setattr(search, "_program", lambda: None)
    (finding,) = built(garden).diagnostics
    assert finding.code == "site/search"
    assert "pip install" in finding.hint
    assert files(garden) == {}
    assert "search-open" not in (garden.out / "site/index.html").read_text("utf-8")


def test_a_site_of_no_page_has_no_search_to_complain_of(project: Project) -> None:
    (project.root / "Bad.md").write_bytes(b"\0\1\2 binary")
    summary = project.build(formats=("site",))
    assert len(summary.failures) == 1
    assert "site/search" not in {found.code for found in summary.diagnostics}


def test_a_search_that_nobody_wants_is_not_missed(
    garden: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    garden.write("exporter.toml", SETTINGS + "[site]\nsearch = false\n")
    monkeypatch.setattr(search, "_program", lambda: None)
    assert built(garden).diagnostics == ()
    assert files(garden) == {}


def test_a_pagefind_that_fails_costs_the_search_alone(
    garden: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_program", lambda: Path("/bin/false"))
    (finding,) = built(garden).diagnostics
    assert finding.code == "site/search"
    assert "status 1" in finding.message


PARENT = """
import sys
from pathlib import Path
from exporter.site import search

here = Path(sys.argv[1])
search._run(here / "program", here, here / "made", "en", lambda: False)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs PR_SET_PDEATHSIG")
def test_who_makes_the_index_does_not_outlive_a_killed_build(tmp_path: Path) -> None:
    program, told = tmp_path / "program", tmp_path / "told"
    program.write_text(f"#!/bin/sh\necho $$ > {told}.new\nmv {told}.new {told}\nexec sleep 60\n")
    program.chmod(0o755)
    with subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)]) as parent:
        until = time.monotonic() + 30
        while not told.exists() and time.monotonic() < until:
            time.sleep(0.02)
        parent.kill()
    process = Path("/proc", told.read_text().strip(), "status")
    while process.exists() and time.monotonic() < until:
        if "zombie" in process.read_text():  # whoever takes over orphans may be slow to bury them
            break
        time.sleep(0.02)
    assert time.monotonic() < until
