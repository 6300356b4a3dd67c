"""Tasks done by the workers of a Dask cluster (docs/decisions/0024-cluster.md).

Whoever reaches a scheduler can run any program on it and on its workers: it is for computers that
trust each other.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from exporter.errors import UsageError
from exporter.executors import luggage, station
from exporter.executors.luggage import Folder
from exporter.executors.outcomes import Outcomes, Result, Task, TaskFailure, broken
from exporter.executors.station import Initializer, Order

if TYPE_CHECKING:
    from distributed import Client, Future

ADDRESS = "`dask scheduler` prints it, as in tcp://192.168.1.10:8786"
INSTALL = 'pip install "exporter[cluster]"'
DISCONNECTED = "the connection to the cluster was lost"
# Seconds for a scheduler to answer, and for a first worker, or another after the last, to come
PATIENCE = 30
# Bytes that a scheduler has to keep until all is done: more belongs into a folder that is shared
MOST_SENT = 1_000_000_000
# Tasks that are sent at a time
BATCH = 500
# What the file that shows whether a folder is shared is called; `output.writer` sweeps such names
SIGN = ".exporter-shared-"


def run(
    function: Callable[[Task], Result],
    tasks: Sequence[Task],
    address: str,
    timeout: float,
    initializer: Callable[[], None] | None,
    memory: int = 0,
) -> Outcomes[Result]:
    """Each task by a worker of the scheduler at an address, in a process of the worker's that is
    killed where it overruns; `timeout` is seconds, `memory` bytes.

    The tasks of a worker that is lost are done by others. Raises UsageError where nobody is there
    who can do them.
    """
    name = secrets.token_hex(8)
    with _connected(address) as client, _signed(initializer, name) as sign:
        order = Order(name, function, initializer, memory, {})
        if isinstance(initializer, Initializer):
            order = _prepared(client, initializer, order, sign)
        # keys in a group of their own: Dask hands out to whoever is idle what is a large group that
        # needs little of others, and keeps all else where that is what it needs
        keys = [(f"exporter-tasks-{name}", number) for number in range(len(tasks))]
        bundles = _sent(client, order)
        kit = client.submit(station.Kit, order, bundles, key=f"exporter-kit-{name}", pure=False)
        futures = client.map(
            station.do,
            tasks,
            kit=kit,
            timeout=timeout,
            key=keys,
            pure=False,
            batch_size=BATCH,
        )
        try:
            yield from _done(client, futures)
        finally:
            # what is still being done is of no use to anybody; one whose worker is gone is no loss
            with suppress(Exception):
                client.cancel(futures, force=True)
                client.run(station.dismiss, name, on_error="ignore")


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    if not address:
        raise UsageError("there is no address of a scheduler", ADDRESS)
    try:
        import dask
        from distributed import Client
    except ImportError as error:
        raise UsageError("Dask is not installed here", INSTALL) from error
    # it warns of what is large in one message, which is what the notes of a vault are
    quiet = {"distributed.admin.large-graph-warning-threshold": MOST_SENT}
    with dask.config.set(quiet):
        try:
            client = Client(address, timeout=PATIENCE, set_as_default=False, name="exporter")
        except (OSError, ValueError) as error:
            raise UsageError(
                f"no Dask scheduler answers at {address}",
                ADDRESS,
            ) from error
        except Exception as error:  # what its ways of talking lack, as the certificates of tls://
            raise UsageError(
                f"{address} can't be reached: {str(error) or type(error).__name__}", ADDRESS
            ) from error
        with client:
            try:
                client.wait_for_workers(1, timeout=PATIENCE)
            except TimeoutError as error:
                hint = f"start one there: dask worker {address}"
                raise UsageError(f"the scheduler at {address} has no worker", hint) from error
            yield client


@contextmanager
def _signed(initializer: Callable[[], None] | None, name: str) -> Iterator[Folder | None]:
    """A file in the folder that is written to, by which workers see that it is theirs, too."""
    if not isinstance(initializer, Initializer):
        yield None
        return
    folder = initializer.written()
    sign = folder / f"{SIGN}{name}"
    with suppress(OSError):
        sign.touch()
    try:
        found = luggage.folder_of(folder, [sign.name])
        yield found if found.files else None  # where nothing can be written, all comes back
    finally:
        with suppress(OSError):
            sign.unlink()


def _prepared(client: Client, initializer: Initializer, order: Order, sign: Folder | None) -> Order:
    """The order for workers that were looked at. Raises UsageError where one can't follow it."""
    import msgspec

    wanted = initializer.alike()
    found = client.run(station.alike, type(initializer), on_error="return")
    try:
        found["the scheduler"] = client.run_on_scheduler(station.alike, type(initializer))
    except Exception as error:  # noqa: BLE001 - whatever it lacks; it is told below
        found["the scheduler"] = error
    for worker, answer in found.items():
        if isinstance(answer, Exception):
            hint = f"install the same there as here: {INSTALL}"
            raise UsageError(f"exporter can't be used on {worker}: {answer}", hint) from answer
        if told := station.differences(wanted, answer):
            hint = "documents would differ: install the same on all computers"
            raise UsageError(f"on {worker}, {told}", hint)
    folders = tuple(initializer.folders())
    return msgspec.structs.replace(order, alike=wanted, folders=folders, sign=sign)


