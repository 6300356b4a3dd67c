"""One book of many notes: time and memory, against one `pandoc` command for the same notes.

The notes of a folder, and numbered copies of them where more are asked for, are the chapters.
Memory is the proportional set size of all processes together, looked at five times a second.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pypandoc

from benchmarks.cost import Cost, measured
from exporter.publication.names import natural
from exporter.source.pandoc import DIALECTS
from exporter.source.vault import discover
from exporter.store import FOLDER


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
            shutil.rmtree(root / "vault" / FOLDER, ignore_errors=True)
            exporter = [sys.executable, "-m", "exporter.cli", "build", str(root / "vault")]
            ours = measured([*exporter, "--to", name, "--out", str(out), "--quiet"], root)
            _show(f"exporter, {name}", ours, out / f"Book.{name}")
            if name in ("epub", "html"):
                made = root / f"book.{name}"
                pandoc = [pypandoc.get_pandoc_path(), "--from", DIALECTS["obsidian"], "--toc"]
                pandoc += ["--metadata", "title=Book", "--output", str(made), *map(str, notes)]
                _show(f"pandoc, {name}", measured(pandoc, root / "vault"), made)


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


def _show(name: str, cost: Cost, made: Path) -> None:
    size = f"{made.stat().st_size / 1e6:.1f} MB" if made.exists() else "nothing was made"
    print(f"{name:16}{cost.seconds:7.1f} s{cost.memory / 2**20:8.0f} MiB   {size}")


if __name__ == "__main__":
    main()
