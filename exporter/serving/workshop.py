"""A thread in which things are made, one after the other.

A build has its process to itself (`work.take`); and Pandoc, as other children, ends with the thread
that started it.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

Made = TypeVar("Made")


class Workshop:
    """Open from the beginning. It keeps nobody from leaving: the thread ends with the process."""

    def __init__(self) -> None:
        self._calls: SimpleQueue[Callable[[], None]] = SimpleQueue()
        Thread(target=self._work, name="workshop", daemon=True).start()

    def do(self, call: Callable[[], Made]) -> Future[Made]:
        """Call it when all that was asked for before is done."""
        future: Future[Made] = Future()

        def carry_out() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                made = call()
            except BaseException as error:  # noqa: BLE001 - whoever waits for it gets it
                future.set_exception(error)
            else:
                future.set_result(made)

        self._calls.put(carry_out)
        return future

    def _work(self) -> None:
        while True:
            self._calls.get()()
