"""Findings about a note, and where they were found; `codes.py` says what each means.

Lines come from the source: a finding names the text that it is about, and `Report` finds the line
of that text (docs/decisions/0003-lines.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from exporter.codes import CODES, Severity
from exporter.lines import occurrences


class Diagnostic(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One finding. `line` counts from 1 in the file as it stands; 0 where it is about the whole."""

    code: str
    severity: Severity
    note: str
    line: int
    message: str
    hint: str = ""


def has_warnings(found: Iterable[Diagnostic]) -> bool:
    """Whether there is more than remarks: what `--strict` does not let pass."""
    return any(each.severity != "info" for each in found)


class Reports(dict[str, "Report"]):
    """The findings about an edition: about each note in it by its path, and about the whole."""

    def __init__(self, whole: Report) -> None:
        super().__init__({whole.note: whole})
        self._about = whole.note

    def __missing__(self, note: str) -> Report:
        return self.setdefault(note, Report(note))

    def copy(self) -> Reports:
        """Reports that go on from here."""
        other = Reports(self.whole.copy())
        for note, report in self.items():
            other[note] = report.copy() if note != self._about else other.whole
        return other

    @property
    def whole(self) -> Report:
        return self[self._about]

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All of them, each once: a note's findings are the same in each format."""
        found = (diagnostic for report in self.values() for diagnostic in report.diagnostics)
        return tuple(dict.fromkeys(found))


class Report:
    """Collects the diagnostics of one note and finds their lines.

    `body` is the offset at which the note's text begins in `source`, after its front matter.
    """

    def __init__(self, note: str, source: str = "", body: int = 0) -> None:
        self.note = note
        self.source = source
        self.body = body
        self.diagnostics: list[Diagnostic] = []
        self._seen: Counter[tuple[str, str]] = Counter()
        self._lines: dict[tuple[str, int], tuple[int, ...]] = {}

    def copy(self) -> Report:
        """A report that goes on from here."""
        other = Report(self.note, self.source, self.body)
        other.diagnostics += self.diagnostics
        other._seen += self._seen
        return other

    def add(
        self,
        code: str,
        message: str,
        *,
        hint: str = "",
        about: str = "",
        line: int = 0,
        top: bool = False,
        nth: int | None = None,
    ) -> None:
        """Record a finding; `about` is the source text that it concerns, `line` where known.

        The n-th finding of a code about the same text is placed at the n-th occurrence of it,
        counted in front matter too where it is about the `top` of the file; or at the `nth`, from
        0.
        """
        if about and not line:
            number = self._seen[code, about] if nth is None else nth
            line = self._line_of(about, number, 0 if top else self.body)
            self._seen[code, about] += 1
        self.diagnostics.append(
            Diagnostic(code, CODES[code].severity, self.note, line, message, hint)
        )

    def line_of(self, text: str) -> int:
        """The line on which a text first stands, 0 for nowhere."""
        return self._line_of(text, 0, self.body)

    def _line_of(self, text: str, number: int, start: int) -> int:
        # a note may hold the same thousands of times: it is looked for once
        if (text, start) not in self._lines:
            self._lines[text, start] = tuple(self._all_lines_of(text, start))
        lines = self._lines[text, start]
        return lines[min(number, len(lines) - 1)] if lines else 0

    def _all_lines_of(self, text: str, start: int) -> Iterator[int]:
        line, before = 1, 0
        found = occurrences(text, self.source, start) or occurrences(text, self.source)
        name = text.rpartition("/")[2]
        if not found and name:  # a path may be written from where it is written
            found = occurrences(name, self.source)
        for offset in found:
            line += self.source.count("\n", before, offset)
            before = offset
            yield line
