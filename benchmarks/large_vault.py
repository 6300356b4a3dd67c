"""Vaults of 1,250 to 20,000 notes as HTML and EPUB: whether time grows as notes do, and memory not
at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from benchmarks import vaults
from benchmarks.exporter_build import Vault, again, from_nothing
from benchmarks.figures import Row
from benchmarks.garden import NOTE, NOTHING

FORMATS = "html,epub"
SIZES = (1_250, 2_500, 5_000, 10_000, 20_000)
QUICK = (150, 300, 600)


def measure(work: Path, *, quick: bool) -> Iterator[Row]:
    """The rows as they are found; of smaller vaults where it is to be `quick`."""
    for size in QUICK if quick else SIZES:
        vault = Vault(work / "vault", size, work / "out")
        shutil.rmtree(vault.root, ignore_errors=True)
        notes = vaults.large(vault.root, size)
        yield from_nothing(vault, FORMATS)
        yield again(vault, FORMATS, NOTE, notes[size // 2])
        yield again(vault, FORMATS, NOTHING)
