"""One bound of memory for a process and the Pandoc that works for it (`--memory`).

The bound is the hard limit of both (setrlimit(2), RLIMIT_DATA). They work one at a time, and who
does may have what the other one leaves. Where nothing is bound, or on another system than Linux,
nothing is done.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform == "linux":
    import resource

# A child that keeps more of the bound than this between two notes is better started anew
MOST = 0.5


@contextmanager
def lent(child: int) -> Iterator[None]:
    """Within, the child may have what this process leaves; then it is the other way round."""
    bound = _bound()
    if not bound:
        yield
        return
    _limit(child, bound - _data(os.getpid()), bound)
    try:
        yield
    finally:
        _limit(os.getpid(), bound - _data(child), bound)


def keeps_much(child: int) -> bool:
    """Whether a child that has nothing to do leaves too little to this process."""
    bound = _bound()
    return bool(bound) and _data(child) > bound * MOST


def regain() -> None:
    """This process has the bound to itself."""
    if bound := _bound():
        _limit(os.getpid(), bound, bound)


def _bound() -> int:
    """Bytes, 0 for none."""
    if sys.platform != "linux":
        return 0
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    return 0 if hard == resource.RLIM_INFINITY else hard


def _limit(process: int, soft: int, hard: int) -> None:
    if sys.platform == "linux":
        with suppress(ProcessLookupError):
            resource.prlimit(process, resource.RLIMIT_DATA, (max(0, soft), hard))


def _data(process: int) -> int:
    """Bytes that count for the limit (proc_pid_statm(5)); 0 where there is no such process."""
    try:
        pages = Path(f"/proc/{process}/statm").read_text().split()[5]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
