"""`--cprofile`: which functions of the program the time of a build went to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from exporter.cli.terminal import complain, note
from exporter.config import shown
from exporter.errors import UsageError

if TYPE_CHECKING:
    from cProfile import Profile


@contextmanager
def profiled(file: Path | None) -> Iterator[None]:
    """Write what is called within to a file, as Python's own profiler has it; nothing without one.

    Raises UsageError where it can't be written.
    """
    if file is None:
        yield
        return
    from cProfile import Profile

    try:
        file.write_bytes(b"")  # who waited for a build is not told after it
    except OSError as error:
        message = f"--cprofile {shown(file)}: it can't be written: {error.strerror}"
        raise UsageError(message) from error
    profile = Profile()
    try:
        with profile:
            yield
    finally:  # also of a build that somebody ended because it took too long
        _keep(profile, file)


def _keep(profile: Profile, file: Path) -> None:
    try:
        profile.dump_stats(file)
    except OSError as error:
        complain("error", f"{shown(file)} can't be written: {error.strerror}")
    else:
        note(f"profile in {shown(file)}; `python -m pstats {shown(file)}` or snakeviz shows it")
