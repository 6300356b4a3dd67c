"""Which file of a folder a request means: one that lies in it, and is nobody's secret."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple


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
    file = os.path.realpath(os.path.join(top, *parts))
    if not file.startswith(top + os.sep):
        return None
    below = file[len(top) + 1 :]
    if any(part.startswith(".") for part in below.split(os.sep)):
        return None
    if os.path.isfile(file):
        return Found(Path(file))
    if os.path.isfile(os.path.join(file, "index.html")):
        return Found(Path(file), folder=True)
    return None


def _plain(part: str) -> bool:
    # a colon is a drive or a stream on Windows
    return part.isprintable() and not any(each in part for each in "\\:")
