"""Dask clusters on this computer, and what is done to their workers: `python -m tests.cluster`."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from distributed import Client, LocalCluster, Worker

from exporter.executors import luggage


@contextmanager
def workers(count: int = 2) -> Iterator[Client]:
    """A client of a cluster with so many workers, each a process."""
    with (
        LocalCluster(
            n_workers=count, threads_per_worker=1, dashboard_address=":0", silence_logs=50
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client


@contextmanager
def apart(client: Client) -> Iterator[None]:
    """Workers that see no folder of this computer."""
    client.run(_blind)
    try:
        yield
    finally:
        client.run(_sighted)


def address(client: Client) -> str:
    return str(client.scheduler.address)


def kill_one(client: Client) -> None:
    """As if a computer were switched off."""
    _, pid = sorted(client.run(os.getpid).items())[0]
    os.kill(pid, signal.SIGKILL)


def left_at_last(client: Client) -> list[str]:
    """The processes and folders of ours that workers still have, once they had the time to clear
    up."""
    end = time.monotonic() + 20
    while (left := [each for found in client.run(_left).values() for each in found]) and (
        time.monotonic() < end
    ):
        time.sleep(0.1)
    return left


def _left(dask_worker: Worker) -> list[str]:
    children = [process.name() for process in psutil.Process().children(recursive=True)]
    ours = [name for name in children if "python" in name or "pandoc" in name]
    folders = Path(dask_worker.local_directory).glob("exporter-*")
    return [*ours, *(folder.name for folder in folders)]


_is_here = luggage.is_here


def _blind() -> None:
    luggage.is_here = lambda _folder: False


def _sighted() -> None:
    luggage.is_here = _is_here
