"""`exporter build` as a user gives it, measured: from nothing, and after changes."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.cost import Cost, measured
from benchmarks.figures import EXPORTER, Row, row
from exporter.store import FOLDER

SENTENCE = "\n\nA sentence that was not there before.\n"
PROGRAM = (sys.executable, "-m", "exporter.cli")
# Runs of what takes a moment; the median counts
TIMES = 5


class Vault(NamedTuple):
    """So many notes, and where and how they are made."""

    root: Path
    notes: int
    out: Path
    jobs: int = 2
    theme: Path | None = None


def from_nothing(vault: Vault, formats: str) -> Row:
    """A build of which nothing was made and nothing was kept."""
    shutil.rmtree(vault.out, ignore_errors=True)
    shutil.rmtree(vault.root / FOLDER, ignore_errors=True)
    cost = _build(vault, formats)
    made = count(vault.out, formats)
    return row(EXPORTER, formats, vault.notes, [cost], jobs=vault.jobs, made=made)


def again(
    vault: Vault, formats: str, state: str, changed: Path | None = None, times: int = TIMES
) -> Row:
    """A build after each time that there was a sentence more in the file that `changed`."""
    costs: list[Cost] = []
    for _ in range(times):
        if changed:
            with changed.open("a", encoding="utf-8") as stream:
                stream.write(f"/* {SENTENCE} */" if changed.suffix == ".css" else SENTENCE)
        costs.append(_build(vault, formats))
    return row(EXPORTER, formats, vault.notes, costs, state=state, jobs=vault.jobs)


def count(out: Path, formats: str) -> int:
    """How many files there are of the formats."""
    suffixes = {f".{name}" for name in formats.replace("email", "eml").split(",")}
    return sum(file.suffix in suffixes for file in out.rglob("*"))


def _build(vault: Vault, formats: str) -> Cost:
    """One build of all of it. Raises RuntimeError where that could not be carried out at all: a
    note that can't be made costs itself alone."""
    command: Sequence[str] = [*PROGRAM, "build", str(vault.root), "--out", str(vault.out)]
    options = ["--to", formats, "--jobs", str(vault.jobs), "--quiet"]
    options += ["--theme", str(vault.theme)] if vault.theme else []
    cost = measured([*command, *options], vault.root.parent)
    if cost.code not in (0, 1):
        raise RuntimeError(f"exit code {cost.code} of {' '.join([*command, *options])}")
    return cost
