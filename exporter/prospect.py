"""What a build has before it: each artifact, whether it has to be made and why, and what of the out
folder no note stands for any more."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from exporter.bench import files_of
from exporter.config import FORMATS, Settings
from exporter.diagnostics import Diagnostic
from exporter.errors import UsageError
from exporter.keys import Key, key_of
from exporter.normalize.index import NOTE_SUFFIXES
from exporter.output import manifest as manifests
from exporter.output.manifest import Manifest
from exporter.output.stamps import Disk
from exporter.output.trace import Vault, by_vault_paths
from exporter.publication.asked import Asked, asked_for
from exporter.publication.plan import Job, page_names
from exporter.publication.site import SITE
from exporter.publication.site_jobs import page_addresses
from exporter.rendering.templates import Theme, theme_of
from exporter.staleness import Surroundings, name_of, stale
from exporter.survey import Survey, bench_of, planned, site_of, survey


@dataclass(frozen=True)
class Prospect:
    """`wanted` are the jobs for what is `asked` in all their formats, `todo` what of them has to be
    made, with the reason for each artifact by its name in the manifest. `pages`, `addresses` and
    `site` are those of a bench. `gone` are the names of what no note stands for; `found` was found
    out about all that. `known` is the manifest, and `mark` tells it from those written later."""

    project: Survey
    theme: Theme
    known: Manifest
    mark: tuple[int, int, int]
    around: Surroundings
    asked: Asked
    wanted: tuple[Job, ...]
    found: tuple[Diagnostic, ...]
    todo: tuple[Job, ...]
    why: Mapping[str, str]
    gone: tuple[str, ...]
    keys: Mapping[str, Key]
    pages: Mapping[str, str]
    addresses: Mapping[str, str]
    site: Mapping[str, str]


def prospect(
    settings: Settings,
    paths: Sequence[Path],
    formats: tuple[str, ...],
    out: Path,
    *,
    force: bool = False,
    strict: bool = False,
    jobs: int = 1,
) -> Prospect:
    """What a build of `paths` would do, found out by `jobs` processes where it is much. Raises
    UsageError where nothing can be done at all."""
    theme = theme_of(settings)
    # before it is read: what another build writes in between is another one
    mark = manifests.mark(out)
    known = manifests.load(out)
    project = survey(settings, out, known.notes, jobs)
    settings, index = project.settings, project.index
    asked = asked_for(index.root, paths)
    wanted, found = planned(project, paths, formats)
    # what was made before, of notes that are not asked for now, still lies there
    still = {note: page for note, page in known.pages.items() if note in index.entries}
    before = {} if asked.is_whole and "html" in formats else still
    pages, addresses = before | page_names(wanted, index), page_addresses(index, wanted)
    site = addresses if asked.is_whole and SITE in formats else site_of(project)
    notes = frozenset(note for job in wanted for note in job.notes)
    keys = {name: key_of(name, settings, theme) for name in dict.fromkeys(formats)}
    around = Surroundings(
        settings,
        plan_name(settings, out),
        theme,
        out,
        known,
        keys,
        Vault(index, project.hidden, notes, addresses, site),
        Vault(index, project.hidden, notes, pages, site),
        lambda note: (
            by_vault_paths(files_of(note, bench), settings.root),
            bench.places(note),
        ),
        Disk(settings.root),
    )
    todo: list[Job] = []
    why: dict[str, str] = {}
    with closing(bench_of(project, theme)) as bench:
        for job in wanted:
            rest, reasons = stale(job, around, force=force, strict=strict)
            if rest.formats:
                todo.append(rest)
                names = (name_of(job, name) for name in rest.formats)
                why |= dict(zip(names, reasons, strict=True))
    if asked.is_whole:
        gone = _gone(around.plan, known, project, wanted, formats)
    else:
        gone = _deleted(around.plan, known, project, asked)
    return Prospect(
        project,
        theme,
        known,
        mark,
        around,
        asked,
        wanted,
        found,
        tuple(todo),
        why,
        gone,
        keys,
        pages,
        addresses,
        site,
    )


def plan_name(settings: Settings, out: Path) -> str:
    """What keeps apart what several projects or profiles make in one folder. A vault that holds the
    folder may be moved or copied with it."""
    root, folder = os.path.realpath(settings.root), os.path.realpath(out)
    where = os.path.relpath(root, folder) if Path(folder).is_relative_to(root) else root
    return manifests.name_of((where, settings.build.suffix, settings.build.sample))


def _deleted(ours: str, known: Manifest, project: Survey, asked: Asked) -> tuple[str, ...]:
    """The artifacts that this project made of notes in these folders that are there no more."""
    index = project.index
    return tuple(
        name
        for name, made in known.made.items()
        if made.plan == ours
        and made.source.lower().endswith(NOTE_SUFFIXES)
        and made.source not in index.entries
        and asked.holds(made.source)
    )


def _gone(
    ours: str,
    known: Manifest,
    project: Survey,
    wanted: Sequence[Job],
    formats: Sequence[str],
) -> tuple[str, ...]:
    """The artifacts that this project made in this folder, and would not make again."""
    standing = {name_of(job, name) for job in wanted for name in job.formats}
    made = {
        name: made
        for name, made in known.made.items()
        if made.plan == ours and name not in standing
    }
    # a note is gone for the formats that are not asked for now, too
    others = tuple(
        name
        for name in FORMATS
        if name not in formats and any(each.startswith(f"{name}:") for each in made)
    )
    if others:
        try:
            rest = planned(project, (), others).jobs
        except UsageError:  # there is nothing in these formats
            rest = ()
        standing |= {name_of(job, name) for job in rest for name in job.formats}
    entries = project.index.entries
    return tuple(
        name
        for name, each in made.items()
        if name not in standing and not (each.named and each.source in entries)
    )
