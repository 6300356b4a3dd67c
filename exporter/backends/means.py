"""What a backend may use beside the edition and the theme."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Means(NamedTuple):
    """`jobs` are the processes that it may start. In a store of the project in `root` it may keep
    what later builds can use, as long as they have the same `stamp`: our version and those of what
    we build with."""

    jobs: int = 1
    root: Path | None = None
    stamp: str = ""


ALONE = Means()
