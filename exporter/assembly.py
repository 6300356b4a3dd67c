"""The edition of a job from its notes, and what one format has of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

import msgspec

from exporter.bench import Bench, document_of, files_of, text_of
from exporter.config import Book, Digest
from exporter.diagnostics import Report, Reports
from exporter.errors import ExporterError, NoteError, accident
from exporter.model.document import Document
from exporter.model.edition import Chapter, Edition
from exporter.normalize.title import title_of
from exporter.output.trace import Tracing
from exporter.publication.chapters import Placed, empty
from exporter.publication.compose import compose
from exporter.publication.conditions import for_format
from exporter.publication.cover import COVERED, with_cover
from exporter.publication.cross_references import number_references
from exporter.publication.digest import edition_of
from exporter.publication.digest_links import with_ways
from exporter.publication.everybody import for_everybody
from exporter.publication.issues import PERSONAL
from exporter.publication.link_addresses import with_addresses
from exporter.publication.matter import make_matter
from exporter.publication.matter.glossary import glossary_of
from exporter.publication.notes import number_notes
from exporter.publication.numbering import number_sections
from exporter.publication.page_references import with_page_references
from exporter.publication.plan import Job
from exporter.publication.proof import proofed, with_marks
from exporter.publication.sample import ended
from exporter.publication.site import LINKING, SITE
from exporter.rendering.labels import labels
from exporter.rendering.pages import facts
from exporter.source.note import cited_from, open_note
from exporter.source.shared_works import Notes, Shared, read_together

# The formats in which a draft has marks in its margin
PROOFS = ("pdf", "html", "site")


def assemble(
    job: Job, bench: Bench, reports: Reports, tracing: Tracing, instead: Document | None = None
) -> Edition | None:
    """The edition of a job; None for a digest of nothing. Each note gets a report of its own.

    `instead` of its only note, a document may stand that somebody has changed.

    Raises NoteError where its only note can't be read; a book is made without such a chapter,
    whatever goes wrong in it.
    """
    placed: list[Placed] = []
    lang = (job.book and job.book.lang) or bench.settings.project.lang
    for position, item in enumerate(job.outline, 1):
        if item.terms:
            whole = empty(item, position)
            glossary = _glossary(whole, item.terms, lang, bench, reports, tracing)
            placed.append(Placed(item, glossary))
            continue
        if not item.note:
            text = text_of(empty(item, position), item.text, bench, reports, tracing)
            placed.append(Placed(item, text))
            continue
        try:
            with nullcontext() if job.kind == "note" else _accident_told():
                placed.append(Placed(item, document_of(item.note, bench, reports, tracing)))
        except NoteError as error:
            reports[item.note].add("note/unreadable", error.message, hint=error.hint, line=1)
            if job.kind == "note":
                raise
    if instead:
        placed = [placed[0]._replace(document=instead)]
    if job.kind == "note" and not placed[0].document.blocks:
        reports.whole.add("note/empty", "it has no text; a web page is all that it gets", line=1)
    if job.book and job.book.bibliography:
        placed = _citing_together(placed, job.book, bench, tracing, reports)
    if job.digest:
        letter = _digest(job, job.digest, placed, bench, reports, tracing)
        return letter and _with_sources(letter, tracing)
    edition = compose(job, placed, bench.settings, tracing, reports.whole)
    edition = _with_sources(_with_pages(edition, bench, reports, tracing), tracing)
    titles = [item.title or _title(item.note, bench, tracing) for item in job.left_out]
    if bench.settings.build.draft:
        edition = proofed(edition, reports, tracing.day())
    if not (job.book and job.left_out):
        return edition
    notes = [item.note for item in job.left_out]
    return ended(edition, tuple(filter(None, titles)), notes, job.book.url)


def formats_of(job: Job, edition: Edition) -> tuple[str, ...]:
    """The formats of a job that its edition has enough text for: a note without any gets a page,
    to which others may link."""
    if job.kind != "note" or edition.chapters[0].document.blocks:
        return job.formats
    return tuple(name for name in job.formats if name in LINKING)


def in_format(name: str, job: Job, whole: Edition, bench: Bench, reports: Reports) -> Edition:
    """The edition as one format has it: numbered, with its references as links, and with what is
    made from its chapters."""
    edition = whole
    if job.digest and name != "json":
        edition = with_ways(edition, name, job.digest, reports.whole)
    if name in COVERED:
        edition = with_cover(edition, bench.theme, reports.whole)
    if bench.settings.newsletter and name not in PERSONAL:
        edition = for_everybody(edition)
    edition = for_format(edition, "html" if name == SITE else name)
    addresses = bench.settings.build.link_addresses
    if name == "pdf" and addresses != "none":
        edition = with_addresses(edition, addresses)
    edition = number_sections(number_notes(edition))
    edition = number_references(edition, reports)
    if name == "pdf":
        every_link = edition.typesetting.link_pages
        edition = with_page_references(edition, every_link=every_link)
    edition = make_matter(edition, reports)
    return with_marks(edition) if name in PROOFS else edition


def _glossary(
    document: Document,
    terms: Sequence[str],
    lang: str,
    bench: Bench,
    reports: Reports,
    tracing: Tracing,
) -> Document:
    """The document of a glossary, each of whose terms is a note."""
    notes: list[Document] = []
    for path in terms:
        with suppress(NoteError), _accident_told():  # told where the note itself is made
            notes.append(document_of(path, bench, reports, tracing))
    return msgspec.structs.replace(document, blocks=glossary_of(notes, lang))


def _citing_together(
    placed: list[Placed], book: Book, bench: Bench, tracing: Tracing, reports: Reports
) -> list[Placed]:
    """What stands in a book with one bibliography, each note read again with what all cite."""
    root, settings = Path(bench.settings.root), bench.settings

    def again(path: str, shared: Shared) -> Document:
        with _accident_told():
            return document_of(path, bench, Reports(Report("")), tracing, shared)

    notes = Notes(
        {item.note: document for item, document in placed if item.note},
        tuple(sorted(tracing.notes)),
        lambda path: cited_from(open_note(root, path), settings),
        again,
    )
    lang = book.lang or settings.project.lang
    documents = read_together(notes, bench.reader, settings.build.dialect, lang, reports)
    return [Placed(item, documents.get(item.note, document)) for item, document in placed]


def _digest(
    job: Job,
    digest: Digest,
    placed: Sequence[Placed],
    bench: Bench,
    reports: Reports,
    tracing: Tracing,
) -> Edition | None:
    """The edition of a digest; None where all of its notes are empty or can't be read."""
    for item, document in placed:
        if item.note and not document.blocks:
            report = reports[document.path]
            report.add("note/empty", "it has no text; the digest goes without it", line=1)
    shown = [each for each in placed if each.document.blocks]
    if not any(item.kind == "chapter" for item, _ in shown):
        reports.whole.add("digest/empty", "its notes have no text", about=digest.title)
        return None
    return edition_of(job, digest, shown, bench.settings, tracing, reports.whole)


