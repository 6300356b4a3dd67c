"""An end to work of this process that takes too long."""

from __future__ import annotations

import ctypes
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager


class _Overrun(BaseException):
    """What ends the work; no `except Exception` on its way out swallows it."""


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """End what is done within after that time, or never for 0, with TimeoutError: at once where the
    system has a clock for it, elsewhere and in another thread as soon as Python goes on there.

    It costs microseconds, but where it needs a thread of its own. One may lie in another.
    """
    if not seconds:
        yield
        return
    seconds = min(threading.TIMEOUT_MAX, seconds)  # more, no clock can count
    rang = False

    def ring() -> None:
        nonlocal rang
        rang = True

    here = hasattr(signal, "setitimer") and threading.current_thread() == threading.main_thread()
    # who calls us may have set the one clock that there is, as Airflow does
    ours = here and not signal.getitimer(signal.ITIMER_REAL)[0]
    clock: AbstractContextManager[None] = (_clock if ours else _thread)(seconds, ring)
    try:
        with clock:
            yield
    except _Overrun:
        if not rang:  # the alarm of who calls us
            raise
        raise TimeoutError from None


@contextmanager
def _clock(seconds: float, ring: Callable[[], None]) -> Iterator[None]:
    def overrun(*_: object) -> None:
        ring()
        raise _Overrun

    before = signal.signal(signal.SIGALRM, overrun)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _thread(seconds: float, ring: Callable[[], None]) -> Iterator[None]:
    thread, lock, ended = ctypes.c_ulong(threading.get_ident()), threading.Lock(), False

    def overrun() -> None:
        with lock:
            if not ended:
                ring()
                ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(_Overrun))

    timer = threading.Timer(seconds, overrun)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        with lock:
            ended = True
        timer.cancel()
