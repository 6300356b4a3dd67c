"""The same notes give the same EPUB, wherever and whenever it is made."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from PIL import Image as Picture

from tests.vaults import Project

REPOSITORY = Path(__file__).parent.parent
# A clock that says something else, in whatever way it is asked
BUILD = """
import datetime, sys, time
moment = float(sys.argv[1])
time.time = lambda: moment
time.time_ns = lambda: int(moment * 10**9)
real_gmtime, real_localtime = time.gmtime, time.localtime
time.gmtime = lambda *when: real_gmtime(*(when or (moment,)))
time.localtime = lambda *when: real_localtime(*(when or (moment,)))

class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(moment, tz)

    @classmethod
    def utcnow(cls):
        return cls.utcfromtimestamp(moment)

datetime.datetime = Clock
from exporter.cli import program
program(["build", "--to", "epub,pdf", "--jobs", "1", "--out", "made"])
"""


def built(folder: Path, moment: int, zone: str) -> dict[str, bytes]:
    """The EPUBs of a project whose files were changed at that moment, which is now."""
    for file in folder.rglob("*"):
        os.utime(file, (moment - 10, moment - 10))
    seed = str(moment % 1000)
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "TZ": zone, "PYTHONHASHSEED": seed}
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(moment)],
        cwd=folder,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return {file.name: file.read_bytes() for file in sorted((folder / "made").glob("*.epub"))}


def test_folders_and_clocks_leave_no_trace(tmp_path: Path) -> None:
    project = Project(tmp_path / "one" / "vault")
    book = 'title = "B"\ncover = "dot.png"\nchapters = ["a.md", "b.md"]\nindex = true\n'
    project.write("exporter.toml", f"[[book]]\n{book}")
    project.write("a.md", "# A\n\n![Dot](dot.png) [[b]]\n\n$x^2$[^1]\n\n[^1]: N")
    project.write("b.md", "# B\n\n| a |\n|---|\n| b |\n")
    Picture.new("RGB", (9, 9), "red").save(project.root / "dot.png")
    other = tmp_path / "two" / "another place"
    shutil.copytree(project.root, other)
    first = built(project.root, 1_700_000_000, "UTC")
    assert "B.epub" in first
    assert built(other, 1_800_000_000, "Asia/Tokyo") == first
