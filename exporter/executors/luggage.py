"""Files that tasks read, as they go along to a computer that does not have them."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

# Bytes of files that travel together; one that is larger travels alone
BUNDLE = 8_000_000


class Folder(msgspec.Struct, frozen=True):
    """A folder that tasks read: `files` are those in it, by their names below it with forward
    slashes, each with its time (nanoseconds) and its size (bytes)."""

    path: str
    files: dict[str, tuple[int, int]]

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(size for _, size in self.files.values())


class _Packed(msgspec.Struct, frozen=True, array_like=True):
    """A file on its way; `folder` is the position of its own, `mtime` nanoseconds."""

    folder: int
    name: str
    mtime: int
    data: bytes


def folder_of(path: Path, names: Iterable[str]) -> Folder:
    """A folder with those of the files that are there."""
    files: dict[str, tuple[int, int]] = {}
    for name in names:
        if (now := _stat(path, name)) is not None:
            files[name] = now
    return Folder(str(path), files)


def is_here(folder: Folder) -> bool:
    """Whether this computer has a folder at its path, with the same files: it is shared, or was
    copied with the times of its files."""
    return all(_stat(Path(folder.path), name) == known for name, known in folder.files.items())


def packed(folders: Sequence[Folder]) -> Iterator[bytes]:
    """All files of the folders, some at a time. A file that is gone meanwhile is left out."""
    together: list[_Packed] = []
    size = 0
    for file in _read(folders):
        if together and size + len(file.data) > BUNDLE:
            yield _bundle(together)
            together, size = [], 0
        together.append(file)
        size += len(file.data)
    if together:
        yield _bundle(together)


def unpack(bundles: Iterable[bytes], into: Path, wanted: Mapping[int, str]) -> None:
    """Write the files of those folders, which are named by their positions, below `into`, with the
    times that they had. Raises OSError."""
    for bundle in bundles:
        for file in msgspec.msgpack.decode(zlib.decompress(bundle), type=list[_Packed]):
            if file.folder in wanted:
                target = into / wanted[file.folder] / file.name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.data)
                # what shows the day of its last change shows the same there
                os.utime(target, ns=(file.mtime, file.mtime))


def _read(folders: Sequence[Folder]) -> Iterator[_Packed]:
    for position, folder in enumerate(folders):
        for name, (mtime, _) in folder.files.items():
            try:
                yield _Packed(position, name, mtime, Path(folder.path, name).read_bytes())
            except OSError:
                continue


def _bundle(files: Sequence[_Packed]) -> bytes:
    # pictures do not get smaller, and text hardly by more than the least that one can do
    return zlib.compress(msgspec.msgpack.encode(files), level=1)


def _stat(folder: Path, name: str) -> tuple[int, int] | None:
    try:
        status = os.stat(folder / name)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
