"""`exporter build --watch`: the out folder follows what is saved, renamed and removed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PATIENCE = 60.0


class Watching:
    """A program that watches a folder of notes, and what lies in its out folder."""

    def __init__(self, root: Path, *more: str) -> None:
        self.root, self.out = root, root / "out"
        words = ("build", str(root), "--to", "html", "--watch", "-j", "1")
        self.log = root.parent / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "exporter.cli", *words, *more], stdout=log, stderr=log
            )
        self.until(lambda: "watching for changes" in self.told)

    @property
    def told(self) -> str:
        return self.log.read_text()

    @property
    def files(self) -> set[str]:
        found = (file for file in self.out.rglob("*") if file.is_file() and file.name[0] != ".")
        return {file.relative_to(self.out).as_posix() for file in found}

    def page(self, name: str) -> str:
        """A page; nothing for one that is not there, as that of a note that is empty for a moment:
        who writes a file begins with none of it."""
        file = self.out / name
        try:
            return file.read_text()
        except FileNotFoundError:
            return ""

    def until(self, holds: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end, self.told
            assert self.process.poll() is None, self.told
            time.sleep(0.05)


@pytest.fixture
def watching(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Watching]:
    root = tmp_path / "notes"
    root.mkdir()
    for name in "abc":
        (root / f"{name}.md").write_text(f"Note {name} ![[a]]" if name != "a" else "First")
    (root / "exporter.toml").write_text("")
    started = Watching(root, *getattr(request, "param", ()))
    yield started
    started.process.kill()
    started.process.wait()


def test_what_changes_is_made_again_and_what_goes_leaves(watching: Watching) -> None:
    root = watching.root
    assert watching.files == {"a.html", "b.html", "c.html"}
    (root / "a.md").write_text("Second")
    watching.until(lambda: "Second" in watching.page("b.html"))
    # a burst: the last of it holds
    for number in range(20):
        (root / "b.md").write_text(f"Burst {number}.")
        (root / f"new-{number}.md").write_text(f"Burst {number}.")
        time.sleep(0.01)
    watching.until(lambda: "Burst 19." in watching.page("b.html"))
    watching.until(lambda: len(watching.files) == 23)
    for number in range(20):
        (root / f"new-{number}.md").unlink()
    os.rename(root / "c.md", root / "d.md")
    watching.until(lambda: watching.files == {"a.html", "b.html", "d.html"})


def test_editors_leave_nothing_and_an_error_ends_nothing(watching: Watching) -> None:
    root = watching.root
    (root / "4913").write_text("")
    (root / "a.md~").write_text("before")
    (root / ".a.md.swp").write_text("swap")
    (root / "a.md.tmp").write_text("Saved by way of a copy.")
    os.replace(root / "a.md.tmp", root / "a.md")
    watching.until(lambda: "by way of a copy" in watching.page("a.html"))
    (root / "templates").mkdir()
    (root / "exporter.toml").write_text("[build\n")
    watching.until(lambda: "exporter.toml" in watching.told)
    (root / "exporter.toml").write_text("")
    (root / "b.md").write_text("After all.")
    watching.until(lambda: "After all." in watching.page("b.html"))
    assert watching.files == {"a.html", "b.html", "c.html"}


@pytest.mark.parametrize("watching", [("--strict", "--quiet")], indirect=True)
def test_what_is_said_of_a_build_holds_for_each(watching: Watching) -> None:
    (watching.root / "a.md").write_text("Second ![[gone]]")
    watching.until(lambda: "a.md (html): there are warnings about it" in watching.told)
    assert "First" in watching.page("a.html")
    assert "made in" not in watching.told


def test_another_out_folder_is_told(watching: Watching) -> None:
    (watching.root / "exporter.toml").write_text('[build]\nout = "elsewhere"\n')
    watching.until(lambda: "the out folder is another one now (end this" in watching.told)
    assert watching.files == {"a.html", "b.html", "c.html"}


def test_control_c_ends_it(watching: Watching) -> None:
    watching.process.send_signal(signal.SIGINT)
    assert watching.process.wait(PATIENCE) == 0
    assert watching.told.rstrip().endswith("ended")
