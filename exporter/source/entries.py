"""What the index keeps of every note of a vault, from front matter alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from exporter.normalize.index import Entry
from exporter.normalize.title import file_title
from exporter.output.manifest import Seen
from exporter.source.note import entry, open_note
from exporter.source.vault import Vault


def look(vault: Vault, known: Mapping[str, Seen]) -> dict[str, Seen]:
    """The entry of each note; a note that did not change since it was `known` is not opened."""
    root = Path(vault.root)
    seen: dict[str, Seen] = {}
    for path in vault.notes:
        try:
            status = os.stat(f"{vault.root}/{path}")
        except OSError:
            continue
        old = known.get(path)
        if old and (old.mtime, old.size) == (status.st_mtime_ns, status.st_size):
            seen[path] = old
        else:
            seen[path] = Seen(status.st_mtime_ns, status.st_size, _entry(root, path))
    return seen


def _entry(root: Path, path: str) -> Entry:
    try:
        return entry(open_note(root, path))
    except Exception:  # noqa: BLE001 - one note's accident is not the vault's
        # said where the note itself is made; other notes may still link to it
        return Entry(path, file_title(path))


def front_matter(root: str) -> Callable[[str], Mapping[str, Any]]:
    """What reads the front matter of a note, as it stands there; none where it can't be read."""
    return partial(_front_matter, Path(root))


def _front_matter(root: Path, path: str) -> Mapping[str, Any]:
    try:
        return open_note(root, path).split.values
    except Exception:  # noqa: BLE001 - see above
        return {}
