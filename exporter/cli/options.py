"""What several commands take, read: paths that may be mistyped, how many processes work."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from exporter.cli.terminal import complain
from exporter.errors import ExporterError, UsageError
from exporter.project import existing, settings_for

if TYPE_CHECKING:
    from exporter.config import Settings


def sorted_out(paths: Sequence[Path]) -> tuple[list[Path], list[ExporterError]]:
    """The paths that are there, absolute, and what is wrong with the others.

    One mistyped name does not keep the others from their turn. Raises UsageError where none is
    left.
    """
    present: list[Path] = []
    errors: list[ExporterError] = []
    for path in paths:
        try:
            present.append(existing(path))
        except UsageError as error:
            if len(paths) == 1:
                raise
            complain("error", error.message, error.hint)
            errors.append(error)
    if errors and not present:
        raise UsageError("there is nothing at any of the paths")
    return present, errors


def workers(jobs: int | None) -> int:
    """How many processes `--jobs` asks for; as many as there are processors where it is absent."""
    if jobs is None:
        # the processors that this process may use, where the system tells them from those there are
        if hasattr(os, "sched_getaffinity"):
            return len(os.sched_getaffinity(0))
        return os.cpu_count() or 1
    if jobs < 1:
        raise UsageError(f"--jobs {jobs}: at least one process has to work", "leave --jobs out")
    return jobs


def check_cluster(executor: str | None, scheduler: str) -> None:
    """Raises UsageError where `--executor dask` stands without the address of a scheduler, or that
    without it."""
    if (executor == "dask") != bool(scheduler):
        raise UsageError(
            "--executor dask and --scheduler go together",
            "for example --executor dask --scheduler tcp://192.168.1.10:8786",
        )


def bytes_of(size: str) -> int:
    """A size as people write it, `800M` or `2G`, in bytes; 0 for none."""
    if not size:
        return 0
    found = re.fullmatch(r"(\d+) ?([MG])B?", size.strip(), re.IGNORECASE)
    if found is None or not int(found[1]):
        raise UsageError(f"--memory {size}: this is no size", "write it as 800M or 2G")
    return int(found[1]) * {"M": 10**6, "G": 10**9}[found[2].upper()]


def settings_of(
    paths: Sequence[Path], profile: str, theme: str | None, trust: bool | None
) -> Settings:
    """The settings of the project; what is said of trust holds from now on."""
    from exporter.config import keep_trust

    settings = settings_for(paths, profile, theme or "", trust)
    if trust is not None:
        keep_trust(Path(settings.root), trust)
    return settings
