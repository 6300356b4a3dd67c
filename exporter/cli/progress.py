"""How far a build is: a bar for a person at a terminal, now and then a line in a log."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from exporter.cli.terminal import note, on_terminal, printable

# seconds between two lines in a log
PAUSE = 10.0

Progress = Callable[[int, int, str], None]


@contextmanager
def progress(*, silent: bool, first: str = "reading notes") -> Iterator[Progress]:
    """A function to call with how many are done, of how many, and what was done last; `first` is
    what is shown before."""
    if silent:
        yield lambda _done, _total, _label: None
    elif on_terminal():
        with _bar(first) as update:
            yield update
    else:
        yield _log()


@contextmanager
def _bar(first: str) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
    )

    with Progress(
        SpinnerColumn(),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TextColumn("{task.description}", markup=False),
        console=Console(stderr=True),
        transient=True,
    ) as display:
        task = display.add_task(first, total=None)

        def update(done: int, total: int, label: str) -> None:
            display.update(task, completed=done, total=total, description=printable(label))

        yield update


def _log() -> Progress:
    last = time.monotonic()

    def update(done: int, total: int, label: str) -> None:
        nonlocal last
        if done < total and time.monotonic() - last > PAUSE:
            last = time.monotonic()
            note(f"{done:,} of {total:,} done, now {label}")

    return update
