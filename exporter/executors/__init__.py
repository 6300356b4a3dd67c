"""Running many tasks: in this process, in worker processes, or on a cluster.

Nothing else in the program knows which. A task that fails, hangs or takes its process down costs
itself alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple, get_args

from exporter.errors import UsageError
from exporter.executors.outcomes import OUT_OF_MEMORY, Outcomes, Result, Task, TaskFailure

__all__ = [
    "OUT_OF_MEMORY",
    "TIMEOUT",
    "Executor",
    "Progress",
    "TaskFailure",
    "Workers",
    "check_workers",
    "run_tasks",
]

# Who works: this process, workers, or those of a cluster; nothing for what fits the tasks
Executor = Literal["", "serial", "processes", "dask"]

# How many are done, of how many, and what the last one was
Progress = Callable[[int, int, str], None]


# Seconds for one task: a book of a thousand pages takes minutes, a note a second
TIMEOUT = 1800.0
# Bytes that a process of ours and its Pandoc take without any note
LEAST = 100_000_000


class Workers(NamedTuple):
    """Who works at tasks, how long and with how much memory.

    With one job or one task all happens in this process, else in `jobs` spawned processes at most,
    unless `executor` says otherwise. `timeout` is seconds for one task, `memory` bytes for one
    process of ours, 0 for no bound. `scheduler` is the address of a Dask scheduler, for `dask`.
    """

    jobs: int = 1
    timeout: float = TIMEOUT
    memory: int = 0
    executor: Executor = ""
    scheduler: str = ""


def check_workers(workers: Workers) -> None:
    """Raises UsageError where such workers can't be had, or could do nothing."""
    jobs, timeout, memory, executor, scheduler = workers
    if jobs < 1:
        raise UsageError(f"jobs={jobs}: at least one process has to work")
    if not timeout >= 0:  # NaN is no time either
        raise UsageError(f"timeout={timeout}: this is no time", "seconds, or 0 for no bound")
    if executor not in get_args(Executor):
        known = ", ".join(filter(None, get_args(Executor)))
        raise UsageError(f"there is no executor “{executor}”", f"known are {known}")
    if scheduler and executor != "dask":
        raise UsageError("a scheduler is one of the executor “dask”", 'say executor="dask", too')
    if memory:
        _check_memory(memory, executor)


def _check_memory(memory: int, executor: Executor) -> None:
    if executor == "serial":
        raise UsageError(
            "where one process does everything, its memory is not bounded",
            "leave out the memory, or let processes work",
        )
    if not LEAST <= memory <= sys.maxsize:
        problem = "too little for any note" if memory < LEAST else "more than there can be"
        raise UsageError(
            f"{memory / 1e6:,.0f} MB of memory are {problem}",
            f"a process and its Pandoc take {LEAST / 1e6:g} MB, and most notes twice as much",
        )


def run_tasks(
    function: Callable[[Task], Result],
    tasks: Sequence[Task],
    workers: Workers,
    initializer: Callable[[], None] | None = None,
) -> Outcomes[Result]:
    """Call the function with every task; yields the task's position and result as each is done.

    `initializer` is called once in each process; it, `function` and tasks must be picklable where
    they go to others. A task whose process dies is tried once more, alone. Ending the iteration
    early, or any exception in it, ends the workers.

    `dask` works where the workers of the scheduler are: an `initializer` that is an
    `executors.dask.Initializer` says which files it needs there. Raises UsageError where there is
    no such scheduler, or no worker that could do the tasks.
    """
    jobs, timeout, memory, executor, scheduler = workers
    if executor == "dask":
        from exporter.executors import dask

        return dask.run(function, tasks, scheduler, timeout, initializer, memory)
    fits_here = executor == "" and not memory and (jobs == 1 or len(tasks) <= 1)
    if fits_here or executor == "serial":
        from exporter.executors import serial

        return serial.run(function, tasks, timeout, initializer)
    from exporter.executors import processes

    return processes.run(function, tasks, jobs, timeout, initializer, memory)
