"""From documents to an edition: metadata, chapters, assets, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol
from urllib.parse import quote

import msgspec

from exporter.config import Contents, Settings
from exporter.config.days import moment, source_date
from exporter.diagnostics import Report
from exporter.model.document import Document, Metadata
from exporter.model.edition import Ebook, Edition, Mailing, WebPage
from exporter.model.nodes import Link
from exporter.model.walk import walk
from exporter.normalize.index import Lookups
from exporter.publication.assets import assets_of, attachments_of, logo_of
from exporter.publication.chapters import Placed, alone, chapters
from exporter.publication.cover import cover_of, sheet_of
from exporter.publication.issues import number_of
from exporter.publication.metadata import book_metadata, with_defaults
from exporter.publication.plan import Job
from exporter.publication.site import SITE, address_of, page_of_digest
from exporter.publication.site_books import chapter_addresses, chapter_files
from exporter.publication.typesetting import typesetting_of

# The modification date of what names none: same input, same bytes, whenever it is built.
NO_DATE = "2000-01-01T00:00:00+00:00"


class Asked(Lookups, Protocol):
    """The vault, and where the pages of its notes are."""

    def page_of(self, note: str) -> str | None:
        """The page of a note (`Edition.pages`), None where it has none."""

    def chapter_of(self, note: str) -> str:
        """The place of a note in the page of a book, empty where it has none."""

    def site_page_of(self, note: str) -> str | None:
        """Where the page of a note lies in the project's site, None where it has none there."""


def compose(
    job: Job,
    placed: Sequence[Placed],
    settings: Settings,
    index: Asked,
    report: Report,
) -> Edition:
    """The edition of a job."""
    documents = [document for _, document in placed]
    metadata = (
        msgspec.structs.replace(
            book_metadata(job.book, settings, report),
            cover=cover_of(job.book, index, job.notes[0], report),
        )
        if job.book
        else with_defaults(documents[0].metadata, settings)
    )
    numbering = job.book.numbering if job.book else "none"
    linked = _linked(documents)
    assets, cover = assets_of(documents, metadata, index, job.notes[0], report)
    attachments = attachments_of(documents, index)
    metadata = msgspec.structs.replace(metadata, cover=cover)
    return Edition(
        kind="book" if job.book else "note",
        name=job.name,
        metadata=metadata,
        chapters=chapters(placed, numbering) if job.book else alone(documents[0]),
        assets=assets,
        attachments=attachments,
        modified=_modified(metadata),
        url=_page_of(job, settings, index),
        pages={note: page for note in linked if (page := index.page_of(note)) is not None},
        addresses=_addresses(linked, attachments, settings, index),
        contents=_contents(job, metadata, settings),
        numbering=numbering,
        notes=job.book.notes if job.book else "page",
        notes_restart=job.book.notes_restart if job.book else True,
        draws_cover=bool(job.book and job.book.cover),
        cover_sheet=sheet_of(job.book, metadata, report) if job.book else None,
        mailing=_mailing(job, settings, metadata, index, report),
        typesetting=typesetting_of(
            settings, job.book.pdf if job.book else documents[0].metadata.pdf, job.kind, report
        ),
        ebook=Ebook(**msgspec.structs.asdict(settings.epub)),
        web=WebPage(**msgspec.structs.asdict(settings.html)),
        before=job.before,
        after=job.after,
        looks=_looks(job, settings),
        lying=_lying(job, index),
        picture_widths=settings.site.image_widths if SITE in job.formats else (),
    )


def _lying(job: Job, index: Lookups) -> dict[str, str]:
    """Where the page of each chapter of a book lies (`Edition.lying`)."""
    if job.book and SITE in job.formats:
        return chapter_addresses(address_of(job.name), job.book, job.outline, index)
    if job.book and job.book.web == "chapters":
        return chapter_files(job.book, job.outline, index)
    return {}


def _looks(job: Job, settings: Settings) -> tuple[str, ...]:
    """What stylesheets are told about the whole edition, as classes."""
    asked = {
        "plain-links": not settings.build.link_colour,
        "open-right": job.book is not None and job.book.openings == "right",
        "draft": settings.build.draft,
    }
    return tuple(name for name, wanted in asked.items() if wanted)


