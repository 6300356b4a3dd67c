"""How far a build is: a bar for a person at a terminal, now and then a line in a log."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from exporter.cli.terminal import note, on_terminal, one_line

# seconds between two lines in a log
PAUSE = 10.0
# seconds after which a rate says something
SETTLED = 1.0

Progress = Callable[[int, int, str], None]


@contextmanager
def progress(
    *, silent: bool, plain: bool = False, first: str = "reading notes"
) -> Iterator[Progress]:
    """A function to call with how many are done, of how many, and what was done last; `first` is
    what is shown before. Where it is `plain`, or no terminal, there are lines now and then."""
    if silent:
        yield lambda _done, _total, _label: None
    elif on_terminal() and not plain:
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
    from rich.table import Column

    pace = Pace()

    def whole() -> Column:
        """Where it is narrow the name of the note is cut, then the bar is, and no number."""
        return Column(no_wrap=True)

    with Progress(
        SpinnerColumn(table_column=whole()),
        BarColumn(bar_width=20),
        MofNCompleteColumn(table_column=whole()),
        TextColumn("{task.fields[pace]}", style="progress.remaining", table_column=whole()),
        TextColumn("{task.description}", markup=False, table_column=Column(ratio=1, no_wrap=True)),
        console=Console(stderr=True),
        transient=True,
        expand=True,
    ) as display:
        task = display.add_task(first, total=None, pace="")

        def update(done: int, total: int, label: str) -> None:
            told = pace.told(done, total)
            display.update(
                task, completed=done, total=total, description=one_line(label) or first, pace=told
            )

        yield update


def _log() -> Progress:
    pace, last = Pace(), time.monotonic()

    def update(done: int, total: int, label: str) -> None:
        nonlocal last
        told = pace.told(done, total)
        if done < total and time.monotonic() - last > PAUSE:
            last = time.monotonic()
            note(", ".join(filter(None, (f"{done:,} of {total:,} done", told, f"now {label}"))))

    return update


class Pace:
    """How fast it goes, counted from the first call: what was there before is no work."""

    def __init__(self) -> None:
        self._began, self._first = 0.0, -1

    def told(self, done: int, total: int) -> str:
        """`12/s, 3 min left`; nothing as long as nobody can know."""
        now = time.monotonic()
        if self._first < 0:
            self._began, self._first = now, done
        made, took = done - self._first, now - self._began
        if not made or took < SETTLED:
            return ""
        rate = made / took
        pace = f"{rate:.{0 if rate >= 10 else 1}f}/s"
        # what comes after the last, such as a site to be bound, is no part of it
        return f"{pace}, {_roughly((total - done) / rate)} left" if done < total else pace


def _roughly(seconds: float) -> str:
    """`40 s`, `3 min`, `2.5 h`: an estimate is no more exact."""
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
