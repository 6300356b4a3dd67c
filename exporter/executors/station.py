"""What goes on in a worker of a cluster: tasks are done by processes of its own, which it can kill,
and find the files there that they need.

Dask itself ends no task that overruns, and a task that takes its worker down would take others with
it. Here a note costs itself alone, as with local workers; what Dask sees to is that the tasks of a
worker that is lost with its computer are done by others.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import shutil
import tempfile
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import msgspec

from exporter.errors import ExporterError
from exporter.executors import luggage
from exporter.executors.luggage import Folder
from exporter.executors.outcomes import TaskFailure
from exporter.executors.processes import Worker

# What of a computer has to be as on the one that asks, by what people call it
Alike = Mapping[str, str]


@runtime_checkable
class Initializer(Protocol):
    """What sets up a process for tasks, on another computer, too."""

    def __call__(self) -> None: ...

    @staticmethod
    def alike() -> Alike:
        """What has to be the same on all computers, as it is on this one."""

    def folders(self) -> Sequence[Folder]:
        """What tasks read: they get a copy of it where it is not."""

    def written(self) -> Path:
        """The folder that tasks write to, where they have it; elsewhere they give what they
        made."""

    def elsewhere(self, places: Mapping[str, str]) -> Callable[[], None]:
        """What sets up a process that has the folders at these places, by their paths here."""


class Order(msgspec.Struct, frozen=True):
    """What all tasks of a run have in common; `sign` is the folder that is written to, with a file
    that nobody has who does not share it. `memory` is bytes."""

    name: str
    function: Callable[[Any], Any]
    initializer: Callable[[], None] | None
    memory: int
    alike: Alike
    folders: tuple[Folder, ...] = ()
    sign: Folder | None = None


class Kit:
    """An order as workers keep it, with the files for those who lack them. When the last task that
    needs it is done, or who gave the order is gone, Dask drops it, and its processes end."""

    def __init__(self, order: Order, bundles: Sequence[bytes]) -> None:
        self.order, self.bundles = order, bundles


def alike(initializer: type[Initializer]) -> Alike:
    """What is compared of this computer."""
    return initializer.alike()


async def has(folders: Sequence[Folder]) -> bool:
    """Whether a worker has all those folders; it goes on meanwhile."""
    return await asyncio.to_thread(lambda: all(map(luggage.is_here, folders)))


def do(task: Any, kit: Kit, timeout: float) -> Any:
    """Have a task done here: its result, or a `TaskFailure`."""
    return _crew_of(kit).do(task, timeout)


async def dismiss(name: str) -> None:
    """End the processes that are still busy with an order."""
    for kit, crew in list(_crews.items()):
        if kit.order.name == name:
            await asyncio.to_thread(crew.close)


class _Crew:
    """The processes of an order on this computer, one for each task that is done at a time."""

    def __init__(self, order: Order, bundles: Sequence[bytes]) -> None:
        self._order, self._closed = order, False
        self._idle: list[Worker] = []
        self._all: list[Worker] = []
        self._folder = tempfile.mkdtemp(prefix="exporter-", dir=_scratch())
        self._problem: TaskFailure | None = None
        self._begin: Callable[[], None] | None = order.initializer
        try:
            if isinstance(order.initializer, Initializer):
                self._begin = self._settled(order.initializer, bundles)
        except (ExporterError, OSError) as error:
            self._problem = TaskFailure("error", f"on {_here()}: {error}")

    def _settled(self, initializer: Initializer, bundles: Sequence[bytes]) -> Callable[[], None]:
        order = self._order
        if told := differences(order.alike, initializer.alike()):
            raise ExporterError(told)
        lacking = {
            position: str(position)
            for position, folder in enumerate(order.folders)
            if not luggage.is_here(folder)
        }
        if lacking and not bundles:
            raise ExporterError("the notes are not where they are for the other workers")
        luggage.unpack(bundles, Path(self._folder), lacking)
        places = {
            folder.path: str(Path(self._folder, lacking[position]).resolve())
            if position in lacking
            else folder.path
            for position, folder in enumerate(order.folders)
        }
        if order.sign and luggage.is_here(order.sign):
            places[order.sign.path] = order.sign.path
        return initializer.elsewhere(places)

    def do(self, task: Any, timeout: float) -> Any:
        if self._problem:
            return self._problem
        if self._closed:
            return TaskFailure("crash", "whoever asked for it is gone")
        worker = self._taken()
        try:
            for _ in range(2):  # one whose process dies is tried once more
                outcome = worker.do(self._order.function, task, timeout)
                if self._closed or not (
                    isinstance(outcome, TaskFailure) and outcome.kind == "crash"
                ):
                    break
            return outcome
        finally:
            self._idle.append(worker)

    def _taken(self) -> Worker:
        try:
            return self._idle.pop()
        except IndexError:
            worker = Worker(self._begin, self._order.memory)
            self._all.append(worker)
            return worker

    def close(self) -> None:
        self._closed = True
        for worker in self._all:
            worker.close()
        shutil.rmtree(self._folder, ignore_errors=True)


_crews: weakref.WeakKeyDictionary[Kit, _Crew] = weakref.WeakKeyDictionary()
_settling = threading.Lock()


def _crew_of(kit: Kit) -> _Crew:
    with _settling:
        if kit not in _crews:
            # Dask's nanny makes its workers daemons, which may have no processes
            multiprocessing.current_process().daemon = False
            crew = _crews[kit] = _Crew(kit.order, kit.bundles)
            # in a thread of its own: it waits for processes, where others wait for a heartbeat
            weakref.finalize(kit, threading.Thread(target=crew.close).start)
        return _crews[kit]


def differences(wanted: Alike, found: Alike) -> str:
    """What is not as it has to be; empty where all is."""
    return ", ".join(
        f"{name} is {found.get(name) or 'missing'} there and {value or 'missing'} here"
        for name, value in wanted.items()
        if found.get(name) != value
    )


def _here() -> str:
    from distributed import get_worker

    return str(get_worker().address)


def _scratch() -> str:
    from distributed import get_worker

    return str(get_worker().local_directory)
