"""An out folder brought to an address: `s3://bucket/folder`, and whatever else fsspec has a package
for.

Builds write to a folder of this computer, which says what is made already. What of it is not at
the address is brought there when all is done; one that could not be reached gets the rest the next
time.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from exporter import store
from exporter.errors import RenderError, UsageError
from exporter.files import contents
from exporter.output.stamps import Disk, Stamp, stamp
from exporter.output.writer import retract, send, write
from exporter.seal import sealed, unsealed

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

RECORD = ".exporter.delivered"
# Files that are sent before it is written down that they were
TOGETHER = 500


def is_address(text: str) -> bool:
    """Whether it names a place in a store, and no folder of this computer."""
    return "://" in text


class Delivery:
    """The files of a project at an address, and the folder of this computer that they come from."""

    def __init__(self, address: str, root: Path) -> None:
        """Raises UsageError where nothing can be brought to the address."""
        self.address = address.rstrip("/")
        self._files, self._top = _opened(self.address)
        name = blake2b(self.address.encode(), digest_size=8).hexdigest()
        kept = store.store_of(root, "out", name)
        if kept is None:
            raise UsageError(
                f"nothing can be kept in {root / store.FOLDER}",
                f"what goes to {self.address} is made there before: let it be written to",
            )
        self.folder = kept.folder

    def deliver(self) -> None:
        """Bring there what is not there, and take away what is no more. Raises RenderError."""
        there, disk = self._there(), Disk()
        names = sorted(_public(self.folder))
        new = [
            name
            for name in names
            if name not in there or not disk.is_same(str(self.folder / name), there[name])
        ]
        try:
            for first in range(0, len(new), TOGETHER):
                together = new[first : first + TOGETHER]
                send(self.folder, together, self._files, self._top)
                there |= {name: stamp(self.folder / name) for name in together}
                self._keep(there)
            gone = there.keys() - set(names)
            retract(gone, self._files, self._top)
            kept = {name: there[name] for name in names}
            if gone or disk.touched:
                self._keep(kept)
        except Exception as error:  # a store has errors of its own, and says little with them
            raise RenderError(
                f"not all could be brought to {self.address}: {_words(error)}",
                "build again: what is there already is not sent twice",
            ) from error

    def _there(self) -> dict[str, Stamp]:
        """The files that were brought there, as they lay here then."""
        try:
            data = unsealed(contents(self.folder / RECORD, self.folder)) or b""
            return msgspec.msgpack.decode(data, type=dict[str, Stamp])
        except (OSError, msgspec.MsgspecError):
            return {}

    def _keep(self, there: dict[str, Stamp]) -> None:
        write(self.folder, RECORD, sealed(msgspec.msgpack.encode(there)))


def _opened(address: str) -> tuple[AbstractFileSystem, str]:
    scheme, _, place = address.partition("://")
    if not scheme or not place.strip("/"):
        raise UsageError(f"{address} names no place in a store", _STORE)
    if scheme in ("http", "https"):
        raise UsageError(f"{address} is an address that can only be read", _STORE)
    try:
        import fsspec
        from fsspec.implementations.local import LocalFileSystem
    except ImportError as error:
        raise UsageError(_LACKING.format(address), _INSTALL) from error
    try:
        # one of its own: what a cached one knows of the store and of passwords may be past
        files, top = fsspec.url_to_fs(address, skip_instance_cache=True)
        if isinstance(files, LocalFileSystem):
            raise UsageError(f"{address} is a folder of this computer", f"name it so: --out {top}")
        _check_bucket(files, top.partition("/")[0], address)
    except UsageError:
        raise
    except ImportError as error:
        raise UsageError(f"{_LACKING.format(address)}: {error}", _INSTALL) from error
    except Exception as error:  # a store has errors of its own
        raise UsageError(f"{address} can't be reached: {_words(error)}", _REACH) from error
    return files, top


def _check_bucket(files: AbstractFileSystem, bucket: str, address: str) -> None:
    try:
        if bucket:
            with suppress(PermissionError):  # who may write need not be told what is there
                files.info(bucket)
    except FileNotFoundError as error:
        raise UsageError(f"there is no bucket “{bucket}” for {address}", "make it first") from error


_STORE = "a store is named as in s3://bucket/folder"
_LACKING = "what is needed for {} is not installed"
_INSTALL = 'for s3://, pip install "exporter[s3]"; fsspec names the package of any other store'
_REACH = "its name, password and region come from where its own tools have them, as AWS_PROFILE"


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__


def _public(folder: Path) -> Iterable[str]:
    """All but our own records, and what a site is bound from."""
    for top in folder.iterdir():
        if not top.name.startswith("."):
            files = [top] if top.is_file() else top.rglob("*")
            yield from (each.relative_to(folder).as_posix() for each in files if each.is_file())
