"""One build: what is before it, the work, the report. Knows no Markdown and no HTML."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from contextlib import closing, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import msgspec

from exporter.bench import Bench
from exporter.config import Settings
from exporter.diagnostics import Diagnostic
from exporter.executors import Progress, TaskFailure, Workers, check_workers, run_tasks
from exporter.keys import PAGED, is_paged
from exporter.output.delivery import Delivery
from exporter.output.manifest import Made
from exporter.output.sharing import building
from exporter.prospect import Prospect, prospect
from exporter.publication.plan import Job
from exporter.publication.site import PUBLISHED, SITE, address_of, file_of
from exporter.record import Record
from exporter.stages import add, stage, timed
from exporter.staleness import name_of
from exporter.survey import bench_of
from exporter.travel import Taking
from exporter.versions import stamp
from exporter.work import Result, Written, brought, work

# The stage in which jobs are worked at; what they do has stages of its own
WORK = "work"
# This process and no other
ALONE = Workers()


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one artifact; `size` is bytes."""

    source: str
    format: str
    path: str
    size: int
    pages: int | None
    status: Literal["written", "unchanged", "failed"]
    message: str = ""
    hint: str = ""


class Timed(msgspec.Struct, frozen=True):
    """The seconds that a note or a book took, on the clock, by stage (`stages`)."""

    source: str
    stages: Mapping[str, float]

    @property
    def seconds(self) -> float:
        return sum(self.stages.values())


class Summary(msgspec.Struct, frozen=True):
    """What became of a build; `seconds` is wall-clock time, `addresses` says where the pages of
    notes lie in a site, `removed` are the files of notes that are gone. `times` are those of what
    was made this time, and `stages` the seconds of all processes together, by stage."""

    outcomes: tuple[Outcome, ...]
    diagnostics: tuple[Diagnostic, ...]
    seconds: float
    out: str
    addresses: Mapping[str, str] = {}
    removed: tuple[str, ...] = ()
    times: tuple[Timed, ...] = ()
    stages: Mapping[str, float] = {}

    @property
    def artifacts(self) -> tuple[Outcome, ...]:
        """What is there now, be it written or unchanged."""
        return tuple(each for each in self.outcomes if each.status != "failed")

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """What could not be made; what was there before stays."""
        return tuple(each for each in self.outcomes if each.status == "failed")

    def __repr__(self) -> str:
        """One line: a notebook shows what a cell ends with, be it of thousands of notes."""
        made, failed = len(self.artifacts), len(self.failures)
        return f"<Summary of {self.out!r}: {made:,} artifacts, {failed:,} failures>"


def build(
    settings: Settings,
    paths: Sequence[Path],
    *,
    formats: tuple[str, ...],
    out: Path,
    workers: Workers = ALONE,
    force: bool = False,
    strict: bool = False,
    delivery: Delivery | None = None,
    index_words: bool = True,
    progress: Progress = lambda _done, _total, _label: None,
) -> Summary:
    """Make what `paths` hold (the whole project where there are none) in the formats asked for.

    Only what changed is made again, unless `force`; with `strict`, nothing is written that there
    are warnings about. A whole build removes what no note stands for any more. Without
    `index_words`, the search of a site is left to `binding.index_words`. `progress(done, total,
    label)` is called as artifacts are finished. What lies in `out` is brought to where `delivery`
    says at the end. Raises UsageError where nothing can be done at all, RenderError where what was
    made can't be delivered.
    """
    check_workers(workers)
    began = time.perf_counter()
    times: dict[str, dict[str, float]] = {}
    with timed() as clock:
        with stage("plan"):
            alone = workers.executor == "serial"
            before = prospect(
                settings,
                paths,
                formats,
                out,
                force=force,
                strict=strict,
                jobs=1 if alone else workers.jobs,
            )
            record = Record(before, out)
        diagnostics = list(before.found)
        # where nothing is to be done, nothing is to be swept
        with building(out) if before.todo or before.gone else nullcontext():
            try:
                with stage(WORK):
                    diagnostics += _work(before, record, out, workers, strict, progress, times)
            except BaseException:  # Ctrl-C, as a rule
                record.remember(at_once=True)
                raise
            if before.addresses:
                with stage("bind"):
                    diagnostics += _bind(before, record, out, index_words)
            with stage("record"):
                removed, told = record.close()
        if delivery:
            with stage("deliver"):
                delivery.deliver()
    where = delivery.address if delivery else str(out.resolve())
    outcomes = tuple(_outcomes(before, record, where))
    diagnostics += [*told, *_remembered(before, record)]
    return Summary(
        outcomes,
        tuple(dict.fromkeys(diagnostics)),
        time.perf_counter() - began,
        delivery.address if delivery else str(out),
        before.addresses,
        removed,
        tuple(Timed(source, stages) for source, stages in times.items()),
        _all_stages(clock.times, times),
    )


