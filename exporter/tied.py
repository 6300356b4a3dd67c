"""Processes that end with the one that began them, however that ends."""

from __future__ import annotations

import ctypes
import signal
import sys

_PR_SET_PDEATHSIG = 1
# looked up here: between fork and exec, nothing may be loaded
_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


def tie() -> None:
    """Tie this process's life to the thread that began it: not even `kill -9` of that one's process
    leaves this behind (prctl(2)). Only Linux can; elsewhere nothing is done."""
    if _prctl:
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


# What `subprocess` calls in a child that is to be tied: it takes nothing of the kind on Windows
TYING = tie if _prctl else None
