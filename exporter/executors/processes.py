"""Tasks done in worker processes of this computer, which are killed when they overrun.

Measured: a pool of two workers is ready 65 ms after it is asked for, so it is not started bit by
bit; it never has more workers than tasks. To hand out a task takes half a millisecond, and a small
note in one format twenty, so notes do not travel together.
"""

from __future__ import annotations

import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import msgspec

from exporter.executors.heap import give_back
from exporter.executors.outcomes import (
    Outcomes,
    Result,
    Task,
    TaskFailure,
    attempt,
    broken,
    timed_out,
)
from exporter.tied import tie

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from exporter.executors.pools import Pool

# Tasks for each worker that pebble has at a time: fifty times a second it goes through all of them
AHEAD = 16
# Tasks of a worker before another takes its place: what comes and goes leaves holes in its memory
LIFETIME = 1000
# Pools in a row that have no result: of one it may be bad luck
FRUITLESS = 2
# A worker begins with the main module of its parent
UNGUARDED = 'a script that starts some needs `if __name__ == "__main__":` around what it does'


def run(
    function: Callable[[Task], Result],
    tasks: Sequence[Task],
    jobs: int,
    timeout: float,
    initializer: Callable[[], None] | None,
    memory: int = 0,
) -> Outcomes[Result]:
    """Each task in one of `jobs` spawned processes at most; one whose process dies is tried once
    more, alone."""
    initializer = _Beginning(initializer, memory) if memory else initializer
    left, fruitless = dict(enumerate(tasks)), 0
    while left:
        before = len(left)
        crashed: dict[int, tuple[Task, TaskFailure]] = {}
        for position, outcome in _in_workers(function, left, jobs, timeout, initializer):
            task = left.pop(position)
            if isinstance(outcome, TaskFailure) and outcome.kind == "crash":
                crashed[position] = task, outcome
            else:
                yield position, outcome
        # it may have been ended for the memory that its neighbours took
        for position, (task, failure) in crashed.items():
            alone = dict(_in_workers(function, {position: task}, 1, timeout, initializer))
            yield position, alone.get(position, failure)
        # pebble gives up when an idle worker dies, perhaps before it has any result; the rest is
        # asked for again, unless no worker can be started at all
        fruitless = fruitless + 1 if len(left) == before else 0
        if fruitless == FRUITLESS:
            failure = TaskFailure("crash", "no worker process could be started", UNGUARDED)
            yield from ((position, failure) for position in left)
            return


def _in_workers(
    function: Callable[[Task], Result],
    tasks: dict[int, Task],
    jobs: int,
    timeout: float,
    initializer: Callable[[], None] | None,
) -> Outcomes[Result]:
    waiting = iter(tuple(tasks.items()))
    given: dict[Future[Result | TaskFailure], int] = {}
    with _pool(min(jobs, len(tasks)), initializer) as pool:
        while True:
            with _interrupts_held():
                for position, task in islice(waiting, jobs * AHEAD - len(given)):
                    with suppress(RuntimeError):  # a pool that gave up takes no more
                        future = pool.schedule(attempt, args=(function, task), timeout=timeout)
                        given[future] = position
            if not given:
                return
            for ended in wait(given, return_when=FIRST_COMPLETED).done:
                position = given.pop(ended)
                if not isinstance(ended.exception(), BrokenProcessPool):
                    yield position, _outcome(ended, timeout)


@contextmanager
def _pool(workers: int, initializer: Callable[[], None] | None) -> Iterator[Pool]:
    import multiprocessing

    from exporter.executors.pools import Pool

    # workers are killed, and would leave theirs behind
    temporary = TemporaryDirectory(prefix="exporter-", ignore_cleanup_errors=True)
    pool = Pool(
        max_workers=workers,
        max_tasks=LIFETIME,
        initializer=_begin_worker,
        initargs=(initializer, temporary.name),
        # pebble lost futures with fork in 2 of 7 trials, with spawn never
        context=multiprocessing.get_context("spawn"),
    )
    try:
        yield pool
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()
        temporary.cleanup()


class Worker:
    """A process beside this one, for one task at a time: begun with the first, and replaced when it
    was killed over one or fell. It is set up by `initializer`, and has `memory` bytes, 0 for no
    bound."""

    def __init__(self, initializer: Callable[[], None] | None = None, memory: int = 0) -> None:
        self._initializer = _Beginning(initializer, memory) if memory else initializer
        self._ending = ExitStack()
        self._workers: Pool | None = None
        self._future: Future[Any] | None = None

    def do(
        self, function: Callable[[Task], Result], task: Task, timeout: float
    ) -> Result | TaskFailure:
        """Call the function with a task, both picklable, and wait for it, `timeout` seconds."""
        if self._workers is None or not self._workers.active:
            self.close()
            self._workers = self._ending.enter_context(_pool(1, self._initializer))
        with _interrupts_held():
            future = self._workers.schedule(attempt, args=(function, task), timeout=timeout)
        self._future = future
        return _outcome(future, timeout)

    def close(self) -> None:
        """End the process; a task that another thread waits for fails."""
        if self._future:
            self._future.cancel()  # pebble leaves those waiting whose pool is stopped
        self._ending.close()
        self._workers = None


def _outcome(future: Future[Result | TaskFailure], timeout: float) -> Result | TaskFailure:
    import pebble

    try:
        return future.result()
    except TimeoutError:
        return timed_out(timeout)
    except pebble.ProcessExpired as error:
        return TaskFailure("crash", f"its process ended ({_ending(error.exitcode)})")
    except BrokenProcessPool:
        return TaskFailure("crash", "no worker process could be started")
    except Exception as error:  # noqa: BLE001 - whatever can't be sent to a worker or back
        return broken(error)


def _ending(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


class _Beginning(msgspec.Struct, frozen=True):
    """What is called first in a process that has a bound to its memory."""

    initializer: Callable[[], None] | None
    memory: int

    def __call__(self) -> None:
        if resource:
            # not the address space, of which Pandoc reserves a terabyte
            resource.setrlimit(resource.RLIMIT_DATA, (self.memory, self.memory))
        if self.initializer:
            self.initializer()


def _begin_worker(initializer: Callable[[], None] | None, temporary: str) -> None:
    """Tie a worker's life to its parent's: not even `kill -9` of the parent leaves one behind.

    What it and its children write for a while goes into a folder that the parent removes.
    """
    import multiprocessing

    os.environ["TMPDIR"] = tempfile.tempdir = temporary
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tie()
    give_back()
    parent = multiprocessing.parent_process()
    if parent is not None and os.getppid() != parent.pid:  # it was gone before the call
        os._exit(1)
    if initializer:
        initializer()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Keep Ctrl-C, and what else may end this process, for later while workers start.

    Workers inherit the mask, and so never see a Ctrl-C or the end of the terminal, not even while
    they are still importing. SIGTERM they have to hear.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    of_terminal = {signal.SIGINT, signal.SIGHUP}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, of_terminal)
    resource_tracker.ensure_running()
    signal.pthread_sigmask(signal.SIG_BLOCK, of_terminal)  # it unblocked one when it started
    try:
        with _terminations_held():
            yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _terminations_held() -> Iterator[None]:
    """Let what SIGTERM raises wait: a worker that is half begun would print a traceback."""
    handler = signal.getsignal(signal.SIGTERM)
    if threading.current_thread() is not threading.main_thread() or not callable(handler):
        yield
        return
    heard: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: heard.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, handler)
        if heard:
            signal.raise_signal(signal.SIGTERM)
