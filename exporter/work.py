"""The work of one job, in whatever process it is done: notes in, written artifacts out.

A worker keeps one `Bench`: what all jobs of a build share. No job changes it.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from exporter.config import Book, Digest, Settings
from exporter.diagnostics import Diagnostic, Report, Reports, has_warnings
from exporter.errors import ExporterError, NoteError, RenderError
from exporter.normalize.index import Entry, Index
from exporter.output.manifest import Stamp, stamps
from exporter.publication.books import settings_report
from exporter.publication.plan import Job
from exporter.render.templates import Theme

if TYPE_CHECKING:
    from exporter.model.document import Document
    from exporter.model.edition import Artifact, Chapter, Edition
    from exporter.publication.chapters import Placed
    from exporter.source.pandoc import Reader
    from exporter.source.shared_works import Shared

STRICT = RenderError(
    "there are warnings about it", "--strict lets none pass; what was written before stays"
)
# Documents that others lead to, at some 100 KB each: a vault's hubs
REMEMBERED = 64
# The formats in which a draft has marks in its margin
PROOFS = ("pdf", "html")


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


class Lifted(NamedTuple):
    """A note as it was read, what was found in it, and the bibliographies that it cites from."""

    document: Document
    report: Report
    cited: dict[str, Stamp]


@dataclass(frozen=True)
class Bench:
    """What the jobs of a build share.

    `planned` are the notes that it makes something of, `held_back` those that are not published,
    `pages` names the web pages of notes by their paths, and `scratch` is a folder for temporary
    files. Where it is `strict`, nothing is written that there is a warning about.
    """

    settings: Settings
    entries: tuple[Entry, ...]
    assets: tuple[str, ...]
    theme: Theme
    out: Path
    planned: frozenset[str]
    held_back: frozenset[str] = frozenset()
    pages: Mapping[str, str] = field(default_factory=dict)
    scratch: str = ""
    strict: bool = False

    @cached_property
    def index(self) -> Index:
        return Index(self.settings.root, self.entries, self.assets)

    @cached_property
    def anchors(self) -> dict[str, Mapping[str, str]]:
        """The places of notes that others lead to, as they become known."""
        return {}

    @cached_property
    def reader(self) -> Reader:
        from exporter.source.pandoc import Reader

        return Reader(scratch=self.scratch)

    def lifted(self, path: str, book: Shared | None = None) -> Lifted:
        """A note as it was read, with what its book cites. Raises NoteError where it can't be."""
        from exporter.source.note import cited_from, open_note, read

        source = open_note(Path(self.settings.root), path)
        citing = cited_from(source, self.settings)
        if book and citing.libraries:
            from exporter.source.shared_works import as_shared

            citing = as_shared(citing, book)
        cited = stamps(citing.files)
        document = read(source, self.reader, self.settings.build, citing)
        return Lifted(document, source.report, cited)

    @cached_property
    def other(self) -> Callable[[str], Lifted | None]:
        """A note for another one that embeds it or leads into it; None where it can't be read."""

        @lru_cache(maxsize=REMEMBERED)
        def other(path: str) -> Lifted | None:
            with suppress(NoteError):
                return self.lifted(path)
            return None

        return other


_bench: Bench | None = None


def take(bench: Bench) -> None:
    """Set up this process for the jobs of a build."""
    global _bench  # noqa: PLW0603 - a worker process has one bench, as a joiner has
    _bench = bench


def work(job: Job) -> Result:
    """Make and write the artifacts of a job. Raises nothing: a failure is part of the result."""
    bench = _taken()
    reports = _reports(job, bench)
    sources: dict[str, Stamp] = {}
    try:
        edition = _edition(job, bench, reports, sources)
    except NoteError as error:
        return Result(_failed(job, error), reports.diagnostics, sources)
    if edition is None:
        return Result((), reports.diagnostics, sources)
    shown = (*edition.assets.values(), *edition.attachments.values())
    sources |= stamps(Path(asset.file) for asset in shown)
    made = [
        _make(name, _for_job(job, edition, name, reports), bench, reports) for name in job.formats
    ]
    if bench.strict and has_warnings((*job.found, *reports.diagnostics)):
        return Result(_failed(job, STRICT), reports.diagnostics, sources)
    written = tuple(each if isinstance(each, Written) else _write(each, bench) for each in made)
    return Result(written, reports.diagnostics, sources)


def examine(job: Job) -> tuple[Diagnostic, ...]:
    """What is found out about a job before a backend has it. Raises nothing."""
    from exporter.publication.cross_references import number_references

    bench = _taken()
    reports = _reports(job, bench)
    with suppress(NoteError):  # it is in the report
        edition = _edition(job, bench, reports, {})
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


