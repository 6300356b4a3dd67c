"""Writing: whole files only, never outside the out folder; and what the manifest remembers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from exporter.errors import RenderError
from exporter.normalize.index import Entry
from exporter.output import manifest
from exporter.output.manifest import Made, Manifest, Seen
from exporter.output.stamps import Disk, stamp, stamps
from exporter.output.writer import write
from exporter.seal import sealed, unsealed


@pytest.mark.parametrize("name", ["../out.txt", "/etc/passwd", "a/../../b.txt", "", "."])
def test_nothing_is_written_outside_the_folder(tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    with pytest.raises(RenderError):
        write(out, name, b"x")
    assert list(tmp_path.rglob("*.txt")) == []


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    out.mkdir()
    elsewhere.mkdir()
    (out / "link").symlink_to(elsewhere)
    with pytest.raises(RenderError, match="outside"):
        write(out, "link/file", b"x")
    assert list(elsewhere.iterdir()) == []


def test_the_same_bytes_leave_the_file_as_it_is(tmp_path: Path) -> None:
    file = write(tmp_path, "a/b.txt", b"x")
    os.utime(file, (1, 1))
    write(tmp_path, "a/b.txt", b"x")
    assert file.stat().st_mtime == 1
    write(tmp_path, "a/b.txt", b"y")
    assert file.read_bytes() == b"y"


def test_a_file_is_as_readable_as_any_other(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.touch()
    assert write(tmp_path, "ours", b"x").stat().st_mode == plain.stat().st_mode


def test_folders_without_end_are_told(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="1,500 folders"):
        write(tmp_path, f"{'d/' * 1500}a.html", b"x")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(RenderError, match="can't be written"):
        write(tmp_path / "out", "a", b"x")


WRITING = """
import sys
from pathlib import Path
from exporter.output.writer import write
old, new = b"a" * 3_000_000, b"b" * 3_000_000
print("ready", flush=True)
while True:
    write(Path(sys.argv[1]), "file", new)
    write(Path(sys.argv[1]), "file", old)
"""


def test_a_killed_writer_leaves_a_whole_file(tmp_path: Path) -> None:
    for number in range(4):
        with subprocess.Popen(
            [sys.executable, "-c", WRITING, str(tmp_path)], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(0.05 + number * 0.013)
            process.send_signal(signal.SIGKILL)
        data = (tmp_path / "file").read_bytes()
        assert len(data) == 3_000_000
        assert len(set(data)) == 1


def test_a_file_that_was_only_touched_holds_the_same(tmp_path: Path) -> None:
    file = tmp_path / "note.md"
    file.write_text("one")
    known = stamps([file])
    os.utime(file, (5, 5))
    disk = Disk()
    assert disk.is_same(str(file), known[str(file)])
    assert disk.refreshed(known)[str(file)].mtime == 5 * 10**9


@pytest.mark.parametrize("change", ["write", "delete", "replace"])
def test_what_changed_or_went_is_not_the_same(tmp_path: Path, change: str) -> None:
    file = tmp_path / "note.md"
    file.write_text("one")
    known = stamps([file])[str(file)]
    file.unlink()
    if change == "write":
        file.write_text("two")
    elif change == "replace":
        file.mkdir()
    assert not Disk().is_same(str(file), known)


def test_another_file_of_that_time_and_size_is_not_the_same(tmp_path: Path) -> None:
    file, other = tmp_path / "a.md", tmp_path / "b.md"
    for path, text in ((file, "one"), (other, "two")):
        path.write_text(text)
        os.utime(path, (5, 5))  # as archives are unpacked
    known = stamp(file)
    os.replace(other, file)
    assert not Disk().is_same(str(file), known)


def test_what_was_not_there_is_the_same_as_long_as_it_is_not(tmp_path: Path) -> None:
    file = tmp_path / "works.bib"
    known = stamps([file])[str(file)]
    assert Disk().is_same(str(file), known)
    file.write_text("")
    assert not Disk().is_same(str(file), known)


def test_notes_are_read_anew_once_the_index_keeps_more_of_them(tmp_path: Path) -> None:
    made_of = {"html:a": Made("a.md", "k", "", "t", "p", {})}
    manifest.save(tmp_path, Manifest(made_of, {"a.md": Seen(1, 2, Entry("a.md", "A"))}))
    assert len(manifest.load(tmp_path).notes) == 1
    file = tmp_path / manifest.NAME
    data = (unsealed(file.read_bytes()) or b"").replace(b"hashtags", b"formerly")
    file.write_bytes(sealed(data))
    assert manifest.load(tmp_path).notes == {}
    assert manifest.load(tmp_path).made == made_of


def test_a_manifest_that_can_not_be_read_is_an_empty_one(tmp_path: Path) -> None:
    assert manifest.load(tmp_path) == Manifest()
    (tmp_path / manifest.NAME).write_text("{broken")
    assert manifest.load(tmp_path) == Manifest()
