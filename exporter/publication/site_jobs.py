"""The jobs that make the leaves of a site: what its pages are made of before they are bound."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from exporter.config import Settings
from exporter.diagnostics import Diagnostic
from exporter.normalize.index import Index
from exporter.publication.books import settings_report
from exporter.publication.outline import Item
from exporter.publication.plan import Job, Plan, is_below
from exporter.publication.site import LEAVES, SITE, address_of, addresses, clashes, file_of


def site_jobs(
    settings: Settings, index: Index, notes: Iterable[str], paths: Sequence[Path]
) -> Plan:
    """The jobs for the notes of a site that lie below `paths`, all where there are none."""
    root, url = Path(index.root), settings.project.url
    wanted = [path.resolve() for path in paths]
    whole = not wanted or root in wanted
    notes = [note for note in notes if whole or is_below(root / note, wanted)]
    home, told = _home(settings, index, notes)
    lying = addresses(index, notes, home, url)
    jobs = tuple(_job(note, address) for note, address in lying.items())
    return Plan(jobs, (*told, *clashes(index, lying, home, url)))


def _home(
    settings: Settings, index: Index, notes: Collection[str]
) -> tuple[str, tuple[Diagnostic, ...]]:
    """The note that the settings name as the front page, nothing where it is none of these."""
    asked = settings.site.home
    found = index.note(asked, "").path if asked else ""
    if found in notes or not asked:
        return found, ()
    report = settings_report(settings)
    report.add(
        "site/home",
        f"the front page is to be “{asked}”, "
        + ("which is not published" if found else "which is no note"),
        about=asked,
    )
    return "", tuple(report.diagnostics)


def page_addresses(jobs: Iterable[Job]) -> dict[str, str]:
    """Where the page of each note of a site lies."""
    return {job.notes[0]: address_of(job.name) for job in jobs if SITE in job.formats}


def _job(note: str, address: str) -> Job:
    name = file_of(address).removesuffix(".html")
    return Job("note", note, f"{LEAVES}{name}", (Item(note=note),), (SITE,))