def _edition(job: Job, bench: Bench, reports: Reports, sources: dict[str, Stamp]) -> Edition | None:
    """The edition of a job; None for a note without text. Each note gets a report of its own.

    Raises NoteError where its only note can't be read; a book is made without such a chapter.
    """
    from exporter.publication.chapters import Placed, empty
    from exporter.publication.compose import compose
    from exporter.publication.proof import proofed
    from exporter.publication.sample import ended

    placed: list[Placed] = []
    lang = (job.book and job.book.lang) or bench.settings.project.lang
    for position, item in enumerate(job.outline, 1):
        if item.terms:
            whole = empty(item, position)
            glossary = _glossary(whole, item.terms, lang, bench, reports, sources)
            placed.append(Placed(item, glossary))
            continue
        if not item.note:
            placed.append(Placed(item, _matter(empty(item, position), item.text, bench, reports)))
            continue
        try:
            placed.append(Placed(item, document_of(item.note, bench, reports, sources)))
        except NoteError as error:
            reports[item.note].add("note/unreadable", error.message, hint=error.hint, line=1)
            if job.kind == "note":
                raise
    if job.kind == "note" and not placed[0].document.blocks:
        reports.whole.add("note/empty", "it has no text; nothing was made of it", line=1)
        return None
    if job.book and job.book.bibliography:
        placed = _citing_together(placed, job.book, bench, sources, reports)
    if job.digest:
        return _digest(job, job.digest, placed, bench, reports)
    edition = compose(job, placed, bench.settings, bench.index, bench.pages, reports.whole)
    edition = _with_pages(edition, bench, reports)
    if bench.settings.build.draft:
        edition = proofed(edition, reports, _day(sources))
    if not (job.book and job.left_out):
        return edition
    titles = [item.title or _title(item.note, bench, sources) for item in job.left_out]
    notes = [item.note for item in job.left_out]
    return ended(edition, tuple(filter(None, titles)), notes, job.book.url)


def _glossary(
    document: Document,
    terms: Sequence[str],
    lang: str,
    bench: Bench,
    reports: Reports,
    sources: dict[str, Stamp],
) -> Document:
    """The document of a glossary, each of whose terms is a note."""
    from exporter.publication.matter.glossary import glossary_of

    notes: list[Document] = []
    for path in terms:
        with suppress(NoteError):  # told where the note itself is made
            notes.append(document_of(path, bench, reports, sources))
    return msgspec.structs.replace(document, blocks=glossary_of(notes, lang))


def _day(sources: Mapping[str, Stamp]) -> str:
    """The day of SOURCE_DATE_EPOCH, else the one on which a source was last changed; ISO 8601."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    changed = max((stamp.mtime for stamp in sources.values()), default=0) // 10**9
    moment = datetime.fromtimestamp(int(epoch) if epoch.isdecimal() else changed, UTC)
    return moment.date().isoformat()


def _title(path: str, bench: Bench, sources: dict[str, Stamp]) -> str:
    """The title of a note that is not published here; empty where it can't be read."""
    from exporter.normalize.title import title_of

    sources.update(stamps([Path(bench.settings.root, path)]))
    lifted = bench.other(path)
    return title_of(lifted.document) if lifted else ""


def _citing_together(
    placed: list[Placed], book: Book, bench: Bench, sources: Mapping[str, Stamp], reports: Reports
) -> list[Placed]:
    """What stands in a book with one bibliography, each note read again with what all cite."""
    from exporter.publication.chapters import Placed
    from exporter.source.note import cited_from, open_note
    from exporter.source.shared_works import Notes, read_together

    root, settings = Path(bench.settings.root), bench.settings
    notes = Notes(
        {item.note: document for item, document in placed if item.note},
        tuple(path for path in bench.index.entries if str(root / path) in sources),
        lambda path: cited_from(open_note(root, path), settings),
        lambda path, shared: document_of(path, bench, Reports(Report("")), {}, shared),
    )
    lang = book.lang or settings.project.lang
    documents = read_together(notes, bench.reader, settings.build.dialect, lang, reports)
    return [Placed(item, documents.get(item.note, document)) for item, document in placed]


def _digest(
    job: Job, digest: Digest, placed: Sequence[Placed], bench: Bench, reports: Reports
) -> Edition | None:
    """The edition of a digest; None where all of its notes are empty or can't be read."""
    from exporter.publication.digest import edition_of

    for item, document in placed:
        if item.note and not document.blocks:
            report = reports[document.path]
            report.add("note/empty", "it has no text; nothing was made of it", line=1)
    shown = [each for each in placed if each.document.blocks]
    if not any(item.kind == "chapter" for item, _ in shown):
        reports.whole.add("digest/empty", "its notes have no text", about=digest.title)
        return None
    return edition_of(job, digest, shown, bench.settings, bench.index, bench.pages, reports.whole)