def _sent(client: Client, order: Order) -> list[Future[bytes]]:
    """The files of an order, sent to the cluster; nothing where all workers have them.

    Raises UsageError where that is too much.
    """
    here = client.run(station.has, order.folders, on_error="return")
    if all(answer is True for answer in here.values()):
        return []
    size = sum(folder.size for folder in order.folders)
    if size > MOST_SENT:
        raise UsageError(
            f"the files of this project are {size / 1e9:.1f} GB, too much to send to workers",
            "put them into a folder that all computers have at the same path",
        )
    # as results of tasks: who loses one can have it again from the scheduler
    return [
        client.submit(_as_it_is, bundle, key=f"exporter-files-{order.name}-{number}", pure=False)
        for number, bundle in enumerate(luggage.packed(order.folders))
    ]


def _as_it_is(data: bytes) -> bytes:
    return data


def _done(client: Client, futures: Sequence[Future[Any]]) -> Outcomes[Any]:
    """What becomes of each task, as it is done."""
    done: SimpleQueue[Future[Any]] = SimpleQueue()
    positions = {future.key: position for position, future in enumerate(futures)}
    for future in futures:
        future.add_done_callback(done.put)
    while positions:
        together = _waited_for(done)
        if not together and (lost := _lost(client)):
            failure = TaskFailure("crash", lost)
            yield from ((position, failure) for position in positions.values())
            return
        # one call for all: alone, each would cost more than most notes
        finished = {each.key: each for each in together if each.status == "finished"}
        results: dict[Any, Any] = {}
        with suppress(OSError):  # the scheduler is gone, and with it what was finished
            results = client.gather(finished, errors="skip")
        for each in together:
            outcome = results[each.key] if each.key in results else _failure(each)
            yield positions.pop(each.key), outcome
            each.release()


def _waited_for(done: SimpleQueue[Future[Any]]) -> list[Future[Any]]:
    """All that are done by now, or the next one; none where that takes long."""
    together: list[Future[Any]] = []
    with suppress(Empty):
        together.append(done.get(timeout=PATIENCE))
        while True:
            together.append(done.get_nowait())
    return together


def _lost(client: Client) -> str:
    """Why nobody works any more; nothing where somebody may."""
    try:
        return "" if client.nthreads() else "no worker of the cluster is left"
    except OSError:
        return DISCONNECTED


def _failure(future: Future[Any]) -> Any:
    from distributed import KilledWorker

    try:
        return future.result()  # it has one, where it was lost and made again
    except KilledWorker as error:
        message = f"{error.allowed_failures + 1} workers of the cluster were lost over it"
        return TaskFailure("crash", message)
    except Exception as error:  # noqa: BLE001 - whatever can't be sent to a worker or back
        if future.status != "error":  # nothing went wrong with it, and nobody can bring it
            return TaskFailure("crash", DISCONNECTED)
        return broken(error)
