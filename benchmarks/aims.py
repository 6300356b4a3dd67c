"""What was aimed at, beside what was measured. No test fails for an aim that is missed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from benchmarks.alternatives import LOOP, OPTIONS
from benchmarks.figures import EXPORTER, Part, Row
from benchmarks.garden import ALL, NOTE, NOTHING
from benchmarks.large_vault import FORMATS


class Aim(NamedTuple):
    """What was wanted, as people write it, and what it came to."""

    what: str
    wanted: str
    measured: str
    met: bool


def of(parts: Mapping[str, Part]) -> list[Aim]:
    """The aims of those parts that were measured."""
    return [aim for name, aims in AIMS.items() if name in parts for aim in aims(parts[name].rows)]


def row_of(rows: Iterable[Row], **wanted: object) -> Row:
    """The row that is so."""
    return next(
        row for row in rows if all(getattr(row, name) == value for name, value in wanted.items())
    )


def times_as_fast(rows: Iterable[Row], formats: str, way: str = LOOP, jobs: int = 2) -> float:
    """The time that another way takes for a note, for one of ours."""
    rows = tuple(rows)
    other = sum(row_of(rows, way=way, formats=name).each for name in formats.split(","))
    return other / row_of(rows, way=EXPORTER, formats=formats, state="cold", jobs=jobs).each


def doublings(rows: Iterable[Row]) -> list[float]:
    """How many times as long twice the notes take, from nothing."""
    cold = [row for row in rows if row.state == "cold"]
    return [after.seconds / before.seconds for before, after in pairwise(cold)]


def _of_start(rows: Iterable[Row]) -> Iterator[Aim]:
    seconds = row_of(rows, way=EXPORTER).seconds
    yield _at_most("`exporter --help`", seconds, 0.15)


def _of_garden(rows: Iterable[Row]) -> Iterator[Aim]:
    for what, formats, wanted in (
        (f"{len(OPTIONS)} formats from nothing, beside a loop of `pandoc`", ALL, 10),
        ("the same, PDF alone", "pdf", 15),
        ("the same, HTML and EPUB", FORMATS, 5),
    ):
        yield _at_least(what, times_as_fast(rows, formats), wanted)
    one, two = (row_of(rows, way=EXPORTER, formats=ALL, state="cold", jobs=n) for n in (1, 2))
    yield _at_least(
        f"{len(OPTIONS)} formats from nothing, two processes beside one",
        one.seconds / two.seconds,
        1.8,
    )
    changed = row_of(rows, formats=ALL, state=NOTE, jobs=2)
    what = f"one note of {changed.notes:,} changed, {len(OPTIONS)} formats"
    yield _at_most(what, changed.seconds, 1.5)


def _of_large(rows: Iterable[Row]) -> Iterator[Aim]:
    nothing = [row for row in rows if row.state == NOTHING]
    for row, wanted in ((nothing[0], 0.5), (nothing[-1], 5.0)):
        yield _at_most(f"nothing changed, {row.notes:,} notes", row.seconds, wanted)
    cold = [row for row in rows if row.state == "cold"]
    first, last = cold[0], cold[-1]
    grown = last.worker / first.worker
    what = f"memory of a worker, {last.notes:,} notes beside {first.notes:,}"
    yield Aim(what, "≤ 1.2 times", f"{grown:.2f} times", grown <= 1.2)
    worst = max(doublings(rows))
    yield Aim("time for twice the notes", "≤ 2.1 times", f"{worst:.2f} times at most", worst <= 2.1)


def _at_least(what: str, ratio: float, wanted: float) -> Aim:
    return Aim(what, f"≥ {wanted:g} times as fast", f"{ratio:.2f} times", ratio >= wanted)


def _at_most(what: str, seconds: float, wanted: float) -> Aim:
    return Aim(what, f"≤ {wanted:g} s", f"{seconds:.2f} s", seconds <= wanted)


AIMS: Mapping[str, Callable[[Iterable[Row]], Iterator[Aim]]] = {
    "garden": _of_garden,
    "large": _of_large,
    "start": _of_start,
}
