"""The build manifest: what each output was made from, so that only what changed is made again.

It lies in the out folder, which it describes: whoever removes that folder removes it too. It is
sealed: one that came with a vault could say that a stranger's pages are what its notes make.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from exporter.diagnostics import Diagnostic
from exporter.files import contents
from exporter.normalize.index import Entry
from exporter.output.stamps import Stamp, digest
from exporter.output.trace import Trace
from exporter.output.writer import write
from exporter.seal import sealed, unsealed

NAME = ".exporter.build"
T = TypeVar("T")


class Made(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One artifact, made for the note, the book or the digest `source`; it was asked for by its
    name where it is `named`, as the project does not publish it by itself.

    `key` names what it was made with and `trace` what it was made from, among those of the
    manifest; `own` is the key of its job, `plan` what its project is called (`plan_name`). `files`
    are its files below the out folder.
    """

    source: str
    key: str
    own: str
    trace: str
    plan: str
    files: dict[str, Stamp]
    pages: int | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    named: bool = False


class Seen(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What the index keeps of a note, and the note's times (nanoseconds) and size (bytes) then."""

    mtime: int
    size: int
    entry: Entry
    ctime: int = 0


class Manifest(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Artifacts by `format:name`, and notes by their vault paths.

    `keys` and `traces` are what artifacts have in common, `worlds` the hash of all that could be
    asked when a trace was last found to hold. `pages` are those of the notes. `kept` are the fields
    that the index kept of a note: once there are others, all are read anew.
    """

    made: dict[str, Made] = {}
    notes: dict[str, Seen] = {}
    keys: dict[str, dict[str, str]] = {}
    traces: dict[str, Trace] = {}
    worlds: dict[str, str] = {}
    pages: dict[str, str] = {}
    kept: tuple[str, ...] = ()


def load(out: Path) -> Manifest:
    """The manifest of an out folder; an empty one where there is none of ours."""
    try:
        found = msgspec.msgpack.decode(unsealed(contents(out / NAME, out)) or b"", type=Manifest)
    except (OSError, msgspec.MsgspecError):
        return Manifest()
    current = found.kept == Entry.__struct_fields__
    return found if current else msgspec.structs.replace(found, notes={})


def mark(out: Path) -> tuple[int, int, int]:
    """What tells the manifest that is there from any that is written later: its place on the disk,
    its time and its size. Nothing where there is none."""
    try:
        status = os.stat(out / NAME)
    except OSError:
        return (0, 0, 0)
    return (status.st_ino, status.st_mtime_ns, status.st_size)


def is_ours(out: Path) -> bool:
    """Whether we have written to an out folder before."""
    try:
        return unsealed(contents(out / NAME, out)) is not None
    except OSError:
        return False


def claim(out: Path) -> None:
    """Make an out folder ours before anything is built into it. Raises RenderError where it can't
    be written."""
    if not is_ours(out):
        save(out, Manifest())


def save(out: Path, manifest: Manifest) -> None:
    """Raises RenderError where it can't be written."""
    used = [(made.key, made.trace) for made in manifest.made.values()]
    keys, traces = {key for key, _ in used}, {trace for _, trace in used}
    whole = msgspec.structs.replace(
        manifest,
        keys=_only(manifest.keys, keys),
        traces=_only(manifest.traces, traces),
        worlds=_only(manifest.worlds, traces),
        kept=Entry.__struct_fields__,
    )
    write(out, NAME, sealed(msgspec.msgpack.encode(whole)))


def name_of(value: object) -> str:
    """What a key or a trace is called in a manifest."""
    return digest(msgspec.msgpack.encode(value))


def _only(named: Mapping[str, T], names: set[str]) -> dict[str, T]:
    return {name: value for name, value in named.items() if name in names}
