"""Reading a file that may be a stranger's: a link out of its folder, a pipe, or far too large."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def contents(file: Path, within: Path, most: int | None = None) -> bytes:
    """The bytes of a regular file that lies in a folder, of `most` bytes at most.

    Raises OSError for all else. A pipe is not waited for.
    """
    folder, target = os.path.realpath(within), os.path.realpath(file)
    if not target.startswith(os.path.join(folder, "")):
        raise _refused(errno.EPERM, "it is a link that leads out of its folder")
    handle = os.open(target, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as stream:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise _refused(errno.EINVAL, "it is no regular file")
        if most is not None and status.st_size > most:
            raise _refused(errno.EFBIG, f"it is larger than {most:,} bytes")
        return stream.read()


def lies_in(path: Path, folder: Path) -> bool:
    """Whether a path, with all links followed, is that folder or lies in it."""
    inside = os.path.join(os.path.realpath(folder), "")
    return os.path.join(os.path.realpath(path), "").startswith(inside)


def _refused(number: int, why: str) -> OSError:
    return OSError(number, why)
