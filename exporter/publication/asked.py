"""What of a project is asked for: the whole, or some of its files and folders."""

from __future__ import annotations

from collections.abc import Container, Sequence
from pathlib import Path
from typing import NamedTuple


class Asked(NamedTuple):
    """The files and folders that somebody named, all links in them followed; `is_whole` where these
    are none, or the project itself."""

    root: Path
    paths: frozenset[Path]
    is_whole: bool

    def names(self, path: str) -> bool:
        """Whether a file of the vault was named itself."""
        return bool(self.paths) and self.root / path in self.paths

    def holds(self, path: str) -> bool:
        """Whether a file or a folder of the vault is asked for: it was named, it lies in a folder
        that was, or all is."""
        if self.is_whole:
            return True
        file = self.root / path
        return file in self.paths or any(folder in self.paths for folder in file.parents)

    def left_out(self, notes: Container[str]) -> list[str]:
        """The files that were named, and are no notes of the vault."""
        files = (path for path in self.paths if path.is_relative_to(self.root) and path.is_file())
        named = (path.relative_to(self.root).as_posix() for path in files)
        return sorted(path for path in named if path not in notes)


def asked_for(root: str, paths: Sequence[Path]) -> Asked:
    """What those paths name of the project in `root`, a resolved path."""
    project, named = Path(root), frozenset(path.resolve() for path in paths)
    return Asked(project, named - {project}, not named or project in named)
