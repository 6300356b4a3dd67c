"""How long the work takes, by stage: what they are is in docs/reports.md.

A stage within another one stops that one's clock, so that the times of all add up. Entering one
costs a few microseconds, and nothing is kept unless somebody asks (`timed`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter

# What is done in no stage
OTHER = "other"


class Clock:
    """`times` are seconds on the clock by stage."""

    def __init__(self) -> None:
        self.times: dict[str, float] = {}
        self._stage = OTHER
        self._since = perf_counter()

    def turn(self, stage: str) -> str:
        """Go on with another stage; the one before is given."""
        now, before = perf_counter(), self._stage
        self.times[before] = self.times.get(before, 0.0) + now - self._since
        self._stage, self._since = stage, now
        return before


_clock: ContextVar[Clock | None] = ContextVar("clock", default=None)


@contextmanager
def timed() -> Iterator[Clock]:
    """A clock for the stages that are entered within."""
    clock = Clock()
    token = _clock.set(clock)
    try:
        yield clock
    finally:
        _clock.reset(token)
        clock.turn(OTHER)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """What is done within is that stage."""
    clock = _clock.get()
    if clock is None:
        yield
        return
    before = clock.turn(name)
    try:
        yield
    finally:
        clock.turn(before)


def add(total: dict[str, float], times: Mapping[str, float]) -> None:
    """Add the times of stages to a total."""
    for name, seconds in times.items():
        total[name] = total.get(name, 0.0) + seconds
