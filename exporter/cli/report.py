"""`--report json`: what a build made and found, as one JSON object for editors and CI."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from exporter import __version__
from exporter.cli.terminal import printable

if TYPE_CHECKING:
    from exporter.config import Settings
    from exporter.errors import ExporterError
    from exporter.run import Summary

VERSION = 1


def report(summary: Summary, settings: Settings, errors: Sequence[ExporterError], code: int) -> str:
    """The object as text. Paths of notes are relative to `root`; sizes are bytes.

    `errors` are paths of the command line that could not be built at all.
    """
    return msgspec.json.encode(
        _encodable(
            {
                "version": VERSION,
                "exporter": __version__,
                "root": settings.root,
                "out": summary.out,
                "exit_code": code,
                "seconds": round(summary.seconds, 3),
                "errors": [{"message": each.message, "hint": each.hint} for each in errors],
                "artifacts": [_fields(outcome) for outcome in summary.outcomes],
                "diagnostics": [_fields(each) for each in summary.diagnostics],
                "counts": {
                    "written": 0,
                    "unchanged": 0,
                    "failed": 0,
                    **Counter(outcome.status for outcome in summary.outcomes),
                    "error": 0,
                    "warning": 0,
                    "info": 0,
                    **Counter(each.severity for each in summary.diagnostics),
                },
            }
        )
    ).decode()


def _fields(struct: msgspec.Struct) -> dict[str, Any]:
    """Every field, also those at their default: a reader need not know the defaults."""
    return msgspec.structs.asdict(struct)


def _encodable(value: Any) -> Any:
    """A file name that is not UTF-8 reaches us as half surrogates, which JSON can't hold."""
    if isinstance(value, dict):
        return {key: _encodable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_encodable(each) for each in value]
    return printable(value) if isinstance(value, str) else value
