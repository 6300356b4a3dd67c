"""Failures. A finding that lets the work go on is a `Diagnostic`, not one of these."""

from __future__ import annotations

import os


class ExporterError(Exception):
    """Base of all our errors; its text is one sentence for people, `hint` says what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.message, self.hint)


class UsageError(ExporterError):
    """A command or configuration that can't be carried out as written (exit code 2)."""


class NoteError(ExporterError):
    """A note that can't be turned into a document; the rest of the batch goes on."""


class RenderError(ExporterError):
    """An artifact that can't be made; the rest of the batch goes on."""


def accident(error: Exception) -> ExporterError:
    """An error that is not ours, caught on its way, in words for people; with EXPORTER_DEBUG, it is
    printed as well."""
    if os.environ.get("EXPORTER_DEBUG"):
        import traceback

        traceback.print_exception(error)
    return ExporterError(
        f"internal error: {type(error).__name__}: {error}",
        "run again with EXPORTER_DEBUG=1 and report what it prints",
    )
