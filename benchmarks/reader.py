"""The reader alone: notes into documents, against one `pandoc` process a note.

`pandoc` reads the same text with the same extensions and writes its own JSON; ours splits front
matter, reads through the long-lived child, and lifts the tree into the model: in one process, and
in as many as there are processors, as a build does.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import time
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path

import pypandoc

from exporter.config import Build
from exporter.executors import run_tasks
from exporter.source.note import open_note, read
from exporter.source.pandoc import DIALECTS, Reader
from exporter.source.vault import discover

# Notes that a process takes at a time
TOGETHER = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notes", type=Path, metavar="DIR")
    parser.add_argument("--count", type=int, metavar="N", help="so many, at even distances")
    arguments = parser.parse_args()
    root: Path = arguments.notes.resolve()
    paths = discover(root).notes
    paths = paths[:: max(1, len(paths) // (arguments.count or len(paths)))]
    jobs = os.cpu_count() or 1
    # in turns, so that a machine that is busy for a while is so for all
    ways: dict[str, Callable[[Sequence[str]], None]] = {
        "pandoc, a process a note": partial(_with_pandoc, root),
        "exporter, one process": partial(_read, root),
        f"exporter, {jobs} processes": partial(_in_parallel, root, jobs),
    }
    spent = dict.fromkeys(ways, 0.0)
    for start in range(5):
        for name, way in ways.items():
            began = time.perf_counter()
            way(paths[start::5])
            spent[name] += time.perf_counter() - began
    slowest = max(spent.values())
    for name, seconds in spent.items():
        speed = len(paths) / seconds
        print(f"{name:28}{speed:6.0f} notes a second{slowest / seconds:8.1f} times")


def _with_pandoc(root: Path, paths: Sequence[str]) -> None:
    command = [pypandoc.get_pandoc_path(), "--from", DIALECTS["obsidian"], "--to", "json"]
    for path in paths:
        text = open_note(root, path).split.body.encode()
        subprocess.run(command, input=text, stdout=subprocess.DEVNULL, check=True)


def _read(root: Path, paths: Sequence[str]) -> None:
    for path in paths:
        read(open_note(root, path), _reader(), Build())


@cache
def _reader() -> Reader:
    return Reader()


def _in_parallel(root: Path, jobs: int, paths: Sequence[str]) -> None:
    parts = [paths[start : start + TOGETHER] for start in range(0, len(paths), TOGETHER)]
    for _ in run_tasks(partial(_read, root), parts, jobs=jobs, timeout=600):
        pass


if __name__ == "__main__":
    main()
