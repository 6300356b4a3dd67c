"""Which file of a folder a request means: one that lies in it, and is nobody's secret."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from exporter.source.vault import is_in_sight


class Found(NamedTuple):
    """A file; or, with `folder`, a folder that was asked for as if it were a file."""

    file: Path
    folder: bool = False


def find(root: Path, path: str) -> Found | None:
    """The file below `root` that a path (decoded, no slash in front) means.

    None for what is not there and for what nobody is to see: what lies elsewhere, by `..`, by a
    link or by another system's slashes, and what is hidden.
    """
    parts = path.split("/")
    if parts[-1] == "":
        parts[-1] = "index.html"
    if any(not part or part.startswith(".") or not _plain(part) for part in parts):
        return None
    top = os.path.realpath(root)
    file = Path(os.path.realpath(os.path.join(top, *parts)))
    if not is_in_sight(file, Path(top)):
        return None
    if file.is_file():
        return Found(file)
    return Found(file, folder=True) if (file / "index.html").is_file() else None


def _plain(part: str) -> bool:
    # a colon is a drive or a stream on Windows
    return part.isprintable() and not any(each in part for each in "\\:")
