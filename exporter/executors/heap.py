"""What a process gives back of its memory."""

from __future__ import annotations

import ctypes

# mallopt(3)
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
# Bytes of one thing that has pages of its own, and those that may lie idle at the end of the heap
OF_ITS_OWN, IDLE = 128 * 1024, 4 * 1024 * 1024


def give_back() -> None:
    """Have what was large go back to the system once it is not needed. From the first picture that
    it frees, glibc puts others of its size among small things that stay, and so keeps their room:
    a tenth of the memory of a worker. Elsewhere nothing is done."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(_M_MMAP_THRESHOLD, OF_ITS_OWN)
        mallopt(_M_TRIM_THRESHOLD, IDLE)
