"""`--report json`: what was made and found, as one JSON object for editors and CI
(docs/reports.md)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from exporter import __version__
from exporter.cli.terminal import printable
from exporter.diagnostics import Diagnostic
from exporter.run import Outcome

if TYPE_CHECKING:
    from exporter.check import Findings
    from exporter.config import Settings
    from exporter.errors import ExporterError
    from exporter.run import Summary

# Another one as soon as a program that reads this one could fail at it; keys may be added to it
VERSION = 1
# Digits of seconds
PRECISION = 6


class Problem(msgspec.Struct, frozen=True):
    """A path of the command line of which nothing could be built at all."""

    message: str
    hint: str


class NoteTimes(msgspec.Struct, frozen=True):
    """How long a note or a book took, on the clock; `stages` add up to `seconds`."""

    source: str
    seconds: float
    stages: Mapping[str, float]


class BuildReport(msgspec.Struct, frozen=True):
    """What a build made. Paths of notes are relative to `root`; sizes are bytes, times seconds.

    `notes` are those of which something was made this time, and `stages` what all processes did
    together; `ended` is ISO 8601.
    """

    version: int
    exporter: str
    root: str
    exit_code: int
    errors: Sequence[Problem]
    out: str
    ended: str
    seconds: float
    artifacts: Sequence[Outcome]
    removed: Sequence[str]
    stages: Mapping[str, float]
    notes: Sequence[NoteTimes]
    diagnostics: Sequence[Diagnostic]
    counts: Mapping[str, int]


class CheckReport(msgspec.Struct, frozen=True):
    """What a check found: the same object without what only a build has."""

    version: int
    exporter: str
    root: str
    exit_code: int
    errors: Sequence[Problem]
    seconds: float
    diagnostics: Sequence[Diagnostic]
    counts: Mapping[str, int]


def build_report(
    summary: Summary, settings: Settings, errors: Sequence[ExporterError], code: int
) -> BuildReport:
    """`errors` are those about paths of the command line, `code` is its exit code."""
    statuses = {"written": 0, "unchanged": 0, "failed": 0}
    return BuildReport(
        VERSION,
        __version__,
        settings.root,
        code,
        _problems(errors),
        summary.out,
        datetime.now(UTC).isoformat(timespec="seconds"),
        round(summary.seconds, PRECISION),
        summary.outcomes,
        summary.removed,
        _rounded(summary.stages),
        [
            NoteTimes(each.source, round(each.seconds, PRECISION), _rounded(each.stages))
            for each in summary.times
        ],
        summary.diagnostics,
        {
            **statuses,
            **Counter(each.status for each in summary.outcomes),
            **_severities(summary.diagnostics),
        },
    )


def check_report(
    findings: Findings, settings: Settings, errors: Sequence[ExporterError], code: int
) -> CheckReport:
    """`errors` are those about paths of the command line, `code` is its exit code."""
    return CheckReport(
        VERSION,
        __version__,
        settings.root,
        code,
        _problems(errors),
        round(findings.seconds, PRECISION),
        findings.diagnostics,
        {"notes": findings.notes, **_severities(findings.diagnostics)},
    )


def as_json(report: BuildReport | CheckReport) -> str:
    return msgspec.json.encode(encodable(report)).decode()


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of what a build reports, generated from the types."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"exporter build report, version {VERSION}",
        **msgspec.json.schema(BuildReport),
    }


def _problems(errors: Sequence[ExporterError]) -> list[Problem]:
    return [Problem(each.message, each.hint) for each in errors]


def _severities(found: Sequence[Diagnostic]) -> dict[str, int]:
    return {"error": 0, "warning": 0, "info": 0, **Counter(each.severity for each in found)}


def _rounded(stages: Mapping[str, float]) -> dict[str, float]:
    return {name: round(seconds, PRECISION) for name, seconds in stages.items()}


def encodable(value: Any) -> Any:
    """Every field, also those at their default: a reader need not know the defaults. A file name
    that is not UTF-8 reaches us as half surrogates, which JSON can't hold."""
    if isinstance(value, msgspec.Struct):
        value = msgspec.structs.asdict(value)
    if isinstance(value, dict):
        return {key: encodable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [encodable(each) for each in value]
    return printable(value) if isinstance(value, str) else value
