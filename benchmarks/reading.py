"""The reader alone: notes into documents, against one `pandoc` process a note.

`pandoc` reads the same text with the same extensions and writes its own JSON; ours splits front
matter, reads through the long-lived child, and lifts the tree into the model: in one process, and
in as many as there are processors, as a build does.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path

import pypandoc

from benchmarks import vaults
from benchmarks.figures import EXPORTER, Row
from exporter.config import Build
from exporter.executors import Workers, run_tasks
from exporter.source.note import open_note, read
from exporter.source.pandoc import DIALECTS, Reader
from exporter.source.vault import discover

# Notes that a process takes at a time
TOGETHER = 20
PANDOC = "pandoc, a process a note"


def measure(work: Path, *, quick: bool) -> Iterator[Row]:
    """The rows as they are found; of a tenth of the notes where it is to be `quick`."""
    root = work / "garden"
    vaults.garden(root, 93 if quick else 925)
    paths, jobs = discover(root).notes, os.cpu_count() or 1
    # in turns, so that a machine that is busy for a while is so for all
    ways: dict[tuple[str, int], Callable[[Sequence[str]], None]] = {
        (PANDOC, 1): partial(_with_pandoc, root),
        (EXPORTER, 1): partial(_read, root),
        (EXPORTER, jobs): partial(_in_parallel, root, jobs),
    }
    spent = dict.fromkeys(ways, 0.0)
    for start in range(5):
        for name, read_some in ways.items():
            began = time.perf_counter()
            read_some(paths[start::5])
            spent[name] += time.perf_counter() - began
    for (way, processes), seconds in spent.items():
        yield Row(way, "", len(paths), seconds, "read", processes)


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
    for _ in run_tasks(partial(_read, root), parts, Workers(jobs, 600)):
        pass
