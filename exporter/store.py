"""What is kept between builds, in a folder of the project: files by names that say all that they
were made from.

Whoever removes the folder loses nothing but time.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple

FOLDER = ".exporter"


class Store(NamedTuple):
    """A folder of such files."""

    folder: Path


def store_of(root: Path, *parts: str) -> Store | None:
    """A store in a project; None where nothing can be written there."""
    top = root / FOLDER
    folder = top.joinpath(*parts)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # git, and what looks at its files, leaves the folder alone
        if not (top / ".gitignore").exists():
            write(Store(top), ".gitignore", b"*\n")
    except OSError:
        return None
    return Store(folder) if os.access(folder, os.W_OK) else None


def read(store: Store, name: str) -> bytes | None:
    try:
        return (store.folder / name).read_bytes()
    except OSError:
        return None


def write(store: Store, name: str, data: bytes) -> None:
    """Whole or not at all: others may read and write at the same time. Raises OSError."""
    with NamedTemporaryFile(dir=store.folder, prefix=".new-", delete=False) as file:
        try:
            file.write(data)
            file.close()
            os.replace(file.name, store.folder / name)
        except BaseException:
            with suppress(OSError):
                os.unlink(file.name)
            raise


def sweep(store: Store, kept: Collection[str]) -> None:
    """Remove all but those files."""
    for file in store.folder.iterdir():
        if file.name not in kept and file.is_file():
            with suppress(OSError):
                file.unlink()
