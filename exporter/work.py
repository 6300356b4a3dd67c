"""The work of one job, in whatever process it is done: notes in, written artifacts out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from exporter.bench import Bench
from exporter.diagnostics import Diagnostic, Report, Reports, has_warnings
from exporter.errors import ExporterError, NoteError, RenderError, accident
from exporter.executors import OUT_OF_MEMORY
from exporter.output.stamps import Stamp, stamp_of, stamps
from exporter.output.trace import Trace, in_vault
from exporter.publication.books import settings_file, settings_report
from exporter.publication.plan import Job
from exporter.publication.site import SITE
from exporter.stages import stage, timed

if TYPE_CHECKING:
    from exporter.model.document import Document
    from exporter.model.edition import Artifact, Edition, PagePlace

STRICT = RenderError(
    "there are warnings about it", "--strict lets none pass; what was written before stays"
)


class Written(msgspec.Struct, frozen=True):
    """What became of one format of a job; `message` says why there are no files. `files` are below
    the out folder, `diagnostics` those of its job and its own. `carried` are the files where the
    out folder was not reached yet (`brought`)."""

    format: str
    files: dict[str, Stamp] = {}
    pages: int | None = None
    message: str = ""
    hint: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()
    carried: dict[str, bytes] = {}


class Result(msgspec.Struct, frozen=True):
    """What became of a job, what it was made from, and the seconds of its stages (`stages`)."""

    written: tuple[Written, ...]
    diagnostics: tuple[Diagnostic, ...]
    trace: Trace = Trace()
    times: Mapping[str, float] = {}


class Rendered(NamedTuple):
    """One format of a job, not written yet; `name` is its edition's."""

    format: str
    name: str
    artifact: Artifact
    diagnostics: tuple[Diagnostic, ...]

    @property
    def files(self) -> dict[str, bytes]:
        """By their names below the out folder; the first is the one that people open."""
        named = {self.name + file.suffix: file.data for file in self.artifact.files}
        return named | {file.suffix: file.data for file in self.artifact.shared}


class Made(NamedTuple):
    """What became of a job before anything is written, in each of its formats."""

    formats: tuple[Rendered | Written, ...]
    diagnostics: tuple[Diagnostic, ...]
    trace: Trace = Trace()


_bench: Bench | None = None


def take(bench: Bench) -> None:
    """Set up this process for the jobs of a build."""
    global _bench  # noqa: PLW0603 - a worker process has one bench, as a joiner has
    _bench = bench


def work(job: Job) -> Result:
    """Make and write the artifacts of a job. Raises nothing: a failure is part of the result."""
    bench = _taken()
    with timed() as clock:
        made = make(job, bench)
        formats = (each if isinstance(each, Written) else _carried(each) for each in made.formats)
        with stage("write"):
            written = tuple(
                _landed(each, bench.out) if bench.reaches_out else each for each in formats
            )
    trace = in_vault(made.trace, bench.settings.root)
    found = made.diagnostics
    if bench.has_other_fonts and "pdf" in job.formats:
        found = (*found, *_of_fonts(bench))
    return Result(written, found, trace, clock.times)


def brought(result: Result, out: Path) -> Result:
    """What became of a job, with the files that it still carries in the out folder."""
    written = tuple(_landed(each, out) for each in result.written)
    return msgspec.structs.replace(result, written=written)


def make(job: Job, bench: Bench, instead: Document | None = None) -> Made:
    """The artifacts of a job, not written; `instead` of its only note, of that document. Raises
    nothing."""
    with stage("start"):
        from exporter.assembly import assemble, formats_of

    reports = _reports(job, bench)
    tracing = bench.tracing(site=SITE in job.formats)
    try:
        with stage("compose"):
            edition = assemble(job, bench, reports, tracing, instead)
    except NoteError as error:
        return Made(_failed(job, error), reports.diagnostics)
    wanted = formats_of(job, edition) if edition else ()
    made: list[Rendered | Written] = [
        Written(name, diagnostics=reports.diagnostics) for name in job.formats if name not in wanted
    ]
    if not edition:
        return Made(tuple(made), reports.diagnostics, tracing.trace)
    found = list(reports.diagnostics)
    places: tuple[PagePlace, ...] = ()
    # an EPUB names the pages of a PDF that is made with it
    for name in sorted(wanted, key=lambda name: name != "pdf"):
        of_format = reports.copy()
        with stage(f"render-{name}"):
            made.append(_make(name, job, edition, bench, of_format, places))
        found += of_format.diagnostics
        if name == "pdf" and isinstance(made[-1], Rendered):
            places = made[-1].artifact.places
    diagnostics = tuple(dict.fromkeys(found))
    if bench.strict and has_warnings((*job.found, *diagnostics)):
        return Made(_failed(job, STRICT), diagnostics)
    if job.kind != "note" and any(each.note == reports.whole.note for each in diagnostics):
        tracing.sources |= stamps([settings_file(bench.settings, job.manifest)])  # it has its lines
    return Made(tuple(made), diagnostics, tracing.trace)


def examine(job: Job) -> tuple[Diagnostic, ...]:
    """What is found out about a job before a backend has it. Raises nothing."""
    from exporter.assembly import assemble
    from exporter.publication.cross_references import number_references

    bench = _taken()
    reports = _reports(job, bench)
    with suppress(NoteError):  # it is in the report
        edition = assemble(job, bench, reports, bench.tracing())
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
        with stage("start"):
            backend = load(name)
        edition = in_format(name, job, whole, bench, reports)
        means = Means(bench.jobs, Path(bench.settings.root), bench.stamp, places)
        artifact = backend(edition, bench.theme, reports, means)
        return Rendered(name, edition.name, artifact, _about(name, reports.diagnostics))
    except ExporterError as error:
        return Written(name, message=error.message, hint=error.hint)
    except MemoryError:
        return Written(name, message=OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001 - one artifact's accident is not the batch's
        failure = accident(error)
        return Written(name, message=failure.message, hint=failure.hint)


def _carried(made: Rendered) -> Written:
    pages, found = made.artifact.pages, made.diagnostics
    return Written(made.format, pages=pages, diagnostics=found, carried=made.files)


def _of_fonts(bench: Bench) -> list[Diagnostic]:
    report = settings_report(bench.settings)
    report.add(
        "cluster/fonts",
        "workers made PDFs whose system has other fonts than the computer that asked for them",
        hint="give all computers the same fonts, or make the PDFs on one",
    )
    return report.diagnostics


def _landed(written: Written, out: Path) -> Written:
    from exporter.output.writer import write

    if not written.carried:
        return written
    try:
        files = {
            name: stamp_of(write(out, name, data), data) for name, data in written.carried.items()
        }
    except ExporterError as error:
        return Written(written.format, message=error.message, hint=error.hint)
    return msgspec.structs.replace(written, files=files, carried={})


def _about(name: str, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings without those about paper, or about mail, where a format is none."""
    others = {"pdf", "email"} - {name}
    return tuple(each for each in found if each.code.partition("/")[0] not in others)


def _failed(job: Job, error: ExporterError) -> tuple[Written, ...]:
    return tuple(Written(name, message=error.message, hint=error.hint) for name in job.formats)
