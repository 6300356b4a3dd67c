"""What a command costs: time, and memory of all processes that it starts."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

# Seconds between two looks at the memory: what is short is looked at more often
SOON, INTERVAL = 0.02, 0.2
ROOT = Path(__file__).parents[1]
# prctl(2)
SET_CHILD_SUBREAPER = 36
# Modules are compiled once, as where they are installed; what `make bench` was given is not for the
# `make` that is measured
APART = {"PYTHONDONTWRITEBYTECODE", "MAKEFLAGS", "MFLAGS", "MAKELEVEL"}
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in APART}
# this checkout, wherever the command runs
ENVIRONMENT["PYTHONPATH"] = str(ROOT)


class Memory(NamedTuple):
    """Proportional set sizes in bytes: of a process with all below it, of itself, and of the
    largest process that it started with all below that."""

    whole: int = 0
    own: int = 0
    worker: int = 0


class Cost(NamedTuple):
    """Seconds of wall-clock time and of all processors; `memory` is the peak in bytes of all
    together, `own` that of the command's process, `worker` that of the largest that it started,
    with what that started."""

    seconds: float
    memory: int
    processor: float
    own: int = 0
    worker: int = 0
    code: int = 0


def measured(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] = ENVIRONMENT
) -> Cost:
    """Run a command in a folder, and wait for it; what it prints is lost."""
    before = _children()
    ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, 1)
    began, spent = time.perf_counter(), _processor_time()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    over, peak = Event(), Peak()
    watcher = Thread(target=_watch, args=(process.pid, over, peak))
    watcher.start()
    code = process.wait()
    seconds = time.perf_counter() - began
    over.set()
    watcher.join()
    _wait_for_orphans(before)
    ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, 0)
    return Cost(seconds, peak.whole, _processor_time() - spent, peak.own, peak.worker, code)


class Peak:
    """The largest of the sizes seen so far."""

    def __init__(self) -> None:
        self.whole = self.own = self.worker = 0

    def see(self, now: Memory) -> None:
        self.whole = max(self.whole, now.whole)
        self.own = max(self.own, now.own)
        self.worker = max(self.worker, now.worker)


def _watch(process: int, over: Event, peak: Peak) -> None:
    interval = SOON
    while not over.wait(interval):
        peak.see(memory_of(process))
        interval = min(INTERVAL, interval * 1.1)


def _wait_for_orphans(known: set[int]) -> None:
    """Wait for processes whose parent was killed, as workers are, so that their time counts; not
    for children of ours that were `known` before."""
    while orphans := _children() - known:
        for orphan in orphans:
            with suppress(ChildProcessError):
                os.waitpid(orphan, 0)


def _children() -> set[int]:
    found: set[int] = set()
    for thread in Path("/proc/self/task").glob("*/children"):
        with suppress(FileNotFoundError):  # it has ended since
            found.update(map(int, thread.read_text().split()))
    return found


def _processor_time() -> float:
    """Seconds of the children that have ended, and of theirs."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def memory_of(process: int) -> Memory:
    """What a process and all below it have at this moment (Linux, proc(5))."""
    try:
        threads = Path(f"/proc/{process}/task").glob("*/children")
        children = [child for thread in threads for child in thread.read_text().split()]
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return Memory()  # it is gone
    own = sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    below = [memory_of(int(child)).whole for child in children]
    return Memory(own + sum(below), own, max(below, default=0))
