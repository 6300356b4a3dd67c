"""Tasks done in this process, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from exporter.executors.alarm import alarm
from exporter.executors.outcomes import Outcomes, Result, Task, attempt, timed_out


def run(
    function: Callable[[Task], Result],
    tasks: Sequence[Task],
    timeout: float,
    initializer: Callable[[], None] | None,
) -> Outcomes[Result]:
    if initializer and tasks:
        initializer()
    for position, task in enumerate(tasks):
        try:
            with alarm(timeout):
                outcome = attempt(function, task)
        except TimeoutError:
            outcome = timed_out(timeout)
        yield position, outcome
