"""What was measured, as it is kept in `docs/benchmarks/figures.json`: the page and its charts are
made from nothing else."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

import msgspec
import pypandoc

from benchmarks.cost import ROOT, Cost

EXPORTER = "exporter"


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    """One way to make `formats` of `notes` notes, in a `state` of what was made before, by `jobs`
    processes at once. `seconds` is wall-clock time, `processor` that of all processors together;
    sizes are bytes: of all processes together, of the command's, and of its largest worker.
    `made` counts files."""

    way: str
    formats: str
    notes: int
    seconds: float
    state: str = "cold"
    jobs: int = 1
    processor: float = 0
    memory: int = 0
    own: int = 0
    worker: int = 0
    made: int = 0

    @property
    def each(self) -> float:
        """Seconds a note."""
        return self.seconds / self.notes


class Part(msgspec.Struct, frozen=True):
    """What one part of the benchmarks measured. `began` is its time, ISO 8601, `load` the number of
    processes that wanted to run before, `seconds` what the whole part took. `about` is what its
    notes are."""

    began: str
    commit: str
    load: float
    seconds: float
    about: str
    rows: tuple[Row, ...]


class Machine(msgspec.Struct, frozen=True):
    processor: str
    processors: int
    memory: int
    system: str
    versions: dict[str, str]


class Figures(msgspec.Struct, frozen=True):
    machine: Machine
    parts: dict[str, Part] = {}


def row(way: str, formats: str, notes: int, costs: Sequence[Cost], **more: object) -> Row:
    """A row of the median of several runs; the memory is the largest of all."""
    return Row(
        way,
        formats,
        notes,
        median(cost.seconds for cost in costs),
        processor=median(cost.processor for cost in costs),
        memory=max(cost.memory for cost in costs),
        own=max(cost.own for cost in costs),
        worker=max(cost.worker for cost in costs),
        **more,  # type: ignore[arg-type]
    )


def load(file: Path) -> Figures:
    """What was measured before. Raises FileNotFoundError where nothing was."""
    return msgspec.json.decode(file.read_bytes(), type=Figures)


def of_this_machine(file: Path) -> Figures:
    """What was measured before on this machine, with the same versions of all that it names: what
    was measured elsewhere is no part of the same page."""
    here = Figures(machine())
    try:
        found = load(file)
    except FileNotFoundError:
        return here
    return found if found.machine == here.machine else here


def save(figures: Figures, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(msgspec.json.format(msgspec.json.encode(figures), indent=1) + b"\n")


def machine() -> Machine:
    """This one."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    versions = {
        "exporter": version("exporter"),
        "Python": platform.python_version(),
        "Pandoc": pypandoc.get_pandoc_version(),
        "WeasyPrint": version("weasyprint"),
    }
    system = f"{platform.freedesktop_os_release()['PRETTY_NAME']}, Linux {platform.release()}"
    return Machine(names[0] if names else "", os.cpu_count() or 1, memory, system, versions)


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="minutes")


def commit() -> str:
    """What is measured, by its name in git; nothing where this is no clone."""
    name = _git("describe", "--always").stdout.strip()
    changed = _git("diff", "--quiet", "HEAD", "--", "exporter", "templates").returncode
    return f"{name}, with changes" if name and changed else name


def _git(*words: str) -> subprocess.CompletedProcess[str]:
    command = ["git", "-C", str(ROOT), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)
