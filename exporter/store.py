"""What is kept between builds, in a folder of the project: files that say what they were made from,
in their names or in themselves, and are sealed: the folder may have come with the vault.

Whoever removes the folder loses nothing but time.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple

from exporter.files import contents
from exporter.seal import sealed, unsealed

FOLDER = ".exporter"
NEW = ".new-"
# Seconds after which nobody writes at a file any more
ABANDONED = 3600
# Bytes that files may have together that nobody asks for by name: 20,000 notes take a tenth
MOST = 1_000_000_000
# Seconds
HOUR, MONTH = 3600, 30 * 24 * 3600


class Store(NamedTuple):
    """A folder of such files."""

    folder: Path


def store_of(root: Path, *parts: str) -> Store | None:
    """A store in a project; None where nothing can be written there, or where a link leads to."""
    top = root / FOLDER
    folder = top.joinpath(*parts)
    if not is_ours(folder, root):
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # git, and what looks at its files, leaves the folder alone
        with suppress(FileExistsError), open(top / ".gitignore", "xb") as file:
            file.write(b"*\n")
    except OSError:
        return None
    return Store(folder) if os.access(folder, os.W_OK) else None


def is_ours(folder: Path, root: Path) -> bool:
    """Whether it is where its name says. What is old in it is removed: by a link, that would be the
    files of somewhere else."""
    return os.path.realpath(folder) == os.path.join(
        os.path.realpath(root), folder.relative_to(root)
    )


def read(store: Store, name: str) -> bytes | None:
    """What was written under that name; None where that is nothing, or is torn or not ours."""
    try:
        return unsealed(contents(store.folder / name, store.folder))
    except OSError:
        return None


def write(store: Store, name: str, data: bytes) -> None:
    """Whole or not at all: others may read and write at the same time. Raises OSError."""
    with NamedTemporaryFile(dir=store.folder, prefix=NEW, delete=False) as file:
        try:
            file.write(sealed(data))
            file.close()
            os.replace(file.name, store.folder / name)
        except BaseException:
            with suppress(OSError):
                os.unlink(file.name)
            raise


def used(store: Store, name: str) -> None:
    """Note that a file is of use, for `bound`: to the hour, as each note costs nothing here."""
    with suppress(OSError):
        file = store.folder / name
        if time.time() - file.stat().st_mtime > HOUR:
            os.utime(file)


def bound(store: Store) -> None:
    """Remove what was of no use for a month, and what lies longest where all is too much."""
    files: list[tuple[float, int, str]] = []
    with suppress(OSError), os.scandir(store.folder) as entries:
        for entry in entries:
            status = entry.stat()
            files.append((status.st_mtime, status.st_size, entry.path))
    room, oldest = MOST, time.time() - MONTH
    for last, size, file in sorted(files, reverse=True):
        room -= size
        if room < 0 or last < oldest:
            with suppress(OSError):
                os.unlink(file)


def sweep(store: Store, kept: Collection[str]) -> None:
    """Remove all but those files."""
    for file in store.folder.iterdir():
        if file.name in kept or not file.is_file():
            continue
        with suppress(OSError):
            # another build may be writing it
            if not file.name.startswith(NEW) or time.time() - file.stat().st_mtime > ABANDONED:
                file.unlink()
