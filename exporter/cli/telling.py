"""A build among others, as it is told to whoever sits at the terminal."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from exporter.cli.findings import plural
from exporter.cli.terminal import note, say

if TYPE_CHECKING:
    from exporter.run import Summary
    from exporter.serving.session import Problem


def tell_build(
    changed: Collection[Path], summary: Summary | None, problem: Problem | None, *, made: str
) -> None:
    """One line for a build after a change, or after none for the first; `made` is what it makes."""
    when = time.strftime("%H:%M:%S")
    if problem:
        note(f"{when}  {problem.message}" + (f" ({problem.hint})" if problem.hint else ""))
        return
    if summary is None:
        return
    count = Counter(outcome.status for outcome in summary.outcomes)
    what = _names(changed) if changed else plural(len(summary.outcomes), made)
    did = [
        f"{plural(count['written'], made)} made" if count["written"] else "",
        f"{plural(len(summary.removed), 'file')} removed" if summary.removed else "",
        f"{count['failed']} failed" if count["failed"] else "",
    ]
    told = ", ".join(filter(None, did)) or "nothing to make"
    say(f"{when}  {what}: {told} in {summary.seconds:.1f} s")


def _names(changed: Collection[Path]) -> str:
    from exporter.config import shown

    first = shown(min(changed))
    return first if len(changed) == 1 else f"{first} and {plural(len(changed) - 1, 'other')}"
