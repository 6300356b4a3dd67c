"""The work of one job, in whatever process it is done: notes in, written artifacts out."""

from __future__ import annotations

import os
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from exporter.bench import Bench
from exporter.diagnostics import Diagnostic, Report, Reports, has_warnings
from exporter.errors import ExporterError, NoteError, RenderError
from exporter.output.manifest import Stamp, stamps
from exporter.publication.books import settings_report
from exporter.publication.plan import Job

if TYPE_CHECKING:
    from exporter.model.edition import Artifact, Edition, PagePlace

STRICT = RenderError(
    "there are warnings about it", "--strict lets none pass; what was written before stays"
)


class Written(msgspec.Struct, frozen=True):
    """What became of one format of a job; `message` says why there are no files."""

    format: str
    files: tuple[str, ...] = ()
    size: int = 0
    pages: int | None = None
    message: str = ""
    hint: str = ""


class Result(msgspec.Struct, frozen=True):
    """What became of a job. `sources` are all files that it was made from."""

    written: tuple[Written, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: dict[str, Stamp]


class Rendered(NamedTuple):
    """One format of a job, not written yet; `name` is its edition's."""

    format: str
    name: str
    artifact: Artifact


_bench: Bench | None = None


def take(bench: Bench) -> None:
    """Set up this process for the jobs of a build."""
    global _bench  # noqa: PLW0603 - a worker process has one bench, as a joiner has
    _bench = bench


def work(job: Job) -> Result:
    """Make and write the artifacts of a job. Raises nothing: a failure is part of the result."""
    from exporter.assembly import assemble

    bench = _taken()
    reports = _reports(job, bench)
    sources: dict[str, Stamp] = {}
    try:
        edition = assemble(job, bench, reports, sources)
    except NoteError as error:
        return Result(_failed(job, error), reports.diagnostics, sources)
    if edition is None:
        return Result((), reports.diagnostics, sources)
    logo = edition.mailing.logo if edition.mailing else None
    shown = (*edition.assets.values(), *edition.attachments.values(), *([logo] if logo else []))
    sources |= stamps(Path(asset.file) for asset in shown)
    made: list[Rendered | Written] = []
    places: tuple[PagePlace, ...] = ()
    # an EPUB names the pages of a PDF that is made with it
    for name in sorted(job.formats, key=lambda name: name != "pdf"):
        made.append(_make(name, job, edition, bench, reports, places))
        if name == "pdf" and isinstance(made[-1], Rendered):
            places = made[-1].artifact.places
    if bench.strict and has_warnings((*job.found, *reports.diagnostics)):
        return Result(_failed(job, STRICT), reports.diagnostics, sources)
    written = tuple(each if isinstance(each, Written) else _write(each, bench) for each in made)
    return Result(written, reports.diagnostics, sources)


def examine(job: Job) -> tuple[Diagnostic, ...]:
    """What is found out about a job before a backend has it. Raises nothing."""
    from exporter.assembly import assemble
    from exporter.publication.cross_references import number_references

    bench = _taken()
    reports = _reports(job, bench)
    with suppress(NoteError):  # it is in the report
        edition = assemble(job, bench, reports, {})
        if edition is not None:
            number_references(edition, reports)
    return reports.diagnostics


def _taken() -> Bench:
    if _bench is None:
        raise RuntimeError("take() comes first")
    return _bench


def _reports(job: Job, bench: Bench) -> Reports:
    """Empty ones: what is found about a whole is about the settings that make it."""
    if job.kind == "note":
        return Reports(Report(job.source))
    return Reports(settings_report(bench.settings, job.manifest))


def _make(
    name: str,
    job: Job,
    whole: Edition,
    bench: Bench,
    reports: Reports,
    places: tuple[PagePlace, ...],
) -> Rendered | Written:
    from exporter.assembly import in_format
    from exporter.backends import load
    from exporter.backends.means import Means

    try:
        edition = in_format(name, job, whole, bench, reports)
        means = Means(bench.jobs, Path(bench.settings.root), bench.stamp, places)
        return Rendered(name, edition.name, load(name)(edition, bench.theme, reports, means))
    except ExporterError as error:
        return Written(name, message=error.message, hint=error.hint)
    except Exception as error:  # noqa: BLE001 - one artifact's accident is not the batch's
        if os.environ.get("EXPORTER_DEBUG"):
            traceback.print_exc()
        return Written(
            name,
            message=f"internal error: {type(error).__name__}: {error}",
            hint="run again with EXPORTER_DEBUG=1 and report what it prints",
        )


def _write(made: Rendered, bench: Bench) -> Written:
    from exporter.output.writer import write

    name, artifact = made.format, made.artifact
    try:
        files = [write(bench.out, made.name + file.suffix, file.data) for file in artifact.files]
        files += [write(bench.out, file.suffix, file.data) for file in artifact.shared]
    except ExporterError as error:
        return Written(name, message=error.message, hint=error.hint)
    size = len(artifact.files[0].data)
    return Written(name, tuple(map(str, files)), size, artifact.pages)


def _failed(job: Job, error: ExporterError) -> tuple[Written, ...]:
    return tuple(Written(name, message=error.message, hint=error.hint) for name in job.formats)