def _for_job(job: Job, edition: Edition, name: str, reports: Reports) -> Edition:
    """The edition with what only the job knows about one of its formats."""
    from exporter.publication.digest_links import with_ways

    if not job.digest or name == "json":
        return edition
    return with_ways(edition, name, job.digest, reports.whole)


def _with_pages(edition: Edition, bench: Bench, reports: Reports) -> Edition:
    """The edition with the pages that templates of the theme write in Markdown."""
    from exporter.render.labels import labels
    from exporter.render.pages import facts

    known = {"edition": facts(edition), "labels": labels(edition.metadata.lang)}

    def written(chapter: Chapter) -> Chapter:
        if not chapter.made.endswith(".md"):
            return chapter
        text = bench.theme.markdown(f"book/{chapter.made}", **known)
        document = _matter(chapter.document, text, bench, reports, dialect="commonmark")
        return msgspec.structs.replace(chapter, document=document)

    return msgspec.structs.replace(edition, chapters=tuple(map(written, edition.chapters)))


def _matter(
    document: Document, text: str, bench: Bench, reports: Reports, **extra: str
) -> Document:
    """The document with a text that stands in no note."""
    from exporter.normalize import normalize
    from exporter.normalize.context import Context
    from exporter.source.frontmatter import Split
    from exporter.source.note import Source, read

    if not text:
        return document
    metadata = msgspec.structs.replace(document.metadata, extra=extra)
    source = Source(document.path, Split({}, text), metadata, reports.whole)
    lifted = read(source, bench.reader, bench.settings.build)
    context = Context(
        bench.index,
        reports.whole,
        lambda _path: None,
        build=bench.settings.build,
        held_back=bench.held_back,
    )
    return normalize(lifted, context)


def document_of(
    path: str,
    bench: Bench,
    reports: Reports,
    sources: dict[str, Stamp],
    book: Shared | None = None,
) -> Document:
    """One note, normalised; with `book`, it cites as a part of it.

    What was found goes to `reports`, about notes that it embeds, too, where nothing else is made of
    them. All files that it is made of go to `sources`. Raises NoteError where it can't be read.
    """
    from exporter.model.nodes import Citation
    from exporter.model.walk import collect
    from exporter.normalize import normalize
    from exporter.normalize.context import Context

    root = Path(bench.settings.root)

    def load(other: str) -> Document | None:
        sources.update(stamps([root / other]))
        lifted = bench.other(other)
        if lifted is None:
            return None
        sources.update(lifted.cited)
        if book and collect(lifted.document.blocks, Citation):
            return bench.lifted(other, book).document
        return lifted.document

    def report_of(other: str) -> Report:
        if other in bench.planned:
            return Report(other)  # nobody hears it: it is told where the note itself is made
        lifted = bench.other(other)
        if other not in reports and lifted:
            reports[other] = lifted.report.copy()
        return reports[other]

    # stamped before it is read: who writes on while we work has it made again
    sources.update(stamps([root / path]))
    lifted = bench.lifted(path, book)
    reports[path] = lifted.report
    sources.update(lifted.cited)
    context = Context(
        bench.index,
        lifted.report,
        load,
        report_of,
        bench.settings.build,
        held_back=bench.held_back,
        anchors=bench.anchors,
    )
    return normalize(lifted.document, context)


def _make(name: str, whole: Edition, bench: Bench, reports: Reports) -> Rendered | Written:
    from exporter.backends import load
    from exporter.publication.conditions import for_format
    from exporter.publication.cover import COVERED, with_cover
    from exporter.publication.cross_references import number_references
    from exporter.publication.link_addresses import with_addresses
    from exporter.publication.matter import make_matter
    from exporter.publication.notes import number_notes
    from exporter.publication.numbering import number_sections
    from exporter.publication.proof import with_marks

    addresses = bench.settings.build.link_addresses
    try:
        covered = with_cover(whole, bench.theme, reports.whole) if name in COVERED else whole
        edition = for_format(covered, name)
        if name == "pdf" and addresses != "none":
            edition = with_addresses(edition, addresses)
        edition = number_sections(number_notes(edition))
        edition = make_matter(number_references(edition, reports), reports)
        if name in PROOFS:
            edition = with_marks(edition)
        return Rendered(name, edition.name, load(name)(edition, bench.theme, reports))
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
    except ExporterError as error:
        return Written(name, message=error.message, hint=error.hint)
    size = len(artifact.files[0].data)
    return Written(name, tuple(map(str, files)), size, artifact.pages)


def _failed(job: Job, error: ExporterError) -> tuple[Written, ...]:
    return tuple(Written(name, message=error.message, hint=error.hint) for name in job.formats)