def _work(
    before: Prospect,
    record: Record,
    out: Path,
    workers: Workers,
    strict: bool,
    progress: Progress,
    times: dict[str, dict[str, float]],
) -> list[Diagnostic]:
    """Make what has to be made; what was found out about it. How long each note takes is added to
    `times`."""
    tasks = _tasks(before.todo)
    if not tasks:
        return []
    total = sum(len(job.formats) for job in before.wanted)
    done = total - sum(len(task.formats) for task in tasks)
    diagnostics: list[Diagnostic] = []
    progress(done, total, "")
    with (
        TemporaryDirectory(prefix="exporter-", ignore_cleanup_errors=True) as scratch,
        closing(bench_for(before, out, scratch, jobs=workers.jobs, strict=strict)) as bench,
    ):
        begin = Taking(bench)
        for number, result in run_tasks(work, tasks, workers, begin):
            task = tasks[number]
            if isinstance(result, TaskFailure):
                took = {"given-up": workers.timeout} if result.kind == "timeout" else {}
                result = Result(_lost(task, result), (), times=took)
            record.enter(task, brought(result, out))
            record.remember()
            add(times.setdefault(task.source, {}), result.times)
            diagnostics += result.diagnostics
            done += len(task.formats)
            progress(done, total, task.source)
        bench.sweep()
    return diagnostics


def bench_for(
    before: Prospect, out: Path, scratch: str, *, jobs: int = 1, strict: bool = False
) -> Bench:
    """The bench at which the jobs of a build are worked, with a folder for temporary files."""
    return bench_of(
        before.project,
        before.theme,
        out=out,
        planned=before.around.vault.planned,
        pages=before.pages,
        addresses=before.addresses,
        site=before.site,
        scratch=scratch,
        jobs=jobs,
        stamp=stamp(),
        strict=strict,
    )


def _all_stages(
    ours: Mapping[str, float], times: Mapping[str, Mapping[str, float]]
) -> Mapping[str, float]:
    """What all processes did together; where they worked, this one waited, or did it itself."""
    total = {name: seconds for name, seconds in ours.items() if name != WORK}
    for stages in times.values():
        add(total, stages)
    return total


def _bind(before: Prospect, record: Record, out: Path, index_words: bool) -> tuple[Diagnostic, ...]:
    """Bind the site from the leaves that are there; what was found out about it."""
    from exporter.binding import bind

    names: list[str] = []
    shown: list[str] = []
    jobs = [job for job in before.wanted if SITE in job.formats]
    for job in jobs:
        # what failed has its last pages
        artifact = record.made.get(name_of(job, SITE))
        files = tuple(artifact.files) if artifact else ()
        shown += [file for file in files if file.startswith(PUBLISHED)]
        names += [file.removesuffix(".leaf") for file in files if file.endswith(".leaf")]
    failed = any(name_of(job, SITE) in record.failures for job in jobs)
    settings = before.project.settings
    return bind(settings, before.theme, out, names, shown, some_failed=failed, index=index_words)


def _tasks(jobs: Sequence[Job]) -> list[Job]:
    """The jobs as they are handed out: the longest first, a PDF of many notes beside its other
    formats."""
    tasks: list[Job] = []
    for job in sorted(jobs, key=lambda job: -len(job.notes)):
        beside = PAGED if is_paged(job) else {"pdf"}
        slow = tuple(name for name in job.formats if name in beside)
        rest = tuple(name for name in job.formats if name not in beside)
        parts = (slow, rest) if job.kind != "note" else (job.formats,)
        tasks += [msgspec.structs.replace(job, formats=part) for part in parts if part]
    return tasks


def _lost(task: Job, failure: TaskFailure) -> tuple[Written, ...]:
    hint = failure.hint or "the others were not touched; try this one alone"
    return tuple(Written(name, message=failure.message, hint=hint) for name in task.formats)


def _outcomes(before: Prospect, record: Record, top: str) -> list[Outcome]:
    found: list[Outcome] = []
    for job in before.wanted:
        for name in job.formats:
            key = name_of(job, name)
            if failed := record.failures.get(key):
                message, hint = failed.message, failed.hint
                found.append(Outcome(job.source, name, "", 0, None, "failed", message, hint))
            elif (made := record.made[key]).files:
                found.append(_outcome(job, name, made, top, fresh=key in before.why))
    return found


def _outcome(job: Job, name: str, made: Made, top: str, *, fresh: bool) -> Outcome:
    file, written = next(iter(made.files.items()))
    if name == SITE:
        file = PUBLISHED + file_of(address_of(job.name))
    status: Literal["written", "unchanged"] = "written" if fresh else "unchanged"
    return Outcome(job.source, name, os.path.join(top, file), written.size, made.pages, status)


def _remembered(before: Prospect, record: Record) -> list[Diagnostic]:
    """The findings about what did not have to be made again: they still hold."""
    keys = [name_of(job, name) for job in before.wanted for name in job.formats]
    return [
        found
        for key in keys
        if key not in before.why and key in record.made
        for found in record.made[key].diagnostics
    ]
