"""The backends by name: one module each, with one function
`render(edition, theme, reports, means)`.

A backend is a pure function from an edition to bytes; writing them is `output`'s.
"""

from __future__ import annotations

from contextlib import redirect_stdout
from importlib import import_module
from io import StringIO
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


class Backend(Protocol):
    def __call__(
        self, edition: Edition, theme: Theme, reports: Reports, means: Means = ALONE
    ) -> Artifact:
        """Raises RenderError where the artifact can't be made."""


def load(name: str) -> Backend:
    """The render function of a backend; its libraries are imported only now.

    Raises RenderError where one of the system's libraries is missing.
    """
    try:
        # without Pango, WeasyPrint prints advice of its own before it raises
        with redirect_stdout(StringIO()):
            backend: Backend = import_module(BACKENDS[name]).render
    except OSError as error:
        reason = str(error).partition(":")[0]
        raise RenderError(
            f"a library that {name} needs is not on this system ({reason})",
            "`exporter doctor` says how to get it",
        ) from error
    return backend
