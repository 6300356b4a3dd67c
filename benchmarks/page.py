"""`docs/benchmarks.md` and its charts, from what was measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import aims, charts
from benchmarks.alternatives import LOOP, MAKE, OPTIONS, WARM
from benchmarks.charts import Bar
from benchmarks.figures import EXPORTER, Figures, Row
from benchmarks.garden import ALL, APART, NOTE, NOTHING, TEMPLATE

NAME, FOLDER = "benchmarks.md", "benchmarks"
FIGURES = f"{FOLDER}/figures.json"
TITLES = {
    "html": "HTML",
    "epub": "EPUB",
    "email": "e-mail",
    "pdf": "PDF",
    "html,epub": "HTML and EPUB",
    ALL: "all four",
}
STATES = ("cold", TEMPLATE, NOTE, NOTHING)
COLD = "from nothing"


def write(figures: Figures, docs: Path) -> None:
    """Write the page, and the charts of those parts that were measured."""
    for name, drawing in drawings(figures).items():
        (docs / FOLDER / name).write_text(drawing, "utf-8")
    (docs / NAME).write_text(text(figures), "utf-8")


def text(figures: Figures) -> str:
    """The page."""
    parts = figures.parts
    values: dict[str, Any] = {
        "figures": figures,
        "parts": parts,
        "aims": aims.of(parts),
        "seconds": seconds,
        "mib": lambda size: f"{size / 2**20:,.0f} MiB",
        "row_of": aims.row_of,
        "titles": TITLES,
        "states": STATES,
        "cold": COLD,
        "exporter": EXPORTER,
        "all": ALL,
        "pandoc_loop": LOOP,
        "warm_loop": WARM,
    }
    if "garden" in parts:
        values["ways"] = _ways(parts["garden"].rows)
    if "large" in parts:
        values["sizes"] = _sizes(parts["large"].rows)
    return charts.TEMPLATES.get_template("page.md").render(values)


def drawings(figures: Figures) -> Mapping[str, str]:
    """The charts by the names of their files."""
    found: dict[str, str] = {}
    parts = figures.parts
    if "garden" in parts:
        rows = parts["garden"].rows
        found["formats.svg"] = _chart_of_formats(rows)
        found["changes.svg"] = _chart_of_changes(rows)
    if "large" in parts:
        rows = parts["large"].rows
        found["time.svg"] = _chart_of_time(rows)
        found["memory.svg"] = _chart_of_memory(rows)
    return found


def seconds(value: float) -> str:
    """A time as people say it."""
    if value < 0.1:
        return f"{value * 1000:.0f} ms"
    if value < 10:
        return f"{value:.2f} s"
    return f"{value:.0f} s" if value < 120 else f"{value / 60:.1f} min"


def _ways(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Each format, or several together: how long each way takes for all notes."""
    notes = aims.row_of(rows, way=EXPORTER).notes
    found: list[dict[str, Any]] = []
    for formats in (*APART, ALL):
        ours = aims.row_of(rows, way=EXPORTER, formats=formats, state="cold", jobs=2)
        others = {way: _of_each(rows, way, formats) for way in (LOOP, MAKE, WARM)}
        times = {way: each and each * notes for way, each in others.items()}
        ratios = {way: time and time / ours.seconds for way, time in times.items()}
        found.append({"formats": TITLES[formats], "ours": ours, "times": times, "ratios": ratios})
    return found


def _of_each(rows: Sequence[Row], way: str, formats: str) -> float:
    """Seconds a note for all of the formats; 0 where that way does not make them."""
    names = formats.split(",")
    each = [row.each for row in rows if row.way == way and row.formats in names]
    return sum(each) if len(each) == len(names) else 0


def _sizes(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Each size of vault, with its row in each state, and how much longer it took than half."""
    cold = [row for row in rows if row.state == "cold"]
    grown: list[float] = [0, *aims.doublings(rows)]
    return [
        {
            "cold": row,
            "note": aims.row_of(rows, notes=row.notes, state=NOTE),
            "nothing": aims.row_of(rows, notes=row.notes, state=NOTHING),
            "grown": times,
        }
        for row, times in zip(cold, grown, strict=True)
    ]


def _chart_of_formats(rows: Sequence[Row]) -> str:
    groups: dict[str, list[Bar]] = {}
    for found in _ways(rows):
        ours = found["ours"]
        bars = [Bar("exporter, 2 processes", ours.seconds, seconds(ours.seconds), ours=True)]
        for way, time in found["times"].items():
            if time:
                ratio = f"{found['ratios'][way]:.1f} times"
                bars.append(Bar(way, time, f"{seconds(time)}  ({ratio})", ours=False))
        groups[found["formats"]] = bars
    notes = aims.row_of(rows, way=EXPORTER).notes
    return charts.bars(f"{notes:,} notes, from nothing", "Shorter is better.", groups)


def _chart_of_changes(rows: Sequence[Row]) -> str:
    made = {
        state: aims.row_of(rows, way=EXPORTER, formats=ALL, state=state, jobs=2) for state in STATES
    }
    bars = [
        Bar(COLD if state == "cold" else state, row.seconds, seconds(row.seconds), ours=True)
        for state, row in made.items()
    ]
    notes = made[NOTHING].notes
    title = f"{notes:,} notes in {len(OPTIONS)} formats, built again"
    return charts.bars(title, "Shorter is better.", {"two processes": bars})


def _chart_of_time(rows: Sequence[Row]) -> str:
    series = {
        COLD if state == "cold" else state: [
            (row.notes, row.seconds) for row in rows if row.state == state
        ]
        for state in ("cold", NOTE, NOTHING)
    }
    about = "Both scales are logarithmic; dotted: twice the notes, twice the time."
    return charts.lines("Time for HTML and EPUB", about, series, "s", logarithmic=True)


def _chart_of_memory(rows: Sequence[Row]) -> str:
    cold = [row for row in rows if row.state == "cold"]
    series = {
        "largest worker": _mebibytes((row.notes, row.worker) for row in cold),
        "the command itself": _mebibytes((row.notes, row.own) for row in cold),
    }
    about = "The most at any time, over the number of notes; a worker with its Pandoc."
    return charts.lines("Memory for HTML and EPUB", about, series, "MiB", logarithmic=False)


def _mebibytes(points: Iterable[tuple[int, int]]) -> list[tuple[float, float]]:
    return [(notes, size / 2**20) for notes, size in points]
