"""`--timings`: where the time of a build went, by stage and by note."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from exporter.cli.findings import plural
from exporter.cli.terminal import columns, say

if TYPE_CHECKING:
    from exporter.run import Summary

# The stages as they follow each other (docs/reports.md); formats stand between those two
BEFORE = ("plan", "start", "read", "lift", "normalize", "compose")
AFTER = ("write", "bind", "record", "deliver", "given-up", "other")
# Notes that are shown
SLOWEST = 10
# Stages of a note that are shown
MAIN = 3


def print_timings(summary: Summary) -> None:
    """A table of stages, and one of the notes that took longest, on stdout."""
    total = sum(summary.stages.values())
    rows = [
        (name, clock(seconds), share(seconds, total))
        for name, seconds in in_order(summary.stages).items()
    ]
    say()
    for line in columns([("stage", "time", "share"), *rows], frozenset({1, 2})):
        say(line)
    slowest = sorted(summary.times, key=lambda each: -each.seconds)[:SLOWEST]
    if not slowest:
        return
    say()
    say(f"slowest of {plural(len(summary.times), 'note')}")
    notes: list[tuple[str, ...]] = [
        (clock(each.seconds), f"{each.source}: {_main(each.stages)}") for each in slowest
    ]
    for line in columns(notes, frozenset({0})):
        say(line)


def in_order(stages: Mapping[str, float]) -> dict[str, float]:
    """Stages in the order of the work, without those that took no time."""
    formats = sorted(name for name in stages if name.startswith("render-"))
    names = (*BEFORE, *formats, *AFTER)
    return {name: stages[name] for name in names if stages.get(name, 0) >= 0.0005}


def clock(seconds: float) -> str:
    """Seconds as people read them: `4 ms`, `2.31 s`, `3 min 5 s`, `2 h 10 min`."""
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 99.5:
        return f"{seconds:.3g} s" if seconds >= 10 else f"{seconds:.2f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def share(part: float, whole: float) -> str:
    """`12 %`."""
    return f"{100 * part / whole:.0f} %" if whole else "–"


def _main(stages: Mapping[str, float]) -> str:
    """What of it took longest."""
    named = sorted(stages.items(), key=lambda each: -each[1])[:MAIN]
    return ", ".join(f"{name} {clock(seconds)}" for name, seconds in named if seconds >= 0.0005)
