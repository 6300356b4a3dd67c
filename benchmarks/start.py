"""How long one waits for the program itself: `exporter --help`, beside Python that does nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.cost import measured
from benchmarks.exporter_build import PROGRAM
from benchmarks.figures import EXPORTER, Row, row

TIMES = 20
PYTHON = "python -c pass"


def measure(work: Path, *, quick: bool) -> Iterator[Row]:
    """The rows as they are found."""
    commands = {PYTHON: (sys.executable, "-c", "pass"), EXPORTER: (*PROGRAM, "--help")}
    for way, command in commands.items():
        costs = [measured(command, work) for _ in range(3 if quick else TIMES)]
        yield row(way, "", 1, costs, state="--help")
