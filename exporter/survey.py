"""What a project holds before anything of it is made: its notes, its books, what is held back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from exporter.bench import Bench
from exporter.config import Settings
from exporter.diagnostics import Reports
from exporter.normalize.index import Index
from exporter.output.manifest import Seen
from exporter.publication.asked import asked_for
from exporter.publication.books import Bound, bind, settings_report
from exporter.publication.digest_outline import Gathered, gather
from exporter.publication.plan import Plan, held_back, plan
from exporter.publication.site import SITE
from exporter.publication.site_jobs import page_addresses, site_jobs
from exporter.rendering.templates import Theme, tell_unused
from exporter.source.entries import front_matter, look
from exporter.source.manifests import with_manifests
from exporter.source.single import reading
from exporter.source.vault import discover


@dataclass(frozen=True)
class Survey:
    """A project as it was found: its `settings` with the books of manifests, its notes as they were
    `seen`, those that are `hidden`, as it does not publish them, and the files that are `unnamed`:
    no output can name them."""

    settings: Settings
    seen: dict[str, Seen]
    index: Index
    books: tuple[Bound, ...]
    hidden: frozenset[str]
    reports: Reports
    unnamed: tuple[str, ...] = ()


def survey(
    settings: Settings,
    out: Path | None = None,
    known: Mapping[str, Seen] | None = None,
    jobs: int = 1,
) -> Survey:
    """Look through a project, with `jobs` processes where it is large; nothing below `out` is a
    note, and those `known` that did not change are not opened. Raises UsageError where the folder
    is far too large to be a vault."""
    vault = discover(Path(settings.root), exclude=settings.build.exclude, out=out)
    seen = look(vault, known or {}, jobs)
    index = Index(vault.root, (note.entry for note in seen.values()), vault.assets)
    reports = Reports(settings_report(settings))
    settings = with_manifests(settings, vault, reports)
    with reading(settings) as load:
        books = bind(settings, index, load, reports)
    hidden = held_back(settings, index, books)
    return Survey(settings, seen, index, books, hidden, reports, vault.unnamed)


def bench_of(found: Survey, theme: Theme, **more: Any) -> Bench:
    """A bench for jobs of the project; `more` are further fields of it."""
    index = found.index
    # titles and tags are asked for where a build is planned; of a large vault they are much memory
    entries = tuple(
        msgspec.structs.replace(entry, title="", tags=(), hashtags=())
        for entry in index.entries.values()
    )
    return Bench(found.settings, entries, index.assets, theme, held_back=found.hidden, **more)


def site_of(found: Survey) -> dict[str, str]:
    """Where the page of each note lies in the site of a project; nothing where it makes none."""
    if SITE not in found.settings.build.formats:
        return {}
    digests, asked = _digests(found), asked_for(found.index.root, ())
    jobs = site_jobs(found.settings, found.index, found.books, digests, found.hidden, asked).jobs
    return page_addresses(found.index, jobs)


def _digests(found: Survey) -> tuple[Gathered, ...]:
    front = front_matter(found.index.root)
    return gather(found.settings, found.index, found.hidden, front, found.reports.whole)


def planned(found: Survey, paths: Sequence[Path], formats: tuple[str, ...]) -> Plan:
    """What is to be made of a project. Raises UsageError where a path holds nothing of that."""
    settings, index = found.settings, found.index
    asked = asked_for(index.root, paths)
    report = settings_report(settings)
    tell_unused(settings, report)
    for name in found.unnamed:
        report.add(
            "files/name",
            f"“{name}” has a name that is no Unicode text; it was left out",
            hint="give the file another name; `convmv` does it for many",
        )
    alone = tuple(name for name in formats if name != SITE)
    made = Plan((), tuple(report.diagnostics))
    digests = _digests(found)
    if alone or not formats:
        jobs, told = plan(settings, index, found.books, digests, asked, alone)
        made = Plan(jobs, (*made.found, *told))
    if SITE not in formats:
        return made
    site = site_jobs(settings, index, found.books, digests, found.hidden, asked)
    return Plan((*made.jobs, *site.jobs), (*made.found, *site.found))
