"""One Markdown source in; PDF, EPUB, HTML and newsletter e-mail out.

What this module names is the API (docs/api.md). It is loaded when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

__all__ = [
    "Artifact",
    "Diagnostic",
    "ExporterError",
    "Note",
    "NoteError",
    "Outcome",
    "RenderError",
    "Summary",
    "UsageError",
    "__version__",
    "build",
    "load_note",
    "render",
]

if TYPE_CHECKING:
    from exporter.api import Artifact, Note, build, load_note, render
    from exporter.diagnostics import Diagnostic
    from exporter.errors import ExporterError, NoteError, RenderError, UsageError
    from exporter.run import Outcome, Summary
else:

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module("exporter.api"), name)


def __dir__() -> list[str]:
    return __all__
