"""What a backend may use beside the edition and the theme."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from exporter.model.edition import PagePlace


class Means(NamedTuple):
    """`jobs` are the processes that it may start. In a store of the project in `root` it may keep
    what later builds can use, as long as they have the same `stamp`: our version and those of what
    we build with. `places` are those of the PDF that is made of the same, where there is one."""

    jobs: int = 1
    root: Path | None = None
    stamp: str = ""
    places: tuple[PagePlace, ...] = ()


ALONE = Means()
