"""Writing: the one place that changes the out folder, or an address, whole files at a time."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from exporter.errors import RenderError
from exporter.files import lies_in

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

# What the names of files begin with until they are whole
NEW = ".exporter-"


def write(out: Path, name: str, data: bytes) -> Path:
    """Write `out/name` at one blow: a reader sees the old file or the new one, never a part.

    A file that has these bytes already is left as it is. Raises RenderError where the name leads
    out of the folder, or where the file can't be written.
    """
    folder = out.resolve()
    target = (folder / name).resolve()
    if target == folder or not lies_in(target, folder):
        raise RenderError(f"{name} would be written outside {out}")
    try:
        if _holds(target, data):
            return target
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, data)
    except OSError as error:
        raise RenderError(
            f"{target} can't be written: {error.strerror or error}",
            "choose another folder with --out, or free some room",
        ) from error
    except RecursionError as error:  # pathlib makes folders one within the other
        raise RenderError(
            f"it lies in {name.count('/'):,} folders, too many to be written", "move it up"
        ) from error
    return target


def remove(out: Path, files: Iterable[str], ours: tuple[str, ...]) -> None:
    """Remove files by their names below `out`, and the folders that are empty without them.

    Who says that we made them may be a stranger: none goes whose name does not begin with `ours`.
    """
    top = out.resolve()
    for name in files:
        file = (top / name).parent.resolve() / Path(name).name
        if not file.is_relative_to(top):
            continue
        below = file.relative_to(top)
        if below.as_posix().startswith(ours):
            with contextlib.suppress(OSError):
                file.unlink()
                for folder in below.parents[:-1]:
                    (top / folder).rmdir()


def send(out: Path, names: Sequence[str], files: AbstractFileSystem, top: str) -> None:
    """Write files of the out folder, by their names below it, to a store, below `top`: whole or not
    at all, as far as the store can do that. Raises whatever it raises."""
    # object stores put an object whole; others, in a transaction, write beside and rename
    with files.transaction:
        files.put([str(out / name) for name in names], [f"{top}/{name}" for name in names])


def retract(names: Iterable[str], files: AbstractFileSystem, top: str) -> None:
    """Remove files from a store, by their names below `top`. Raises whatever it raises."""
    for name in names:
        with contextlib.suppress(FileNotFoundError):
            files.rm_file(f"{top}/{name}")


def _holds(target: Path, data: bytes) -> bool:
    try:
        return target.stat().st_size == len(data) and target.read_bytes() == data
    except FileNotFoundError:
        return False


def _replace(target: Path, data: bytes) -> None:
    handle, temporary = tempfile.mkstemp(prefix=NEW, dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            # no fsync, which may cost more than making the file: what a power cut leaves torn is
            # not what the manifest says, and is made again
            stream.write(data)
        # mkstemp makes files that only their owner may read
        Path(temporary).chmod(0o666 & ~_umask())
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
