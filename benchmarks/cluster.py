"""What a cluster costs: two workers of a Dask LocalCluster beside two processes of the pool.

    python -m benchmarks.cluster [--notes 925] [--to html,epub]

Each builds the same notes of the garden from nothing. The cluster does it twice: with workers that
see the notes and the out folder, and with workers to which all is sent, and from which all comes
back.
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.vaults import garden
from exporter import build
from exporter.executors import Workers, run_tasks
from tests import cluster

ROW = "{:<44} {:>8} {:>7}"
# Tasks without work, for what each of them costs
EMPTY = 2000


def main() -> None:
    """Print seconds, and the ratio to the pool."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster", description=__doc__)
    parser.add_argument("--notes", type=int, default=925)
    parser.add_argument("--to", default="html,epub")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="exporter-cluster-") as home, cluster.workers() as client:
        vault, there = Path(home) / "vault", cluster.address(client)
        garden(vault, options.notes)

        def built(scheduler: str = "") -> float:
            """Seconds, from nothing."""
            for folder in (vault / ".exporter", Path(home) / "out"):
                shutil.rmtree(folder, ignore_errors=True)
            executor = "dask" if scheduler else "processes"
            return took(
                lambda: build(
                    vault, to=options.to.split(","), out=Path(home) / "out", jobs=2,
                    executor=executor, scheduler=scheduler,
                )
            )  # fmt: skip

        built()  # what is read for the first time is in the system's memory then
        pool = built()
        print(ROW.format(f"{options.notes} notes as {options.to}", "seconds", "ratio"))
        print(ROW.format("two processes", f"{pool:.1f}", "1"))
        seen = built(there)
        print(ROW.format("two workers that share the folders", f"{seen:.1f}", f"{seen / pool:.2f}"))
        with cluster.apart(client):
            sent = built(there)
        print(ROW.format("two workers that see none of them", f"{sent:.1f}", f"{sent / pool:.2f}"))
        for name, more in {"a process": {}, "a worker": {"scheduler": there}}.items():
            executor = "dask" if more else "processes"
            began = run_tasks(str, range(EMPTY), Workers(2, 60, executor=executor, **more))
            seconds = took(lambda began=began: list(began))
            print(f"a task without work costs {seconds / EMPTY * 1000:.1f} ms in {name}")


def took(work: Callable[[], object]) -> float:
    """Seconds."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
