"""Several builds that write to one out folder at the same time, and what one that was killed left.

Locks are the system's (`flock`): they end with the process that holds them, however that ends.
Where there are none, as on Windows, builds have to go one after the other.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from exporter.output.writer import NEW

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

# Who holds it reads and writes the manifest
SAVING = ".exporter.lock"


@contextmanager
def building(out: Path) -> Iterator[None]:
    """Write to an out folder, perhaps beside others. Who is alone removes what was left half
    written."""
    with ExitStack() as held:
        with suppress(OSError):  # nothing can be written there: it is told of each artifact
            out.mkdir(parents=True, exist_ok=True)
            handle = _opened(out, os.O_RDONLY, held)
            if _lock(handle, alone=True):
                _sweep(out)
            _lock(handle, alone=False)
        yield


@contextmanager
def saving(out: Path) -> Iterator[None]:
    """Read and write what all builds of an out folder read and write, one after the other."""
    with ExitStack() as held:
        with suppress(OSError):
            if fcntl:
                # a link may have come with the vault, and through it a file be made elsewhere
                flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW
                fcntl.flock(_opened(out / SAVING, flags, held), fcntl.LOCK_EX)
        yield


def _opened(path: Path, flags: int, held: ExitStack) -> int:
    handle = os.open(path, flags, 0o666)
    held.callback(os.close, handle)
    return handle


def _lock(handle: int, *, alone: bool) -> bool:
    """Whether nobody else holds it, where one wants to be `alone`."""
    if not fcntl:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB if alone else fcntl.LOCK_SH)
    except BlockingIOError:
        return False
    return True


def _sweep(out: Path) -> None:
    for folder, _, files in os.walk(out):
        for name in files:
            if name.startswith(NEW):
                with suppress(OSError):
                    os.unlink(os.path.join(folder, name))
