"""Diagnostics for people: by note where they are few, by code where they are many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from exporter.cli.terminal import note
from exporter.codes import Severity
from exporter.config import shown
from exporter.diagnostics import Diagnostic

# more than fit on a screen or two are counted, with the first few of each code
MANY = 50
FIRST = 3
WORDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "remark"}
ORDER = list(WORDS)


def print_findings(found: Sequence[Diagnostic], root: Path, *, everything: bool = False) -> None:
    """Tell what was found, on stderr. Remarks (`info`) only where `everything` is asked for."""
    told = [each for each in found if everything or each.severity != "info"]
    for line in _by_note(told, root) if everything or len(told) <= MANY else _by_code(told, root):
        note(line)


def counted(found: Sequence[Diagnostic]) -> str:
    """`2 errors, 1 warning, 3 remarks`, or nothing."""
    count = Counter(each.severity for each in found)
    return ", ".join(plural(count[each], WORDS[each]) for each in WORDS if count[each])


def failing(found: Sequence[Diagnostic], *, strict: bool) -> tuple[Diagnostic, ...]:
    """Those that let a check fail."""
    severities = ("error", "warning") if strict else ("error",)
    return tuple(each for each in found if each.severity in severities)


def plural(number: int, word: str) -> str:
    """`1 note`, `2 notes`."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _by_note(found: Sequence[Diagnostic], root: Path) -> Iterator[str]:
    # a stable sort: what is about a note as a whole comes first, then as its text goes on
    for each in sorted(found, key=lambda each: (each.note, each.line)):
        yield f"{place(each, root)}: {each.severity} {each.code}: {each.message}"
        if each.hint:
            yield f"    hint: {each.hint}"


def _by_code(found: Sequence[Diagnostic], root: Path) -> Iterator[str]:
    count = Counter(each.code for each in found)
    ordered = sorted(found, key=lambda e: (ORDER.index(e.severity), -count[e.code], e.code))
    for code, group in groupby(ordered, key=lambda each: each.code):
        same = list(group)
        yield f"{count[code]:,} × {same[0].severity} {code}"
        yield from (f"    {place(each, root)}: {each.message}" for each in same[:FIRST])
        if len(same) > FIRST:
            yield f"    … and {len(same) - FIRST:,} more"
    yield "hint: --verbose or --report json show all; `exporter explain CODE` says what it is about"


def place(each: Diagnostic, root: Path, *, line: bool = True) -> str:
    """`note.md:12`, as an editor opens it from the current folder."""
    file = root / each.note
    name = shown(file) if each.note and file.exists() else each.note
    return f"{name}:{each.line}" if line and each.line else name
