"""Notes as they were lifted, kept in the project from build to build: most of the time that a note
takes is Pandoc's. Files are called after what was lifted: an earlier text is found again."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import msgspec

from exporter import store
from exporter.diagnostics import Diagnostic
from exporter.model.nodes import Blocks


class Shelf(NamedTuple):
    """Where they are kept; `stamp` is that of the program and its engines (`versions.stamp`)."""

    store: store.Store
    stamp: str


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """The blocks of a note, and what was found as they were lifted. `key` says what from."""

    key: str
    blocks: Blocks
    found: tuple[Diagnostic, ...]


_decoder = msgspec.msgpack.Decoder(Kept)


def shelf_of(root: Path, stamp: str) -> Shelf | None:
    """The shelf of a project; None where nothing can be written there."""
    kept = store.store_of(root, "notes")
    return Shelf(kept, stamp) if kept else None


def find(shelf: Shelf, key: str) -> Kept | None:
    """A note as it was lifted from what `key` says; None where it has to be lifted again."""
    data = store.read(shelf.store, key)
    if data is None:
        return None
    try:
        kept = _decoder.decode(data)
    except msgspec.MsgspecError:
        return None
    store.used(shelf.store, key)
    return kept if kept.key == key else None


def keep(shelf: Shelf, kept: Kept) -> None:
    """Raises OSError."""
    store.write(shelf.store, kept.key, msgspec.msgpack.encode(kept))


def sweep(shelf: Shelf) -> None:
    """Keep no more than is of use."""
    store.bound(shelf.store)


def key_of(shelf: Shelf, *parts: object) -> str:
    """A hash of all that a note is lifted from."""
    data = msgspec.msgpack.encode((shelf.stamp, *parts))
    return blake2b(data, digest_size=16).hexdigest()
