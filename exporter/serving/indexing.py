"""The index of a site's words, made once nobody has saved anything for a while.

It takes seconds for a thousand notes, in which whoever saves again would wait for their page.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Timer

from exporter.binding import index_words
from exporter.config import Settings
from exporter.errors import ExporterError

# Seconds without another build
QUIET = 2.0


class Indexing:
    """Makes the index of what lies in `out`, in a thread of its own, and writes nothing of it while
    a build is."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._writing = Lock()
        self._held = Event()
        self._timer: Timer | None = None

    def soon(self, settings: Settings) -> None:
        """Begin after a while, unless it is held."""
        self.hold()
        self._held = Event()
        self._timer = Timer(QUIET, self._make, [settings, self._held])
        self._timer.daemon = True
        self._timer.start()

    def hold(self) -> None:
        """Let go of what was begun: when this returns, nothing more is written of it."""
        self._held.set()
        if self._timer is not None:
            self._timer.cancel()
        with self._writing:
            pass

    def _make(self, settings: Settings, held: Event) -> None:
        with suppress(ExporterError):  # a full disk: the next build says so
            index_words(settings, self._out, held.is_set, self._writing)
