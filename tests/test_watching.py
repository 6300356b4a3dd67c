"""What is seen of a project as files change: bursts, renames, removals; and what is passed over."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread

import pytest

from exporter import config
from exporter.watching import changes, watched

Seen = Callable[[], set[str]]


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    vault = tmp_path / "vault"
    for name in ("a.md", "folder/b.md", "out/site/x.html", ".git/HEAD"):
        (vault / name).parent.mkdir(parents=True, exist_ok=True)
        (vault / name).write_text("old")
    return vault


@pytest.fixture
def seen(vault: Path) -> Iterator[Seen]:
    """The files of the next burst, by their names in the vault."""
    bursts: SimpleQueue[frozenset[Path]] = SimpleQueue()
    stop = Event()

    def watch() -> None:
        for burst in changes([vault], vault / "out", stop):
            bursts.put(burst)

    thread = Thread(target=watch)
    thread.start()
    # a watch begins some time after it is asked for: until it sees a file, it has not
    probe = vault / "probe.md"
    number = 0
    while bursts.empty():
        number += 1
        probe.write_text(f"{number}")
        thread.join(0.2)
    (vault / "probed.md").write_text("")
    while vault / "probed.md" not in bursts.get():
        pass

    def burst() -> set[str]:
        found = bursts.get()
        return {path.relative_to(vault).as_posix() for path in found} - {"probe.md", "probed.md"}

    yield burst
    stop.set()
    thread.join()


@pytest.fixture
def elsewhere(vault: Path, tmp_path: Path) -> Path:
    """A folder that the vault has a link to."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (vault / "folder" / "link").symlink_to(folder)
    return folder


def test_a_link_is_not_followed(vault: Path, elsewhere: Path, seen: Seen) -> None:
    (elsewhere / "secret.md").write_text("new")
    (vault / "folder/b.md").write_text("new")
    assert seen() == {"folder/b.md"}


def test_beside_a_link_a_new_folder_is_watched(vault: Path, elsewhere: Path, seen: Seen) -> None:
    (vault / "new").mkdir()
    assert seen() == {"new"}
    assert seen() == set()  # what came with the folder may be missed, and is looked for
    (vault / "new/c.md").write_text("new")
    assert seen() == {"new/c.md"}


def test_a_saved_note_is_seen(vault: Path, seen: Seen) -> None:
    (vault / "a.md").write_text("new")
    assert seen() == {"a.md"}


def test_a_burst_is_one(vault: Path, seen: Seen) -> None:
    for number in range(30):
        (vault / f"{number}.md").write_text("new")
    assert len(seen()) == 30


def test_a_file_that_is_renamed_or_removed_is_seen(vault: Path, seen: Seen) -> None:
    (vault / "a.md").rename(vault / "c.md")
    assert seen() == {"a.md", "c.md"}
    (vault / "c.md").unlink()
    assert seen() == {"c.md"}
    shutil.rmtree(vault / "folder")
    assert "folder/b.md" in seen()


def test_a_note_that_is_saved_by_way_of_a_copy_is_seen(vault: Path, seen: Seen) -> None:
    (vault / "a.md.tmp").write_text("new")
    os.replace(vault / "a.md.tmp", vault / "a.md")
    assert "a.md" in seen()


@pytest.mark.parametrize(
    "name",
    [
        ".a.md.swp",
        "4913",
        "a.md~",
        ".#a.md",
        "#a.md#",
        "a.md___jb_tmp___",
        ".git/index",
        ".exporter/notes/x",
        "out/site/y.html",
    ],
)
def test_what_passes_is_no_change(vault: Path, seen: Seen, name: str) -> None:
    (vault / name).parent.mkdir(parents=True, exist_ok=True)
    (vault / name).write_text("new")
    (vault / name).unlink()
    (vault / "a.md").write_text("new")
    assert seen() == {"a.md"}


@pytest.mark.parametrize("name", ["exporter.toml", ".exporterignore", "templates/site/note.html"])
def test_what_a_build_depends_on_beside_notes_is_seen(vault: Path, seen: Seen, name: str) -> None:
    (vault / "templates/site").mkdir(parents=True)
    (vault / name).write_text("new")
    burst = seen()
    # a file in a new folder may be there before the folder is watched: that is a change then
    while not any(name.startswith(each) for each in burst):
        burst = seen()


def test_a_theme_elsewhere_is_watched_and_one_inside_is_not_watched_twice(tmp_path: Path) -> None:
    settings = config.default(tmp_path)
    assert watched(settings, [tmp_path / "templates"]) == (tmp_path,)
    theme = tmp_path.parent / "theme"
    assert set(watched(settings, [theme])) == {tmp_path, theme}