def _with_pages(edition: Edition, bench: Bench, reports: Reports, tracing: Tracing) -> Edition:
    """The edition with the pages that templates of the theme write in Markdown."""
    known = {"edition": facts(edition), "labels": labels(edition.metadata.lang)}

    def written(chapter: Chapter) -> Chapter:
        if not chapter.made.endswith(".md"):
            return chapter
        text = bench.theme.markdown(f"book/{chapter.made}", **known)
        dialect = {"dialect": "commonmark"}
        document = text_of(chapter.document, text, bench, reports, tracing, **dialect)
        return msgspec.structs.replace(chapter, document=document)

    return msgspec.structs.replace(edition, chapters=tuple(map(written, edition.chapters)))


def _with_sources(edition: Edition, tracing: Tracing) -> Edition:
    """The edition with the files of its notes and of what these take in, where they go along."""
    if not edition.typesetting.attach_source:
        return edition
    files = {path: Path(tracing.root, path).read_bytes() for path in sorted(tracing.notes)}
    return msgspec.structs.replace(edition, sources=files)


def _title(path: str, bench: Bench, tracing: Tracing) -> str:
    """The title of a note that is not published here; empty where it can't be read."""
    lifted = bench.other(path)
    tracing.titled(path, files_of(path, bench))
    return title_of(lifted.document) if lifted else ""


@contextmanager
def _accident_told() -> Iterator[None]:
    """Turn whatever goes wrong in one note into a NoteError: it is not the book's accident."""
    try:
        yield
    except (ExporterError, MemoryError):
        raise
    except Exception as error:
        failure = accident(error)
        raise NoteError(failure.message, failure.hint) from error
