"""`--report sarif`: findings for GitHub code scanning and other programs.

SARIF 2.1.0, <https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html>.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from exporter import __version__
from exporter.cli.explain import first_sentence
from exporter.cli.report import encodable
from exporter.codes import CODES
from exporter.diagnostics import Diagnostic

if TYPE_CHECKING:
    from exporter.check import Findings
    from exporter.config import Settings
    from exporter.errors import ExporterError

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# §3.14.14: what the addresses of notes are relative to
BASE = "SRCROOT"
LEVELS = {"error": "error", "warning": "warning", "info": "note"}
# GitHub's `problem.severity`
PROBLEMS = {"error": "error", "warning": "warning", "info": "recommendation"}


def sarif(
    findings: Findings, settings: Settings, errors: Sequence[ExporterError], code: int
) -> str:
    """The findings as a SARIF log of one run. `errors` are paths that could not be checked."""
    found = findings.diagnostics
    codes = sorted({each.code for each in found})
    run = {
        "tool": {
            "driver": {
                "name": "exporter",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(each) for each in codes],
            }
        },
        "originalUriBaseIds": {BASE: {"uri": Path(settings.root).as_uri() + "/"}},
        "invocations": [
            {
                "executionSuccessful": not errors,
                "exitCode": code,
                "toolExecutionNotifications": [
                    {"level": "error", "message": {"text": _text(each.message, each.hint)}}
                    for each in errors
                ],
            }
        ],
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, codes.index(each.code)) for each in found],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return msgspec.json.encode(encodable(log)).decode()


def _rule(code: str) -> dict[str, Any]:
    severity, explanation = CODES[code]
    return {
        "id": code,
        "shortDescription": {"text": first_sentence(explanation) + "."},
        "fullDescription": {"text": explanation},
        "help": {"text": f"{explanation} `exporter explain {code}` says the same in a terminal."},
        "defaultConfiguration": {"level": LEVELS[severity]},
        "properties": {
            "tags": [code.partition("/")[0]],
            "problem.severity": PROBLEMS[severity],
        },
    }


def _result(each: Diagnostic, rule: int) -> dict[str, Any]:
    result = {
        "ruleId": each.code,
        "ruleIndex": rule,
        "level": LEVELS[each.severity],
        "message": {"text": _text(each.message, each.hint)},
    }
    if not each.note:
        return result
    place: dict[str, Any] = {
        # the bytes of a file's name, whatever their encoding: RFC 3986 §2.5
        "artifactLocation": {"uri": quote(os.fsencode(each.note)), "uriBaseId": BASE}
    }
    if each.line:
        place["region"] = {"startLine": each.line}
    return {**result, "locations": [{"physicalLocation": place}]}


def _text(message: str, hint: str) -> str:
    return f"{message}\nHint: {hint}" if hint else message
