"""What a build made, for people: a line or a row for each artifact, totals where they are many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from exporter.cli.findings import counted, plural
from exporter.cli.terminal import columns, complain, on_terminal, say
from exporter.config import shown

if TYPE_CHECKING:
    from exporter.run import Outcome, Summary

# more artifacts than this are told by format
MANY = 20


def print_summary(summary: Summary, *, quiet: bool, everything: bool) -> None:
    """What was written on stdout, what was not on stderr; one last line sums up."""
    _print_failures(summary.outcomes, everything)
    if quiet:
        return
    made = [outcome for outcome in summary.outcomes if outcome.status != "failed"]
    many = len(summary.outcomes) > MANY
    if not on_terminal():
        for outcome in made:
            if outcome.status == "written" or not many or everything:
                say(_line(outcome))
    elif made and not many:
        for line in columns([_row(outcome) for outcome in made], frozenset({1, 2})):
            say(line)
    if many:
        for line in columns(list(_totals(summary.outcomes)), frozenset(range(1, 6))):
            say(line)
    say(_last(summary))


def size(count: int) -> str:
    """Bytes as people read them: `84 KB`, `1.2 MB`."""
    if count < 1000:
        return f"{count} B"
    if count < 999_500:
        return f"{count / 1000:.0f} KB"
    if count < 999_500_000:
        return f"{count / 1e6:.1f} MB"
    return f"{count / 1e9:.1f} GB"


def _print_failures(outcomes: Sequence[Outcome], everything: bool) -> None:
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    told = failed if everything else failed[:MANY]
    # one reason for several formats of a note is told once
    reasons: dict[tuple[str, str, str], list[str]] = {}
    for outcome in told:
        reason = (outcome.source, outcome.message, outcome.hint)
        reasons.setdefault(reason, []).append(outcome.format)
    for (source, message, hint), formats in reasons.items():
        complain("failed", f"{source} ({', '.join(formats)}): {message}", hint)
    if len(failed) > len(told):
        complain("failed", f"{len(failed) - len(told):,} more", "--verbose shows them")


def _line(outcome: Outcome) -> str:
    pages = [plural(outcome.pages, "page")] if outcome.pages is not None else []
    return "  ".join([f"{outcome.status} {shown(outcome.path)}", *pages, size(outcome.size)])


def _row(outcome: Outcome) -> tuple[str, ...]:
    pages = plural(outcome.pages, "page") if outcome.pages is not None else ""
    unchanged = "(unchanged)" if outcome.status == "unchanged" else ""
    return outcome.format, pages, size(outcome.size), shown(outcome.path), unchanged


def _totals(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, ...]]:
    yield "format", "written", "unchanged", "failed", "pages", "size"
    for name in dict.fromkeys(outcome.format for outcome in outcomes):
        of_it = [outcome for outcome in outcomes if outcome.format == name]
        count = Counter(outcome.status for outcome in of_it)
        pages = [outcome.pages for outcome in of_it if outcome.pages is not None]
        yield (
            name,
            *(f"{count[s]:,}" if count[s] else "–" for s in ("written", "unchanged", "failed")),
            f"{sum(pages):,}" if pages else "–",
            size(sum(outcome.size for outcome in of_it)),
        )


def _last(summary: Summary) -> str:
    """`3 written, 1 failed in out (84 KB); 2 warnings; 1.2 s`."""
    count = Counter(outcome.status for outcome in summary.outcomes)
    statuses = [
        f"{count[status]:,} {status}"
        for status in ("written", "unchanged", "failed")
        if count[status]
    ]
    total = sum(outcome.size for outcome in summary.outcomes)
    parts = [
        f"{', '.join(statuses) or 'nothing to write'} in {shown(summary.out)} ({size(total)})",
        counted(summary.diagnostics),
        f"{summary.seconds:.1f} s",
    ]
    return "; ".join(part for part in parts if part)
