"""`python -m tests.cluster [DIR] [--to FORMATS]`: a vault built on a cluster of two workers, beside
what two processes make of it."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from unittest.mock import patch

import fsspec
from distributed import Client

from exporter import config
from exporter.executors import Workers
from exporter.output.delivery import Delivery
from exporter.run import Summary, build
from tests import cluster
from tests.conftest import CONTENT
from tests.faults.__main__ import files
from tests.stores import s3_server

BUCKET = "drill"
ROW = "{:<44} {:>6} {:>7} {:>7} {:>8}\n"


class Vault(NamedTuple):
    """A vault, what two processes make of it, and what keeps the results of each case."""

    root: Path
    formats: tuple[str, ...]
    whole: dict[str, bytes]
    home: Path

    def built(self, out: Path, client: Client | None = None, **more: object) -> Summary:
        file = self.root / "exporter.toml"
        settings = config.load(file) if file.exists() else config.default(self.root)
        workers = Workers(jobs=2, executor="processes")
        if client:
            workers = Workers(executor="dask", scheduler=cluster.address(client))
        return build(settings, [], formats=self.formats, out=out, workers=workers, **more)  # type: ignore[arg-type]


def shared(vault: Vault, client: Client, out: Path) -> dict[str, bytes]:
    vault.built(out, client)
    return files(out)


def apart(vault: Vault, client: Client, out: Path) -> dict[str, bytes]:
    with cluster.apart(client):
        vault.built(out, client)
    return files(out)


def killed(vault: Vault, client: Client, out: Path) -> dict[str, bytes]:
    """One worker is killed when half of all is done, the vault being nowhere but here."""
    alive = [True]

    def progress(done: int, total: int, _label: str) -> None:
        if alive and done > total / 2:
            alive.clear()
            cluster.kill_one(client)

    with cluster.apart(client):
        vault.built(out, client, progress=progress)
    client.wait_for_workers(2)
    return files(out)


def to_s3(vault: Vault, client: Client, _out: Path) -> dict[str, bytes]:
    with s3_server() as endpoint, patch.dict(os.environ, endpoint):
        store = fsspec.filesystem("s3", skip_instance_cache=True)
        store.mkdir(BUCKET)
        delivery = Delivery(f"s3://{BUCKET}/made", vault.root)
        with cluster.apart(client):
            vault.built(delivery.folder, client, delivery=delivery)
        top = f"{BUCKET}/made/"
        return {name.removeprefix(top): store.cat_file(name) for name in store.find(top)}


def main() -> int:
    """Print the table; 1 where anything is not as it should be."""
    parser = argparse.ArgumentParser(prog="python -m tests.cluster", description=__doc__)
    parser.add_argument("vault", nargs="?", type=Path, default=CONTENT)
    parser.add_argument("--to", default="html,epub,email")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="exporter-cluster-") as home, cluster.workers() as client:
        vault = _vault(options.vault, Path(home).resolve(), tuple(options.to.split(",")))
        sys.stdout.write(ROW.format("two workers", "files", "missing", "differ", "seconds"))
        cases = {
            "that share the folders": shared,
            "that see no folder of this computer": apart,
            "one of them killed in the middle": killed,
            "results brought to an S3 server": to_s3,
        }
        bad = [tell(name, case, vault, client) for name, case in cases.items()]
        left = cluster.left_at_last(client)
        sys.stdout.write(f"processes and folders left on the workers: {len(left)}\n")
    return int(any(bad) or bool(left))


def _vault(source: Path, home: Path, formats: tuple[str, ...]) -> Vault:
    root = home / "vault"
    shutil.copytree(source, root, ignore=shutil.ignore_patterns(".exporter", "out"))
    vault = Vault(root, formats, {}, home)
    vault.built(home / "here")
    return vault._replace(whole=files(home / "here"))


def tell(
    name: str, case: Callable[[Vault, Client, Path], dict[str, bytes]], vault: Vault, client: Client
) -> bool:
    """A row of the table; whether anything is not as two processes make it."""
    # each case reads its notes anew
    shutil.rmtree(vault.root / ".exporter", ignore_errors=True)
    began = time.perf_counter()
    found = case(vault, client, vault.home / name)
    seconds = f"{time.perf_counter() - began:.1f}"
    missing = vault.whole.keys() - found.keys()
    differ = {file for file, data in found.items() if vault.whole.get(file) != data}
    sys.stdout.write(ROW.format(name, len(found), len(missing), len(differ), seconds))
    sys.stdout.flush()
    return bool(missing or differ)


if __name__ == "__main__":
    sys.exit(main())
