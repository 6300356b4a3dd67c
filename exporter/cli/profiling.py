"""`--cprofile`: which functions of the program the time of a build went to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from exporter.cli.terminal import note
from exporter.config import shown
from exporter.errors import UsageError


@contextmanager
def profiled(file: Path | None) -> Iterator[None]:
    """Write what is called within to a file, as Python's own profiler has it; nothing without one.

    Raises UsageError where it can't be written.
    """
    if file is None:
        yield
        return
    from cProfile import Profile

    if not file.absolute().parent.is_dir():
        raise UsageError(f"--cprofile {shown(file)}: there is no such folder")
    with Profile() as profile:
        yield
    try:
        profile.dump_stats(file)
    except OSError as error:
        raise UsageError(f"{shown(file)} can't be written: {error.strerror}") from error
    note(f"profile in {shown(file)}; `python -m pstats {shown(file)}` or snakeviz shows it")
