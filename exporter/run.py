"""One build: plan, work, report. Knows no Markdown and no HTML."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import msgspec

from exporter.bench import Bench
from exporter.config import Settings
from exporter.diagnostics import Diagnostic, has_warnings
from exporter.executors import Progress, TaskFailure, run_tasks
from exporter.normalize.index import Entry, Index
from exporter.output import manifest as manifests
from exporter.output.manifest import Made, Manifest
from exporter.output.writer import remove
from exporter.publication.plan import Job, page_names
from exporter.publication.site import PUBLISHED, SITE, address_of, file_of
from exporter.publication.site_jobs import page_addresses
from exporter.render.fonts import installed
from exporter.render.templates import Theme, theme_of
from exporter.source.kept import sweep
from exporter.survey import planned, survey
from exporter.versions import stamp
from exporter.work import Result, Written, take, work

# Seconds for one job: a book of a thousand pages takes minutes, a note a second
TIMEOUT = 1800.0
# What is made together where both are asked for: the one names the pages of the other
PAGED = frozenset({"pdf", "epub"})


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


class Summary(msgspec.Struct, frozen=True):
    """What became of a build; `seconds` is wall-clock time, `addresses` says where the pages of
    notes lie in a site."""

    outcomes: tuple[Outcome, ...]
    diagnostics: tuple[Diagnostic, ...]
    seconds: float
    out: str
    addresses: Mapping[str, str] = {}


def build(
    settings: Settings,
    paths: Sequence[Path],
    *,
    formats: tuple[str, ...],
    out: Path,
    jobs: int,
    force: bool = False,
    strict: bool = False,
    progress: Progress = lambda _done, _total, _label: None,
) -> Summary:
    """Make what `paths` hold (the whole project where there are none) in the formats asked for.

    Only what changed is made again, unless `force`; with `strict`, nothing is written that there
    are warnings about. `progress(done, total, label)` is called as artifacts are finished. Raises
    UsageError where nothing can be done at all.
    """
    began = time.perf_counter()
    theme = theme_of(settings)
    old = manifests.load(out)
    project = survey(settings, out, old.notes)
    settings, index = project.settings, project.index
    wanted, found = planned(project, paths, formats)
    pages, addresses = page_names(wanted, index), page_addresses(index, wanted)
    setting = _key(settings, theme.digest, index, pages, addresses)
    todo = [job for job in map(partial(_stale, old, setting, force, strict), wanted) if job.formats]
    scratch = TemporaryDirectory(prefix="exporter-", ignore_cleanup_errors=True)
    entries = tuple(index.entries.values())
    notes = frozenset(note for job in wanted for note in job.notes)
    bench = Bench(
        settings,
        entries,
        index.assets,
        theme,
        out,
        notes,
        project.hidden,
        pages,
        addresses,
        scratch.name,
        jobs,
        stamp(),
        strict,
    )

    made = dict(old.made)
    tasks = _tasks(todo)
    total = sum(len(job.formats) for job in wanted)
    done = total - sum(len(task.formats) for task in tasks)
    failures: dict[str, Written] = {}
    diagnostics = list(found)
    with scratch:
        for number, result in run_tasks(
            work, tasks, jobs=jobs, timeout=TIMEOUT, initializer=partial(take, bench)
        ):
            task = tasks[number]
            if isinstance(result, TaskFailure):
                result = Result(_lost(task, result), (), {})
            _keep(task, result, setting, made, failures)
            diagnostics += result.diagnostics
            done += len(task.formats)
            progress(done, total, task.source)
    if addresses:
        diagnostics += _bind(settings, theme, out, wanted, made, failures)
    for task in tasks:
        _clear(task, out, old, made)
    manifests.save(out, Manifest(made, project.seen))
    if tasks and bench.shelf:
        sweep(bench.shelf, index.entries)
    fresh = {_name(task, name) for task in tasks for name in task.formats}
    outcomes = [
        outcome
        for job in wanted
        for name in job.formats
        if (outcome := _outcome(job, name, out, made, failures, fresh)) is not None
    ]
    diagnostics += _remembered(wanted, made, fresh)
    return Summary(
        tuple(outcomes),
        tuple(dict.fromkeys(diagnostics)),
        time.perf_counter() - began,
        str(out),
        addresses,
    )


def _bind(
    settings: Settings,
    theme: Theme,
    out: Path,
    wanted: Sequence[Job],
    made: Mapping[str, Made],
    failures: Mapping[str, Written],
) -> tuple[Diagnostic, ...]:
    """Bind the site from the leaves that are there; what was found out about it."""
    from exporter.binding import bind

    top = str(out.resolve()) + os.sep
    names: list[str] = []
    shown: list[str] = []
    jobs = [job for job in wanted if SITE in job.formats]
    for job in jobs:
        artifact = made.get(_name(job, SITE))
        files = [Path(file[len(top) :]).as_posix() for file in artifact.files] if artifact else []
        shown += [file for file in files if file.startswith(PUBLISHED)]
        # what failed has its last pages
        names += [file.removesuffix(".leaf") for file in files if file.endswith(".leaf")]
    failed = any(_name(job, SITE) in failures for job in jobs)
    return bind(settings, theme, out, names, shown, some_failed=failed)


def _key(
    settings: Settings,
    theme: str,
    index: Index,
    pages: Mapping[str, str],
    addresses: Mapping[str, str],
) -> str:
    """A hash of everything that an artifact depends on beside its own sources."""
    parts = (
        stamp(),
        installed(),
        settings,
        theme,
        [_named(index.entries[path]) for path in sorted(index.entries)],
        index.assets,
        sorted((note, page) for note, page in pages.items() if "#" in page),
        sorted(addresses.items()),
        os.environ.get("SOURCE_DATE_EPOCH", ""),
    )
    return manifests.digest(msgspec.msgpack.encode(parts))


def _named(entry: Entry) -> Entry:
    """What other notes see of a note; its tags and its day choose digests, which have own keys."""
    return msgspec.structs.replace(entry, date="", tags=(), hashtags=())


def _stale(old: Manifest, setting: str, force: bool, strict: bool, job: Job) -> Job:
    """The job with only those formats that have to be made again."""

    def is_current(name: str) -> bool:
        made = old.made.get(_name(job, name))
        flawed = strict and made is not None and has_warnings((*job.found, *made.diagnostics))
        return manifests.is_current(made, setting + _of(job, name)) and not flawed

    stale = {name for name in job.formats if force or not is_current(name)}
    if _paged(job) and not stale.isdisjoint(PAGED):
        stale |= PAGED
    formats = tuple(name for name in job.formats if name in stale)
    return msgspec.structs.replace(job, formats=formats)


def _tasks(jobs: Sequence[Job]) -> list[Job]:
    """The jobs as they are handed out: the longest first, a PDF of many notes beside its other
    formats."""
    tasks: list[Job] = []
    for job in sorted(jobs, key=lambda job: -len(job.notes)):
        beside = PAGED if _paged(job) else {"pdf"}
        slow = tuple(name for name in job.formats if name in beside)
        rest = tuple(name for name in job.formats if name not in beside)
        parts = (slow, rest) if job.kind != "note" else (job.formats,)
        tasks += [msgspec.structs.replace(job, formats=part) for part in parts if part]
    return tasks


def _name(job: Job, name: str) -> str:
    return f"{name}:{job.name}"


def _paged(job: Job) -> bool:
    """Whether an EPUB is made that names the pages of the PDF."""
    return PAGED.issubset(job.formats)


def _of(job: Job, name: str) -> str:
    """What the job itself adds to the key of an artifact."""
    paged = name == "epub" and _paged(job)
    parts = (job.outline, job.book, job.digest, job.left_out, job.before, job.after, paged)
    return manifests.digest(msgspec.msgpack.encode(parts))


def _lost(task: Job, failure: TaskFailure) -> tuple[Written, ...]:
    hint = "the others were not touched; try this one alone"
    return tuple(Written(name, message=failure.message, hint=hint) for name in task.formats)


def _keep(
    task: Job, result: Result, setting: str, made: dict[str, Made], failures: dict[str, Written]
) -> None:
    """Enter a finished task into the manifest; what failed keeps its last good files."""
    for written in result.written:
        name = _name(task, written.format)
        if written.message:
            failures[name] = written
            if name in made:  # without a key, they are never taken for what would be made now
                made[name] = msgspec.structs.replace(made[name], key="")
            continue
        files = manifests.stamps(map(Path, written.files))
        made[name] = Made(
            setting + _of(task, written.format),
            result.sources,
            files,
            written.pages,
            result.diagnostics,
        )
    if not result.written:
        # a note without text: nothing is made of it until it changes
        for name in task.formats:
            key = setting + _of(task, name)
            made[_name(task, name)] = Made(key, result.sources, {}, None, result.diagnostics)


def _clear(task: Job, out: Path, old: Manifest, made: Mapping[str, Made]) -> None:
    """Remove what a task had made and makes no more: the page of a chapter that is gone."""
    for name in (_name(task, each) for each in task.formats):
        if name in old.made and name in made:
            gone = old.made[name].files.keys() - made[name].files.keys()
            remove(out, gone, tuple(f"{task.name}{end}" for end in (".", "/", "_files/")))


def _outcome(
    job: Job,
    name: str,
    out: Path,
    made: Mapping[str, Made],
    failures: Mapping[str, Written],
    fresh: set[str],
) -> Outcome | None:
    key = _name(job, name)
    if key in failures:
        failed = failures[key]
        return Outcome(job.source, name, "", 0, None, "failed", failed.message, failed.hint)
    artifact = made[key]
    if not artifact.files:
        return None
    path, stamp = next(iter(artifact.files.items()))
    if name == SITE:
        path = str(out / PUBLISHED / file_of(address_of(job.name)))
    status: Literal["written", "unchanged"] = "written" if key in fresh else "unchanged"
    return Outcome(job.source, name, path, stamp.size, artifact.pages, status)


def _remembered(
    planned: Sequence[Job], made: Mapping[str, Made], fresh: set[str]
) -> list[Diagnostic]:
    """The findings about what did not have to be made again: they still hold."""
    keys = [_name(job, name) for job in planned for name in job.formats]
    return [
        found for key in keys if key not in fresh and key in made for found in made[key].diagnostics
    ]
