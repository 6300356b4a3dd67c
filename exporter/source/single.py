"""Single notes, read before a build: the outline of a book."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from exporter.config import Settings
from exporter.diagnostics import Report
from exporter.errors import NoteError
from exporter.executors.alarm import alarm

if TYPE_CHECKING:
    from exporter.model.document import Document
    from exporter.source.pandoc import Reader

# Seconds to read one, for which Pandoc has a clock of its own
PATIENCE = 60.0


@contextmanager
def reading(settings: Settings) -> Iterator[Callable[[str], tuple[Document, Report] | None]]:
    """What reads single notes of a project, each with the report about it; nothing where one can't
    be read. Pandoc, and all that reads, starts with the first of them: most projects have none."""
    with ExitStack() as started:

        @cache
        def reader() -> Reader:
            from exporter.source.pandoc import Reader

            return started.enter_context(closing(Reader()))

        def load(path: str) -> tuple[Document, Report] | None:
            from exporter.source.note import open_note, read

            try:
                source = open_note(Path(settings.root), path)
                with alarm(PATIENCE):
                    return read(source, reader(), settings.build), source.report
            except (NoteError, TimeoutError):
                return None

        yield load
