"""The backends by name: one module each, with one function
`render(edition, theme, reports, means)`.

A backend is a pure function from an edition to bytes; writing them is `output`'s.
"""

from __future__ import annotations

import ctypes.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from importlib import import_module
from io import StringIO
from threading import Lock
from typing import Protocol

from exporter.backends.means import ALONE, Means
from exporter.diagnostics import Reports
from exporter.errors import RenderError
from exporter.model.edition import Artifact, Edition
from exporter.rendering.templates import Theme

BACKENDS = {
    "html": "exporter.backends.html",
    "epub": "exporter.backends.epub",
    "pdf": "exporter.backends.pdf",
    "email": "exporter.backends.email",
    "json": "exporter.backends.json",
    "site": "exporter.backends.site",
}

# stdout is the whole process's: of two threads, one would give the other's back
_IMPORTING = Lock()


class Backend(Protocol):
    def __call__(
        self, edition: Edition, theme: Theme, reports: Reports, means: Means = ALONE
    ) -> Artifact:
        """Raises RenderError where the artifact can't be made."""


def load(name: str) -> Backend:
    """The render function of a backend; its libraries are imported only now.

    Raises RenderError where one of the system's libraries is missing.
    """
    module = BACKENDS[name]
    try:
        if module not in sys.modules:
            # without Pango, WeasyPrint prints advice of its own before it raises
            with _IMPORTING, redirect_stdout(StringIO()), _no_search():
                import_module(module)
        backend: Backend = import_module(module).render
    except OSError as error:
        reason = str(error).partition(":")[0]
        raise RenderError(
            f"a library that {name} needs is not on this system ({reason})",
            "`exporter doctor` says how to get it",
        ) from error
    return backend


@contextmanager
def _no_search() -> Iterator[None]:
    """Have no library searched for by programs. WeasyPrint asks for Pango by the names of other
    systems first, and for each of them `find_library` starts gcc, ld and ldconfig: a quarter of a
    second in every process. Linux itself finds what is asked for by its name there."""
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda _name: None  # type: ignore[assignment]
    try:
        yield
    finally:
        ctypes.util.find_library = search
