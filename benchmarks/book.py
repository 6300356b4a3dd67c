"""One book of many notes: time and memory, against one `pandoc` command for the same notes.

The notes of a folder, and numbered copies of them where more are asked for, are the chapters.
Memory is the proportional set size of all processes together, looked at five times a second.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pypandoc

from exporter.publication.names import natural
from exporter.source.pandoc import DIALECTS
from exporter.source.vault import discover


class Cost(NamedTuple):
    """`memory` is the peak in bytes."""

    seconds: float
    memory: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notes", type=Path, metavar="DIR")
    parser.add_argument("--count", type=int, default=1000, metavar="N")
    parser.add_argument("--to", default="epub", metavar="FORMATS")
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(arguments.notes, root / "vault")
        notes = _chapters(root / "vault", arguments.count)
        (root / "vault/exporter.toml").write_text('[[book]]\ntitle = "Book"\n', "utf-8")
        print(f"a book of {len(notes)} notes, {os.cpu_count()} processors")
        for name in arguments.to.split(","):
            out = root / f"out-{name}"
            exporter = [sys.executable, "-m", "exporter.cli", "build", str(root / "vault")]
            ours = _measured([*exporter, "--to", name, "--out", str(out), "--quiet"], root)
            _show(f"exporter, {name}", ours, out / f"Book.{name}")
            if name in ("epub", "html"):
                made = root / f"book.{name}"
                pandoc = [pypandoc.get_pandoc_path(), "--from", DIALECTS["obsidian"], "--toc"]
                pandoc += ["--metadata", "title=Book", "--output", str(made), *map(str, notes)]
                _show(f"pandoc, {name}", _measured(pandoc, root / "vault"), made)


def _chapters(vault: Path, count: int) -> list[Path]:
    """The vault's notes, made `count` by leaving out or by copying."""
    notes = [vault / note for note in sorted(discover(vault).notes, key=natural)]
    for note in notes[count:]:
        note.unlink()
    notes = notes[:count]
    for number in range(count - len(notes)):
        note = notes[number]
        copy = note.with_name(f"{note.stem} {number}{note.suffix}")
        shutil.copyfile(note, copy)
        notes.append(copy)
    return notes


def _measured(command: Sequence[str], folder: Path) -> Cost:
    began, peak = time.perf_counter(), 0
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while process.poll() is None:
        peak = max(peak, _memory(process.pid))
        time.sleep(0.2)
    return Cost(time.perf_counter() - began, peak)


def _memory(process: int) -> int:
    """The proportional set size of a process and all below it, in bytes (Linux, proc(5))."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0  # it is gone
    own = sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return own + sum(_memory(int(child)) for child in children)


def _show(name: str, cost: Cost, made: Path) -> None:
    size = f"{made.stat().st_size / 1e6:.1f} MB" if made.exists() else "nothing was made"
    print(f"{name:16}{cost.seconds:7.1f} s{cost.memory / 2**20:8.0f} MiB   {size}")


if __name__ == "__main__":
    main()