def _contents(job: Job, metadata: Metadata, settings: Settings) -> Contents:
    """Whether there is a table of contents: a note has the last word about its own."""
    if job.kind == "book" or metadata.toc is None:
        return settings.build.contents
    return "always" if metadata.toc else "never"


def _linked(documents: Iterable[Document]) -> set[str]:
    return {
        node.note
        for document in documents
        for node in walk(document.blocks)
        if isinstance(node, Link) and node.note
    }


def _addresses(
    linked: Iterable[str],
    files: Iterable[str],
    settings: Settings,
    index: Asked,
) -> dict[str, str]:
    """The web addresses of notes and files; of no note that the project doesn't publish."""
    base = settings.project.url.rstrip("/")
    published = {note: entry for note in linked if (entry := index.entry(note))}
    addresses = {
        note: address
        for note, entry in published.items()
        # a book may have taken what is published nowhere else
        if (index.site_page_of(note) is not None or not (entry.draft or entry.publish is False))
        and (address := _address(note, settings, index))
    }
    return addresses | ({file: f"{base}/{quote(file)}" for file in files} if base else {})


def _page_of(job: Job, settings: Settings, index: Asked) -> str:
    """The web address of an edition; empty where the project has none."""
    if SITE in job.formats:
        base = settings.project.url.rstrip("/")
        return f"{base}/{quote(address_of(job.name))}" if base else ""
    if job.kind == "note":
        return _address(job.notes[0], settings, index)
    base = settings.project.url.rstrip("/")
    if job.digest and (place := index.site_page_of(page_of_digest(job.source))) is not None:
        return f"{base}/{quote(place)}" if base else ""
    end = "/" if job.book and job.book.web == "chapters" else ".html"
    return f"{base}/{quote(job.name)}{end}" if base else ""


def _address(note: str, settings: Settings, index: Asked) -> str:
    """The web address of a note: in the project's site, else in a book or of a page of its own.
    Empty where the project has none."""
    base = settings.project.url.rstrip("/")
    if not base:
        return ""
    place = index.site_page_of(note)
    if place is not None:
        return f"{base}/{quote(place, '/#')}"
    page, in_book, chapter = index.chapter_of(note).partition("#")
    if in_book:
        return f"{base}/{quote(page)}.html" + (f"#{chapter}" if chapter else "")
    entry = index.entry(note)
    if entry and entry.permalink:
        path = quote(entry.permalink.strip("/"))
        return f"{base}/{path}/" if path else f"{base}/"
    return f"{base}/{quote(note.rpartition('.')[0])}.html"


def _modified(metadata: Metadata) -> str:
    """ISO 8601 in UTC: SOURCE_DATE_EPOCH, else what the front matter says."""
    if now := source_date():
        return now.isoformat()
    for value in (metadata.modified, metadata.date):
        if found := moment(value):
            return found.isoformat()
    return NO_DATE


def _mailing(
    job: Job, settings: Settings, metadata: Metadata, index: Lookups, report: Report
) -> Mailing | None:
    newsletter = settings.newsletter
    if newsletter is None or "email" not in job.formats:
        return None
    return Mailing(
        newsletter.sender,
        newsletter.reply_to,
        newsletter.address,
        newsletter.unsubscribe,
        newsletter.list_id,
        logo_of(newsletter.logo, index, report),
        _picture_folder(job, settings, report) if newsletter.images == "linked" else "",
        number=_number(metadata),
    )


def _number(metadata: Metadata) -> int | None:
    """The number of an issue, where its title leaves it to be told."""
    number = number_of(metadata.extra)
    return None if str(number) in re.findall(r"\d+", metadata.title) else number


def _picture_folder(job: Job, settings: Settings, report: Report) -> str:
    """Where the folder of a letter's pictures is on the web; empty where that is not known."""
    base = settings.project.url.rstrip("/")
    if base:
        return f"{base}/{quote(job.name)}.email"
    report.add(
        "email/no-url",
        "nobody knows where pictures lie that a letter links to: they go along with it",
        hint='set url in [project], or images = "attached" in [newsletter]',
        line=1,
    )
    return ""
