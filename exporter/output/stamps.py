"""Files as they were: by time and size where that is enough, else by what they hold."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec


class Stamp(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A file as it was: nanoseconds, bytes, and the hash of its content. `ctime` is when it came to
    be what it is under that name: what was unpacked or copied may have the time of another."""

    mtime: int
    size: int
    digest: str
    ctime: int = 0


# Of what was no file
ABSENT = Stamp(0, -1, "")
# Of what can't be read: it never counts as unchanged
UNREADABLE = Stamp(0, -2, "")


def times(status: os.stat_result) -> tuple[int, int, int]:
    """What tells without reading it that a file is what it was (`Stamp`): nanoseconds, bytes."""
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size


def stamp(file: Path) -> Stamp:
    """The file as it is now. Raises OSError where it can't be read."""
    status = file.stat()
    return Stamp(status.st_mtime_ns, status.st_size, digest(file.read_bytes()), status.st_ctime_ns)


def stamp_of(file: Path, data: bytes) -> Stamp:
    """The file to which those bytes were just written. Raises OSError where it is gone."""
    status = file.stat()
    return Stamp(status.st_mtime_ns, len(data), digest(data), status.st_ctime_ns)


def stamps(files: Iterable[Path]) -> dict[str, Stamp]:
    """The files as they are now, by their paths; also those that are not there."""
    return {str(file): _stamp(file) for file in files}


def _stamp(file: Path) -> Stamp:
    if not file.is_file():
        return ABSENT
    try:
        return stamp(file)
    except OSError:
        return UNREADABLE


def digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


class Disk:
    """Files as they are now, by their paths below `root` or absolute ones; each is looked at once.
    `touched` are those that hold what they held, though they were written since."""

    def __init__(self, root: str = "") -> None:
        self._root = root
        self._same: dict[tuple[str, Stamp], bool] = {}
        self.touched: dict[str, Stamp] = {}

    def is_same(self, file: str, known: Stamp) -> bool:
        """Whether a file holds what it held."""
        asked = (file, known)
        if asked not in self._same:
            self._same[asked] = self._is_same(file, known)
        return self._same[asked]

    def _is_same(self, file: str, known: Stamp) -> bool:
        path = os.path.join(self._root, file)
        try:
            status = os.stat(path)
            if times(status) == (known.mtime, known.ctime, known.size):
                return True
            if status.st_size != known.size:
                return False
            now = stamp(Path(path))
        except OSError:
            return known == ABSENT and not os.path.isfile(path)
        if now.digest != known.digest:
            return False
        self.touched[file] = now
        return True

    def refreshed(self, known: Mapping[str, Stamp]) -> dict[str, Stamp]:
        """Stamps with the times that files have now, where they hold the same."""
        if self.touched.keys().isdisjoint(known):
            return dict(known)
        now = {file: self.touched.get(file, old) for file, old in known.items()}
        return {
            file: now[file] if now[file].digest == old.digest else old
            for file, old in known.items()
        }
