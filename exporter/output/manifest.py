"""The build manifest: what each output was made from, so that only what changed is made again.

It lies in the out folder, which it describes: whoever removes that folder removes it too. It is
sealed: one that came with a vault could say that a stranger's pages are what its notes make.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from exporter.diagnostics import Diagnostic
from exporter.files import contents
from exporter.normalize.index import Entry
from exporter.output.writer import write
from exporter.seal import sealed, unsealed

NAME = ".exporter.build"


class Stamp(msgspec.Struct, frozen=True, array_like=True):
    """A file as it was: nanoseconds, bytes, and the hash of its content."""

    mtime: int
    size: int
    digest: str


class Made(msgspec.Struct, frozen=True, omit_defaults=True):
    """One artifact: the key of what it was made with, its sources and its files by their paths."""

    key: str
    sources: dict[str, Stamp]
    files: dict[str, Stamp]
    pages: int | None = None
    diagnostics: tuple[Diagnostic, ...] = ()


class Seen(msgspec.Struct, frozen=True, array_like=True):
    """What the index keeps of a note, and the note's time (nanoseconds) and size (bytes) then."""

    mtime: int
    size: int
    entry: Entry


class Manifest(msgspec.Struct, frozen=True, omit_defaults=True):
    """Artifacts by `format:name`, and notes by their vault paths.

    `kept` are the fields that the index kept of a note: once there are others, all are read anew.
    """

    made: dict[str, Made] = {}
    notes: dict[str, Seen] = {}
    kept: tuple[str, ...] = ()


def load(out: Path) -> Manifest:
    """The manifest of an out folder; an empty one where there is none of ours."""
    try:
        found = msgspec.json.decode(unsealed(contents(out / NAME, out)) or b"", type=Manifest)
    except (OSError, msgspec.MsgspecError):
        return Manifest()
    current = found.kept == Entry.__struct_fields__
    return found if current else msgspec.structs.replace(found, notes={})


def is_ours(out: Path) -> bool:
    """Whether we have written to an out folder before."""
    try:
        return unsealed(contents(out / NAME, out)) is not None
    except OSError:
        return False


def save(out: Path, manifest: Manifest) -> None:
    """Raises RenderError where it can't be written."""
    whole = msgspec.structs.replace(manifest, kept=Entry.__struct_fields__)
    write(out, NAME, sealed(msgspec.json.encode(whole)))


def stamp(file: Path) -> Stamp:
    """The file as it is now. Raises OSError where it can't be read."""
    status = file.stat()
    return Stamp(status.st_mtime_ns, status.st_size, digest(file.read_bytes()))


def stamps(files: Iterable[Path]) -> dict[str, Stamp]:
    """The files as they are now; one that can't be read never counts as unchanged."""
    return {str(file): _stamp_if_readable(file) for file in files if file.is_file()}


def _stamp_if_readable(file: Path) -> Stamp:
    try:
        return stamp(file)
    except OSError:
        return Stamp(0, 0, "")


def digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def is_current(made: Made | None, key: str) -> bool:
    """Whether an artifact is what a build would make again."""
    return made is not None and made.key == key and _same(made.sources) and _same(made.files)


def _same(known: Mapping[str, Stamp]) -> bool:
    return all(_unchanged(file, stamp) for file, stamp in known.items())


def _unchanged(file: str, known: Stamp) -> bool:
    try:
        status = os.stat(file)
        if (status.st_mtime_ns, status.st_size) == (known.mtime, known.size):
            return True
        # a file that was only touched is the same
        return status.st_size == known.size and digest(Path(file).read_bytes()) == known.digest
    except OSError:
        return False
