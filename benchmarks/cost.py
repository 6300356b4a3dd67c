"""What a command costs: time, and memory of all processes that it starts."""

from __future__ import annotations

import resource
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


class Cost(NamedTuple):
    """Seconds of wall-clock time and of all processors; `memory` is the peak in bytes."""

    seconds: float
    memory: int
    processor: float


def measured(command: Sequence[str], folder: Path) -> Cost:
    """Run a command in a folder, and wait for it; what it prints is lost."""
    began, spent, peak = time.perf_counter(), _processor_time(), 0
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while process.poll() is None:
        peak = max(peak, _memory(process.pid))
        time.sleep(0.2)
    return Cost(time.perf_counter() - began, peak, _processor_time() - spent)


def _processor_time() -> float:
    """Seconds of the children that have ended, and of theirs."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _memory(process: int) -> int:
    """The proportional set size of a process and all below it, in bytes (Linux, proc(5))."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0  # it is gone
    own = sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return own + sum(_memory(int(child)) for child in children)
