"""A pool of processes as pebble has it, with what is mended for us."""

from __future__ import annotations

from typing import Any

import pebble
from pebble.pool.process import NoMessage, PoolManager, WorkerManager

# Seconds between two looks at the workers, and for one that is told to end: busy in C code, it does
# not hear SIGTERM, and is killed then
pebble.CONSTS.sleep_unit = 0.02
pebble.CONSTS.term_timeout = 0.5


class Pool(pebble.ProcessPool):
    """Ends its workers before their channels: one that is still starting would find them gone, and
    print a traceback."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._pool_manager = _Manager(self._context, options["context"])

    def _stop_pool(self) -> None:
        if self._pool_manager_loop is not None:
            self._pool_manager_loop.join()
        self._pool_manager.worker_manager.force_stop_workers()  # type: ignore[no-untyped-call]
        super()._stop_pool()  # type: ignore[no-untyped-call]


class _Manager(PoolManager):
    """Hears what a worker said before it asks what died with it: a task that was not known to have
    begun would be waited for until it is late, or all of the pool be given up."""

    def __init__(self, context: Any, mp_context: Any) -> None:
        super().__init__(context, mp_context)
        self.worker_manager: _Workers = _Workers(
            context.workers, context.worker_parameters, mp_context
        )
        self._died: list[tuple[int, tuple[int, int]]] = []

    def handle_worker_expiration(self, expiration: tuple[int, int]) -> None:
        # the silence that is just being counted may be older
        self._died.append((self.worker_manager.silences + 2, expiration))

    def update_workers(self) -> None:
        super().update_workers()  # type: ignore[no-untyped-call]
        while self._died and self._died[0][0] <= self.worker_manager.silences:
            _, expiration = self._died.pop(0)
            super().handle_worker_expiration(expiration)


class _Workers(WorkerManager):
    """Counts the times that there was nothing to hear, and all that was heard had been heeded."""

    silences = 0

    def receive(self, timeout: float) -> Any:
        message = super().receive(0)
        if isinstance(message, NoMessage):
            self.silences += 1
            message = super().receive(timeout)
        return message
