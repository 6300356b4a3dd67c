"""Tasks done in this process, one after the other."""

from __future__ import annotations

import ctypes
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from exporter.executors.outcomes import Outcomes, Result, Task, attempt, timed_out

if TYPE_CHECKING:
    from types import FrameType


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
            with _alarm(timeout):
                outcome = attempt(function, task)
        except _Overrun:
            outcome = timed_out(timeout)
        yield position, outcome


class _Overrun(BaseException):
    """The alarm; no `except Exception` on its way out swallows it."""


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Raise _Overrun after that time: at once where the system has a clock for it, elsewhere and in
    another thread as soon as Python goes on there."""
    here = hasattr(signal, "setitimer") and threading.current_thread() == threading.main_thread()
    # who calls us may have set the one alarm that there is, as Airflow does
    if not here or signal.getitimer(signal.ITIMER_REAL)[0]:
        with _alarm_of_thread(seconds):
            yield
        return
    before = signal.signal(signal.SIGALRM, _overrun)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _alarm_of_thread(seconds: float) -> Iterator[None]:
    thread, lock, ended = ctypes.c_ulong(threading.get_ident()), threading.Lock(), False

    def ring() -> None:
        with lock:
            if not ended:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(_Overrun))

    timer = threading.Timer(seconds, ring)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        with lock:
            ended = True
        timer.cancel()


def _overrun(number: int, frame: FrameType | None) -> None:
    raise _Overrun
