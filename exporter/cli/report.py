"""`--report json`: what was made and found, as one JSON object for editors and CI."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from exporter import __version__
from exporter.cli.terminal import printable

if TYPE_CHECKING:
    from exporter.check import Findings
    from exporter.config import Settings
    from exporter.diagnostics import Diagnostic
    from exporter.errors import ExporterError
    from exporter.run import Summary

VERSION = 1


def report(summary: Summary, settings: Settings, errors: Sequence[ExporterError], code: int) -> str:
    """What a build made, as text. Paths of notes are relative to `root`; sizes are bytes.

    `errors` are paths of the command line that could not be built at all.
    """
    return _object(
        settings,
        errors,
        code,
        summary.diagnostics,
        {
            "out": summary.out,
            "seconds": round(summary.seconds, 3),
            "artifacts": [_fields(outcome) for outcome in summary.outcomes],
        },
        {
            "written": 0,
            "unchanged": 0,
            "failed": 0,
            **Counter(outcome.status for outcome in summary.outcomes),
        },
    )


def findings_report(
    findings: Findings, settings: Settings, errors: Sequence[ExporterError], code: int
) -> str:
    """What a check found, as text: the same object without what only a build has."""
    seconds = round(findings.seconds, 3)
    count = {"notes": findings.notes}
    return _object(settings, errors, code, findings.diagnostics, {"seconds": seconds}, count)


def _object(
    settings: Settings,
    errors: Sequence[ExporterError],
    code: int,
    found: Sequence[Diagnostic],
    own: dict[str, Any],
    counts: dict[str, int],
) -> str:
    severities = {"error": 0, "warning": 0, "info": 0, **Counter(each.severity for each in found)}
    return msgspec.json.encode(
        encodable(
            {
                "version": VERSION,
                "exporter": __version__,
                "root": settings.root,
                "exit_code": code,
                "errors": [{"message": each.message, "hint": each.hint} for each in errors],
                **own,
                "diagnostics": [_fields(each) for each in found],
                "counts": {**counts, **severities},
            }
        )
    ).decode()


def _fields(struct: msgspec.Struct) -> dict[str, Any]:
    """Every field, also those at their default: a reader need not know the defaults."""
    return msgspec.structs.asdict(struct)


def encodable(value: Any) -> Any:
    """A file name that is not UTF-8 reaches us as half surrogates, which JSON can't hold."""
    if isinstance(value, dict):
        return {key: encodable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [encodable(each) for each in value]
    return printable(value) if isinstance(value, str) else value
