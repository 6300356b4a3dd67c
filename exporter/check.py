"""What can be found out about notes before any backend has them. Writes nothing."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import msgspec

from exporter.bench import Bench, document_of
from exporter.config import FORMATS, Settings
from exporter.diagnostics import Diagnostic, Report, Reports
from exporter.executors import Progress, TaskFailure, Workers, run_tasks
from exporter.publication.site import SITE
from exporter.rendering.templates import theme_of
from exporter.survey import Survey, bench_of, planned, survey
from exporter.work import examine, take

if TYPE_CHECKING:
    from exporter.model.document import Document

# Seconds for one job: a book of a thousand chapters is read in some twenty
TIMEOUT = 600.0
# A site is made of the same notes
EXAMINED = tuple(name for name in FORMATS if name != SITE)


class Findings(msgspec.Struct, frozen=True):
    """What was found in how many `notes`; `seconds` is wall-clock time."""

    diagnostics: tuple[Diagnostic, ...]
    notes: int
    seconds: float


def check(
    settings: Settings,
    paths: Sequence[Path],
    *,
    out: Path,
    jobs: int,
    progress: Progress = lambda _done, _total, _label: None,
) -> Findings:
    """All findings about what a build of `paths` would be made from, each once.

    `out` is where a build would write: nothing below it is a note. `progress(done, total, label)`
    is called as jobs are finished. Raises UsageError where there is nothing to check.
    """
    began = time.perf_counter()
    project = survey(settings, out)
    wanted, before = planned(project, paths, EXAMINED)
    found = list(before)
    # the longest first, so that no process is left alone with it at the end
    tasks = sorted(wanted, key=lambda job: -len(job.notes))
    notes = frozenset(note for job in wanted for note in job.notes)
    with TemporaryDirectory(prefix="exporter-", ignore_cleanup_errors=True) as scratch:
        bench = _bench(project, notes, scratch)
        done = run_tasks(examine, tasks, Workers(jobs, TIMEOUT), partial(take, bench))
        for count, (number, result) in enumerate(done, 1):
            job = tasks[number]
            if isinstance(result, TaskFailure):
                lost = Report(job.source)
                lost.add("note/unreadable", result.message, hint=result.hint, line=1)
                result = tuple(lost.diagnostics)
            found += result
            progress(count, len(tasks), job.source)
    return Findings(tuple(dict.fromkeys(found)), len(notes), time.perf_counter() - began)


def inspect(settings: Settings, path: Path) -> tuple[Document, tuple[Diagnostic, ...]]:
    """One note, normalised, with the findings about it. Raises NoteError, UsageError."""
    project = survey(settings)
    name = path.resolve().relative_to(project.index.root).as_posix()
    found, diagnostics = documents(project, (name,))
    return found[name], diagnostics


def documents(
    project: Survey, notes: Sequence[str]
) -> tuple[dict[str, Document], tuple[Diagnostic, ...]]:
    """Notes, normalised, with the findings about them. Raises NoteError."""
    bench = _bench(project, frozenset(notes), "")
    found: dict[str, Document] = {}
    diagnostics: list[Diagnostic] = []
    try:
        for note in notes:
            reports = Reports(Report(note))
            found[note] = document_of(note, bench, reports, bench.tracing())
            diagnostics += reports.diagnostics
    finally:
        bench.reader.close()
    return found, tuple(diagnostics)


def _bench(project: Survey, notes: frozenset[str], scratch: str) -> Bench:
    return bench_of(project, theme_of(project.settings), planned=notes, scratch=scratch)
