"""What a check found, for people: by note where it is little, by code where it is much."""

from __future__ import annotations

import os
import shutil
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from exporter.cli.explain import first_sentence
from exporter.cli.findings import FIRST, MANY, ORDER, WORDS, counted, failing, place, plural
from exporter.cli.terminal import complain, say
from exporter.codes import CODES
from exporter.diagnostics import Diagnostic

if TYPE_CHECKING:
    from exporter.check import Findings

# characters in a line of text that is still read with ease
WIDEST = 100


def print_grouped(
    findings: Findings, root: Path, *, everything: bool, quiet: bool, strict: bool
) -> None:
    """Tell what was found, on stdout; the last line sums up."""
    found = findings.diagnostics
    if quiet:
        found = failing(found, strict=strict)
    few = everything or len(found) <= MANY
    for line in _by_note(found, root) if few else _by_code(found, root):
        say(line)
    if not few:
        say("--verbose shows all of them, --only CODE one kind; see also `exporter explain`")
        say()
    if not quiet:
        say(_last(findings))
    if strict and any(each.severity == "warning" for each in found):
        complain("strict", "warnings fail this check", "without --strict they do not")


def _by_note(found: Sequence[Diagnostic], root: Path) -> Iterator[str]:
    # a stable sort: what is about a note as a whole comes first, then as its text goes on
    ordered = sorted(found, key=lambda each: (each.note, each.line))
    for _, group in groupby(ordered, key=lambda each: each.note):
        same = list(group)
        yield place(same[0], root, line=False)
        width = max(len(str(each.line)) for each in same)
        for each in same:
            head = f"  {each.line or '':>{width}}  "
            yield from _filled(f"{each.severity} {each.code}: {each.message}", head, width + 4)
            if each.hint:
                yield from _filled(f"hint: {each.hint}", " " * (width + 4), width + 4)
        yield ""


def _by_code(found: Sequence[Diagnostic], root: Path) -> Iterator[str]:
    count = Counter(each.code for each in found)
    ordered = sorted(
        found,
        key=lambda e: (ORDER.index(e.severity), -count[e.code], e.code, e.note, e.line),
    )
    for code, group in groupby(ordered, key=lambda each: each.code):
        same = list(group)
        told = plural(len(same), WORDS[same[0].severity])
        notes = plural(len({each.note for each in same}), "note")
        yield f"{code}: {told} in {notes}"
        yield from _filled(first_sentence(CODES[code].explanation) + ".", "  ", 2)
        for each in same[:FIRST]:
            yield f"    {_short(each, root)}"
            yield f"      {_clipped(each.message, _width() - 6)}"
        if len(same) > FIRST:
            yield f"    … and {len(same) - FIRST:,} more"
        yield ""


def _short(each: Diagnostic, root: Path) -> str:
    """The place of a finding; from the vault's root where the current folder is elsewhere."""
    name = place(each, root)
    return f"{each.note}:{each.line}" if os.path.isabs(name) else name


def _filled(text: str, head: str, indent: int) -> list[str]:
    """The text in lines that fit the terminal. A path or an address is not broken."""
    return textwrap.wrap(
        " ".join(text.split()),
        _width(),
        initial_indent=head,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _clipped(text: str, width: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1].rstrip() + "…"


def _width() -> int:
    return min(shutil.get_terminal_size().columns, WIDEST)


def _last(findings: Findings) -> str:
    """`12 notes checked in 0.3 s: 2 warnings, 5 remarks`."""
    told = counted(findings.diagnostics) or "nothing found"
    return f"{plural(findings.notes, 'note')} checked in {findings.seconds:.1f} s: {told}"
