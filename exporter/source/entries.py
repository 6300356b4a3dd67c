"""What the index keeps of every note of a vault, from front matter alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from exporter.executors import TaskFailure, Workers, run_tasks
from exporter.normalize.index import Entry
from exporter.normalize.title import file_title
from exporter.output.manifest import Seen
from exporter.output.stamps import times
from exporter.source.vault import Vault

# Notes that are worth processes of their own, some 0.3 ms each, and how many one has at a time
MANY = 5000
TOGETHER = 500
# Seconds for these
PATIENCE = 300.0


def look(vault: Vault, known: Mapping[str, Seen], jobs: int = 1) -> dict[str, Seen]:
    """The entry of each note; a note that did not change since it was `known` is not opened. Where
    many have to be, `jobs` processes do it, each some at a time."""
    seen: dict[str, Seen] = {}
    changed: dict[str, os.stat_result] = {}
    for path in vault.notes:
        try:
            status = os.stat(f"{vault.root}/{path}")
        except OSError:
            continue
        old = known.get(path)
        if old and (old.mtime, old.ctime, old.size) == times(status):
            seen[path] = old
        else:
            changed[path] = status
    for found, is_read in _entries(Path(vault.root), list(changed), jobs):
        status = changed[found.path]
        # what can't be read may be another time, without another time of its own
        mtime, ctime, size = times(status)
        seen[found.path] = Seen(mtime if is_read else 0, size, found, ctime)
    return {path: seen[path] for path in vault.notes if path in seen}


def _entries(root: Path, paths: Sequence[str], jobs: int) -> Iterator[tuple[Entry, bool]]:
    read = partial(_read, root)
    if jobs == 1 or len(paths) < MANY:
        yield from read(paths)
        return
    parts = [paths[first : first + TOGETHER] for first in range(0, len(paths), TOGETHER)]
    for position, found in run_tasks(read, parts, Workers(jobs, PATIENCE)):
        # a process that had no result was short of time or memory; here there is as much as ever
        yield from read(parts[position]) if isinstance(found, TaskFailure) else found


def _read(root: Path, paths: Sequence[str]) -> list[tuple[Entry, bool]]:
    return [_entry(root, path) for path in paths]


def _entry(root: Path, path: str) -> tuple[Entry, bool]:
    """The entry of a note, and whether it could be read."""
    from exporter.source.note import entry, open_note

    try:
        return entry(open_note(root, path)), True
    except Exception:  # noqa: BLE001 - one note's accident is not the vault's
        # said where the note itself is made; other notes may still link to it
        return Entry(path, file_title(path)), False


def front_matter(root: str) -> Callable[[str], Mapping[str, Any]]:
    """What reads the front matter of a note, as it stands there; none where it can't be read."""
    return partial(_front_matter, Path(root))


def _front_matter(root: Path, path: str) -> Mapping[str, Any]:
    from exporter.source.note import open_note

    try:
        return open_note(root, path).split.values
    except Exception:  # noqa: BLE001 - see above
        return {}
