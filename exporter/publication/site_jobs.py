"""The jobs that make the leaves of a site: what its pages are made of before they are bound."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from exporter.config import Book, Settings
from exporter.diagnostics import Diagnostic
from exporter.normalize.identifiers import Taken
from exporter.normalize.index import Index
from exporter.publication.asked import Asked
from exporter.publication.books import Bound, settings_report
from exporter.publication.chapters import ids_of
from exporter.publication.digest_outline import Gathered, notes_around
from exporter.publication.listed import folder_of
from exporter.publication.outline import Item
from exporter.publication.plan import Job, Plan
from exporter.publication.site import (
    LEAVES,
    SITE,
    address_of,
    addresses,
    clashes,
    free,
    joined,
    leaf_name,
    page_of_digest,
    part_of,
)
from exporter.publication.site_books import book_address, chapter_addresses


def site_jobs(
    settings: Settings,
    index: Index,
    books: Sequence[Bound],
    digests: Sequence[Gathered],
    hidden: Collection[str],
    asked: Asked,
) -> Plan:
    """The jobs for what a site has of what is asked for: its books, its digests that are web pages,
    and the notes that are in no book and not `hidden`."""
    url = settings.project.url
    within = [each for each in books if each.items and asked.holds(folder_of(each.book))]
    found = [note for each in within for note in each.found]
    bound = {note for each in within for note in (each.source, *_notes(each.items))}
    bound.update(note for each in digests for note in notes_around(each.digest, index))
    listing = [
        each
        for each in digests
        if each.items
        and "html" in each.digest.formats
        and asked.holds(each.digest.folder.strip("/"))
    ]
    notes = [
        note
        for note in index.entries
        if note not in hidden and note not in bound and asked.holds(note)
    ]
    names = Taken([""])
    # a site that is nothing but one book begins with its title page
    alone = len(within) == 1 and not notes and not listing
    jobs = [
        _book_job(each, LEAVES + ("" if alone else book_address(each.book, names)))
        for each in within
    ]
    jobs += [_digest_job(each, names) for each in listing]
    held = {address_of(job.name): job.source for job in jobs if job.digest}
    held |= {
        address: job.source
        for job in jobs
        if job.book
        for address in _places(index, job, job.book).values()
    }
    home, told = _home(settings, index, notes)
    lying = addresses(index, notes, home, url, held)
    jobs += [_job(note, address) for note, address in lying.items()]
    return Plan(tuple(jobs), (*found, *told, *clashes(index, lying, home, url, held)))


def page_addresses(index: Index, jobs: Iterable[Job]) -> dict[str, str]:
    """Where the page of each note of a site lies, and of each digest (`page_of_digest`)."""
    lying: dict[str, str] = {}
    for job in jobs:
        if SITE in job.formats and job.book:
            places = _places(index, job, job.book)
            names = zip(ids_of(job.outline), job.outline, strict=True)
            lying |= {item.note: places[name] for name, item in names if item.note}
        elif SITE in job.formats:
            lying[page_of_digest(job.source) if job.digest else job.notes[0]] = address_of(job.name)
    return lying


def _places(index: Index, job: Job, book: Book) -> dict[str, str]:
    """Where the chapters of a book lie by their ids, and its title page without one."""
    base = address_of(job.name)
    return {"": base, **chapter_addresses(base, book, job.outline, index)}


def _notes(items: Iterable[Item]) -> Iterable[str]:
    return (item.note for item in items if item.note)


def _book_job(bound: Bound, name: str) -> Job:
    book, manifest, items, _source, found = bound
    return Job("book", book.title, name, items, (SITE,), book, manifest, found)


def _digest_job(gathered: Gathered, names: Taken) -> Job:
    digest, title, slug, items, found = gathered
    address = free(joined([part_of(slug or title)]), names)
    name = leaf_name(address)
    return Job("digest", title, f"{LEAVES}{name}", items, (SITE,), found=found, digest=digest)


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


def _job(note: str, address: str) -> Job:
    name = leaf_name(address)
    return Job("note", note, f"{LEAVES}{name}", (Item(note=note),), (SITE,))
