"""What is published: the jobs of a build, each one edition in its formats."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

import msgspec

from exporter.config import Book, Digest, Settings
from exporter.diagnostics import Diagnostic, Report
from exporter.errors import UsageError
from exporter.model.edition import Neighbour
from exporter.model.filenames import name_suffix
from exporter.normalize.identifiers import Taken
from exporter.normalize.index import Entry, Index
from exporter.publication.artifact_names import artifact_name
from exporter.publication.asked import Asked
from exporter.publication.books import Bound, unpublished
from exporter.publication.chapters import ids_of
from exporter.publication.digest_outline import Gathered, notes_around
from exporter.publication.issues import neighbours
from exporter.publication.listed import folder_of
from exporter.publication.names import unique_name
from exporter.publication.outline import Item
from exporter.publication.sample import roles_in, sample
from exporter.publication.site import PAGE, SITE
from exporter.publication.site_books import chapter_files

NO_NOTE = "notes are files that end in .md; `exporter init DIR` makes a project to start from"
LEFT_OUT = "`exclude` in [build], .exporterignore and names that begin with a dot leave notes out"
NO_BOOK = "a sample is one of a book: write [[book]], or name a note"


class Job(msgspec.Struct, frozen=True):
    """One edition to make: a note alone, the book `book`, or the `digest`.

    `source` is what reports call it, `name` where its artifacts go below the out folder, `manifest`
    the file that describes it beside the project's. `found` is what was found in its outline,
    `left_out` are the chapters that a sample lacks, `before` and `after` the issues around one.
    """

    kind: Literal["note", "book", "digest"]
    source: str
    name: str
    outline: tuple[Item, ...]
    formats: tuple[str, ...]
    book: Book | None = None
    manifest: str = ""
    found: tuple[Diagnostic, ...] = ()
    digest: Digest | None = None
    left_out: tuple[Item, ...] = ()
    before: Neighbour | None = None
    after: Neighbour | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes that it is made of, in their order."""
        return tuple(item.note for item in self.outline if item.note)


class Plan(NamedTuple):
    """What a build makes, and what was found out before anything of it is made."""

    jobs: tuple[Job, ...]
    found: tuple[Diagnostic, ...]


def plan(
    settings: Settings,
    index: Index,
    books: Sequence[Bound],
    digests: Sequence[Gathered],
    asked: Asked,
    formats: tuple[str, ...],
) -> Plan:
    """The jobs for what is asked for.

    Raises UsageError where that is nothing that can be published.
    """
    taken = Taken()
    jobs: list[Job] = []
    found: list[Diagnostic] = []
    suffix = name_suffix(settings.build.suffix)
    for book in books:
        if not asked.holds(folder_of(book.book)):
            continue
        found += book.found
        if book.items:
            job = _book_job(book, formats, taken, suffix)
            jobs.append(_sampled(job, book.book, index) if settings.build.sample else job)
    in_books = {note for book in books for note in (*_notes(book.items), book.source)}
    in_books.update(note for each in digests for note in notes_around(each.digest, index))
    hidden = held_back(settings, index, books)
    for entry in index.entries.values():
        if not asked.holds(entry.path):
            continue
        # a note that is named is made, and in every format that is asked for
        named = asked.names(entry.path)
        # a sample is one of a book
        if not named and (entry.path in in_books or settings.build.sample):
            continue
        if not named and (told := _kept_back(entry, hidden, settings)):
            found += told
            continue
        fitting = formats if named else _note_formats(entry, settings, formats)
        if fitting:
            name = unique_name(_note_name(entry), taken, suffix)
            jobs.append(Job("note", entry.path, name, (Item(note=entry.path),), fitting))
    for each in () if settings.build.sample else digests:
        fitting = tuple(name for name in formats if name in (*each.digest.formats, "json"))
        if fitting and asked.holds(each.digest.folder.strip("/")):
            found += each.found
            jobs += _digest_jobs(each, fitting, taken, suffix)
    left_out = asked.left_out(index.entries)
    for path in left_out:
        report = Report(path)
        report.add("publish/left-out", "it is named, but no note of this vault", hint=LEFT_OUT)
        found += report.diagnostics
    if not jobs and all(each.severity != "error" for each in found):
        places = sorted(map(str, asked.paths)) or [str(asked.root)]
        hint = LEFT_OUT if left_out else NO_BOOK if settings.build.sample else NO_NOTE
        raise UsageError(f"there is nothing to publish in {', '.join(places)}", hint)
    return Plan(tuple(_in_order(jobs, settings, index)), tuple(found))


