"""`--report html`: what was made and found, and where the time went, as one page for people."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from exporter.cli.findings import ORDER, WORDS, plural
from exporter.cli.report import BuildReport
from exporter.cli.summary import size
from exporter.cli.terminal import printable
from exporter.cli.timings import clock, in_order, share

if TYPE_CHECKING:
    from exporter.codes import Severity
    from exporter.config import Settings
    from exporter.diagnostics import Diagnostic
    from exporter.run import Outcome

TEMPLATE = Path(__file__).with_name("report.html")
# Rows that a reader can use, of notes and of findings with one code: the JSON report has all
MOST_NOTES, MOST_FOUND = 2000, 100
# What stages are for, as a bar shows it
PARTS: Mapping[str, str] = {"read": "reading", "lift": "reading", "write": "writing"}


class Row(NamedTuple):
    """What became of a note or a book. `parts` are the seconds of reading, preparing, rendering and
    writing."""

    source: str
    outcomes: Sequence[Outcome]
    found: Mapping[str, int]
    seconds: float
    parts: Mapping[str, float]

    @property
    def failures(self) -> Sequence[Outcome]:
        return [each for each in self.outcomes if each.status == "failed"]

    @property
    def size(self) -> int:
        return sum(each.size for each in self.outcomes)


class Group(NamedTuple):
    """All findings with one code."""

    code: str
    severity: Severity
    found: Sequence[Diagnostic]


def page(report: BuildReport, settings: Settings) -> str:
    """A report as a page that needs nothing beside it."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(clock=clock, size=size, share=share, told=_told, part=_part)
    template = environment.from_string(TEMPLATE.read_text("utf-8"))
    rows = _rows(report)
    text = template.render(
        report=report,
        title=settings.project.title or Path(report.root).name,
        rows=rows[:MOST_NOTES],
        more=max(0, len(rows) - MOST_NOTES),
        slowest=max((row.seconds for row in rows), default=0.0),
        groups=_groups(report.diagnostics),
        most_found=MOST_FOUND,
        stages=in_order(report.stages),
        total=sum(report.stages.values()),
        failures=[row for row in rows if row.failures],
        found=[(severity, plural(report.counts[severity], WORDS[severity])) for severity in ORDER],
        size_of_all=sum(each.size for each in report.artifacts),
    )
    return printable(_with_policy(text))


def _rows(report: BuildReport) -> list[Row]:
    """What a reader looks for comes first: failures, then what took longest."""
    outcomes: dict[str, list[Outcome]] = {}
    for each in report.artifacts:
        outcomes.setdefault(each.source, []).append(each)
    found: dict[str, Counter[str]] = {}
    for finding in report.diagnostics:
        found.setdefault(finding.note, Counter())[finding.severity] += 1
    times = {each.source: each for each in report.notes}
    rows = [
        Row(
            source,
            of_it,
            found.get(source, {}),
            times[source].seconds if source in times else 0.0,
            _parts(times[source].stages if source in times else {}),
        )
        for source, of_it in outcomes.items()
    ]
    return sorted(rows, key=lambda row: (not row.failures, -row.seconds, _weight(row.found)))


def _told(count: int, severity: Severity) -> str:
    return plural(count, WORDS[severity])


def _weight(found: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(-found.get(severity, 0) for severity in ORDER)


def _parts(stages: Mapping[str, float]) -> Mapping[str, float]:
    parts = {"reading": 0.0, "preparing": 0.0, "rendering": 0.0, "writing": 0.0}
    for name, seconds in stages.items():
        parts[_part(name)] += seconds
    return parts


def _part(stage: str) -> str:
    return "rendering" if stage.startswith("render-") else PARTS.get(stage, "preparing")


def _groups(found: Sequence[Diagnostic]) -> list[Group]:
    def rank(each: Diagnostic) -> tuple[int, str]:
        return ORDER.index(each.severity), each.code

    grouped = groupby(sorted(found, key=rank), key=rank)
    groups = [Group(code, ORDER[severity], list(same)) for (severity, code), same in grouped]
    return sorted(groups, key=lambda group: (ORDER.index(group.severity), -len(group.found)))


def _with_policy(text: str) -> str:
    """The page, which lets no script run but its own."""
    script = text.partition("<script>")[2].partition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return text.replace("SCRIPT-HASH", f"'sha256-{digest}'", 1)
