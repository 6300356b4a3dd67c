"""What the server tells the pages that are open: that something was built (server-sent events)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

# Seconds after which a page hears that it is not forgotten
PAUSE = 15.0


class News:
    """A number that grows: pages ask what it is about. Any thread tells, the server's hears."""

    def __init__(self) -> None:
        self._number = 0
        self._closed = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._next = asyncio.Event()

    def tell(self) -> None:
        """Something is new."""
        self._number += 1
        if self._loop is not None:
            with suppress(RuntimeError):  # it is closed: nobody hears any more
                self._loop.call_soon_threadsafe(self._wake)

    def close(self) -> None:
        """Let all pages go; in the server's thread."""
        self._closed = True
        self._wake()

    async def stream(self) -> AsyncIterator[str]:
        """Server-sent events, one for each time that something is new."""
        self._loop = asyncio.get_running_loop()
        heard = -1
        while not self._closed:
            coming = self._next
            if heard != self._number:
                heard = self._number
                yield f"data: {heard}\n\n"
                continue
            try:
                await asyncio.wait_for(coming.wait(), PAUSE)
            except TimeoutError:
                yield ": still here\n\n"

    def _wake(self) -> None:
        self._next.set()
        self._next = asyncio.Event()