def _in_order(jobs: Sequence[Job], settings: Settings, index: Index) -> Iterable[Job]:
    """The jobs, each issue of the newsletter with those around it."""
    folder = _issues_folder(settings)
    issues = {
        note: name for note, name in page_names(jobs, index).items() if note.startswith(folder)
    }
    around = neighbours(issues, index) if folder else {}
    for job in jobs:
        before, after = (
            around.get(job.notes[0], (None, None)) if job.kind == "note" else (None, None)
        )
        yield msgspec.structs.replace(job, before=before, after=after) if before or after else job


def page_names(jobs: Iterable[Job], index: Index) -> dict[str, str]:
    """Where the web page of each note is (`Edition.pages`)."""
    alone = {job.notes[0]: job.name for job in jobs if job.kind == "note" and "html" in job.formats}
    in_books: dict[str, str] = {}
    for job in jobs:
        if job.book and SITE not in job.formats:
            in_books |= _in_book(job, job.book, index)
    return in_books | alone


def _in_book(job: Job, book: Book, index: Index) -> dict[str, str]:
    names = [(item.note, name) for item, name in zip(job.outline, ids_of(job.outline), strict=True)]
    if book.web == "page":
        return {note: f"{job.name}#{name}" for note, name in names if note}
    lying = chapter_files(book, job.outline, index)
    return {note: f"{job.name}/{lying[name].removesuffix(PAGE)}#" for note, name in names if note}


def held_back(settings: Settings, index: Index, books: Sequence[Bound]) -> frozenset[str]:
    """The notes that are not published; what a book takes, or stands around a digest, is published
    with it."""
    taken = {note for book in books for note in _notes(book.items)}
    taken.update(note for digest in settings.digests for note in notes_around(digest, index))
    return unpublished(settings, index) - taken


def _notes(items: Iterable[Item]) -> Iterable[str]:
    return (item.note for item in items if item.note)


def _book_job(bound: Bound, formats: tuple[str, ...], taken: Taken, suffix: str) -> Job:
    book, manifest, items, _source, found = bound
    in_folder = book.web == "chapters"
    wanted = artifact_name(book.slug or book.title, is_folder=in_folder)
    name = unique_name(wanted, taken, suffix)
    return Job("book", book.title, name, items, _book_formats(formats), book, manifest, found)


def _digest_jobs(
    gathered: Gathered, formats: tuple[str, ...], taken: Taken, suffix: str
) -> Iterable[Job]:
    digest, title, slug, items, found = gathered
    if items:
        name = unique_name(artifact_name(slug or title), taken, suffix)
        yield Job("digest", title, name, items, formats, found=found, digest=digest)


def _sampled(job: Job, book: Book, index: Index) -> Job:
    part = sample(job.outline, book.sample, roles_in(index))
    return msgspec.structs.replace(job, outline=part.kept, left_out=part.left_out)


def _manifest_over(note: str, settings: Settings) -> str:
    """The manifest whose folder a note lies in, empty where there is none."""
    folders = {f"{posixpath.dirname(path)}/".lstrip("/"): path for path in settings.manifests}
    return next((path for folder, path in folders.items() if note.startswith(folder)), "")


def _kept_back(entry: Entry, hidden: frozenset[str], settings: Settings) -> list[Diagnostic]:
    """Why a note is not made that nobody names; nothing where it is."""
    manifest = _manifest_over(entry.path, settings)
    if not manifest and entry.path not in hidden:
        return []
    report = Report(entry.path)
    if manifest:
        why = f"the book of {manifest} does not have it"
        report.add("book/unlisted", f"{why}; it is made when it is named", line=1)
    else:
        why = "it is a draft" if entry.draft else "it says not to publish it"
        if entry.publish is None and not entry.draft:
            why = "it does not say `publish: true`"
        report.add("publish/held-back", f"{why}; it is made when it is named", line=1)
    return report.diagnostics


def _book_formats(formats: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in formats if name != "email")


def _note_formats(entry: Entry, settings: Settings, formats: tuple[str, ...]) -> tuple[str, ...]:
    """An issue of the newsletter is mail and a web page; other notes are mail only where the
    project has no folder for issues."""
    folder = _issues_folder(settings)
    if not folder:
        return formats
    if entry.path.startswith(folder):
        return tuple(name for name in formats if name in ("email", "html", "json"))
    return tuple(name for name in formats if name != "email")


def _issues_folder(settings: Settings) -> str:
    """The folder of the issues with its slash, empty where the project has none."""
    folder = settings.newsletter.folder.strip("/") if settings.newsletter else ""
    return f"{folder}/" if folder else ""


def _note_name(entry: Entry) -> str:
    folder = posixpath.dirname(entry.path)
    stem = entry.slug or posixpath.splitext(posixpath.basename(entry.path))[0]
    return artifact_name(*folder.split("/"), stem)
