"""Findings about a note: their codes, where they were found, and what `exporter explain` says.

A code is stable and means one thing. Lines come from the source: a finding names the text that
it is about, and `Report` finds the line of that text (docs/decisions/0003-lines.md).
"""

from __future__ import annotations

from collections import Counter
from typing import Literal, NamedTuple

import msgspec

Severity = Literal["info", "warning", "error"]


class Diagnostic(msgspec.Struct, frozen=True, omit_defaults=True):
    """One finding. `line` counts from 1 in the file as it stands; 0 where it is about the whole."""

    code: str
    severity: Severity
    note: str
    line: int
    message: str
    hint: str = ""


class Code(NamedTuple):
    severity: Severity
    explanation: str


CODES: dict[str, Code] = {
    # one place for all codes; `tests/test_diagnostics.py` holds code and table together
}


class Report:
    """Collects the diagnostics of one note and finds their lines."""

    def __init__(self, note: str, source: str = "") -> None:
        self.note = note
        self.source = source
        self.diagnostics: list[Diagnostic] = []
        self._seen: Counter[tuple[str, str]] = Counter()

    def add(
        self, code: str, message: str, *, hint: str = "", about: str = "", line: int = 0
    ) -> None:
        """Record a finding; `about` is the source text that it concerns, `line` where known.

        The n-th finding of a code about the same text is placed at the n-th occurrence of it.
        """
        if about and not line:
            line = self._line_of(about, self._seen[code, about])
            self._seen[code, about] += 1
        self.diagnostics.append(
            Diagnostic(code, CODES[code].severity, self.note, line, message, hint)
        )

    def _line_of(self, text: str, occurrence: int) -> int:
        position = -1
        for _ in range(occurrence + 1):
            following = self.source.find(text, position + 1)
            if following < 0:
                break
            position = following
        return self.source.count("\n", 0, position) + 1 if position >= 0 else 0
