"""The Python API (docs/api.md): what commands do, as functions that return what they made.

Nothing here prints, or changes anything of the process that calls it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing
from multiprocessing import current_process
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import RLock

import msgspec

from exporter import run
from exporter.check import inspect
from exporter.config import FORMATS, Settings, check_formats
from exporter.diagnostics import Diagnostic
from exporter.errors import ExporterError, NoteError, RenderError, UsageError
from exporter.executors import TIMEOUT, Executor, Progress, Workers, check_workers
from exporter.model.document import Document
from exporter.notebook import framed
from exporter.output.writer import write
from exporter.project import destination, existing, settings_for
from exporter.prospect import prospect
from exporter.publication.site import SITE
from exporter.run import Outcome, Summary
from exporter.work import Made, Rendered, make

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
    "build",
    "load_note",
    "render",
]

# A path as Python's own functions take it
AnyPath = str | os.PathLike[str]
# What is made of a note alone
OF_NOTES = tuple(name for name in FORMATS if name != SITE)

# PDFium and the fonts of the system want one thread at a time
_TURN = RLock()


class Note(Document, frozen=True, kw_only=True):
    """A document that knows where it comes from: the `settings` of its project, in which
    `settings.root` is the vault, and the `diagnostics` about it.

    `msgspec.structs.replace(note, blocks=…)` gives one with another text.
    """

    diagnostics: tuple[Diagnostic, ...]
    settings: Settings

    def __repr__(self) -> str:
        return f"<Note {self.path!r}: {len(self.diagnostics)} found>"

    def _repr_html_(self) -> str:
        """The note as its web page, for a notebook."""
        return framed(render(self).data.decode(), self.path)


class Artifact(msgspec.Struct, frozen=True):
    """A note in one format. `files` are bytes by their names below an out folder, the first the one
    that people open; `diagnostics` is what was found out about it, and `pages` counts those of a
    PDF."""

    format: str
    files: dict[str, bytes]
    diagnostics: tuple[Diagnostic, ...] = ()
    pages: int | None = None

    @property
    def name(self) -> str:
        """The name of the first file, with the folders of its note."""
        return next(iter(self.files))

    @property
    def data(self) -> bytes:
        """What is in the first file."""
        return self.files[self.name]

    def write(self, out: AnyPath) -> tuple[Path, ...]:
        """Write the files below a folder, each of them whole or not at all; where they are is
        given. Raises RenderError."""
        return tuple(write(Path(out), name, data) for name, data in self.files.items())

    def __repr__(self) -> str:
        return f"<Artifact {self.name!r}, {len(self.data):,} bytes>"


def load_note(
    path: AnyPath, *, profile: str = "", theme: str = "", trust: bool | None = None
) -> Note:
    """A note as backends get it: links resolved, embeds expanded.

    Its vault is found as `exporter build` finds it. `profile` and `theme` are names as on the
    command line; `trust` holds for this call alone. Raises NoteError, UsageError.
    """
    file = _note_file(path)
    settings = settings_for([file], profile, theme, trust)
    with _TURN:
        document, found = inspect(settings, file)
    return Note(
        document.path, document.metadata, document.blocks, diagnostics=found, settings=settings
    )


def render(note: Note | AnyPath, to: str = "html") -> Artifact:
    """A note in one format: the bytes that `exporter build NOTE --to FORMAT` writes to an empty
    folder.

    A Note is rendered as it is, with the vault around it as that is now. Raises NoteError,
    RenderError, UsageError.
    """
    (name,) = check_formats([to])
    if name not in OF_NOTES:
        raise UsageError(f"a {name} is made of many notes", "build() makes it")
    if isinstance(note, Note):
        file, settings = existing(Path(note.settings.root, note.path)), note.settings
        instead = Document(note.path, note.metadata, note.blocks, note.version)
    else:
        file, instead = _note_file(note), None
        settings = settings_for([file])
    with _TURN:
        return _rendered(file, settings, name, instead)


def build(
    paths: AnyPath | Sequence[AnyPath] = (),
    *,
    to: str | Sequence[str] = (),
    out: AnyPath | None = None,
    profile: str = "",
    theme: str = "",
    trust: bool | None = None,
    jobs: int = 1,
    executor: Executor = "",
    scheduler: str = "",
    timeout: float = TIMEOUT,
    memory: int = 0,
    force: bool = False,
    strict: bool = False,
    progress: Progress = lambda _done, _total, _label: None,
) -> Summary:
    """Make notes and folders, or the project of the current folder, as `exporter build` does.

    `to` and `out` are the project's own where they say nothing. `jobs` processes work, this one
    alone for 1, or those of a cluster, whose `scheduler` is at that address, for the executor
    `dask`; `timeout` is seconds for a note or a book, `memory` bytes for a process and its Pandoc,
    0 for no bound. `progress(done, total, label)` is called here as artifacts are finished.

    What can't be made is among the `failures` of the summary; raises UsageError where nothing can
    be done at all.
    """
    given = [paths] if isinstance(paths, str | os.PathLike) else paths
    present = [existing(Path(path)) for path in given]
    workers = Workers(jobs, timeout, memory, executor, scheduler)
    check_workers(workers)  # before a store is asked
    _check_process(workers)
    settings = settings_for(present, profile, theme, trust)
    formats = check_formats([to] if isinstance(to, str) else to) or settings.build.formats
    folder, delivery = destination(None if out is None else os.fspath(out), settings, present)
    with _TURN:
        return run.build(
            settings,
            present,
            formats=formats,
            out=folder,
            workers=workers,
            force=force,
            strict=strict,
            delivery=delivery,
            progress=progress,
        )


def _check_process(workers: Workers) -> None:
    needs = workers.jobs > 1 or workers.memory or workers.executor == "processes"
    if needs and current_process().daemon:
        raise UsageError(
            "this process is a daemon, as Celery's are, and may start no workers",
            "leave jobs, memory and executor out",
        )


def _note_file(path: AnyPath) -> Path:
    file = existing(Path(path))
    if file.is_dir():
        raise UsageError(f"{path} is a folder", "name one note of it; build() makes all")
    return file


def _rendered(file: Path, settings: Settings, name: str, instead: Document | None) -> Artifact:
    with TemporaryDirectory(prefix="exporter-", ignore_cleanup_errors=True) as scratch:
        out = Path(scratch, "out")  # nothing was ever made there
        before = prospect(settings, [file], (name,), out)
        job = next(job for job in before.wanted if job.kind == "note")
        with closing(run.bench_for(before, out, scratch)) as bench:
            made = make(job, bench, instead)
    rendered = _only(made, job.source)
    diagnostics = tuple(dict.fromkeys((*before.found, *rendered.diagnostics)))
    return Artifact(name, rendered.files, diagnostics, rendered.artifact.pages)


def _only(made: Made, note: str) -> Rendered:
    """The one format that was asked for. Raises NoteError, RenderError."""
    (only,) = made.formats
    if isinstance(only, Rendered):
        return only
    if only.message:
        raise RenderError(only.message, only.hint)
    raise NoteError(f"{note} has no text", "there is nothing to make of it")
