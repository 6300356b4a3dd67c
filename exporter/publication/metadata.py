"""The metadata of a publication: what a book or a note says, and what the project says for it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from exporter.config import Book, Settings
from exporter.config.settings import Catalogued, People, Person
from exporter.diagnostics import Report
from exporter.model.document import Contributor, Identifier, Metadata, Subject
from exporter.model.identifiers import identifier
from exporter.model.roles import role
from exporter.model.text import one_line
from exporter.normalize.title import UNTITLED


def book_metadata(book: Book, settings: Settings, report: Report) -> Metadata:
    """The metadata of a book, as the settings have it."""
    authors = _people(book.authors or ((book.author,) if book.author else ()), "aut")
    everybody = (*authors, *_people(book.contributors, "ctb"))
    metadata = Metadata(
        title=one_line(book.title) or UNTITLED,
        subtitle=one_line(book.subtitle),
        authors=tuple(person for person in everybody if person.role == "aut"),
        contributors=tuple(person for person in everybody if person.role != "aut"),
        date=one_line(book.date),
        modified=one_line(book.modified),
        first_published=one_line(book.first_published),
        lang=book.lang,
        dir=book.dir,
        writing_mode=book.writing_mode,
        languages=tuple(each for each in book.languages if each != book.lang),
        tags=tuple(filter(None, map(one_line, book.keywords))),
        subjects=tuple(subject for subject in map(_subject, book.subjects) if subject.name),
        description=one_line(book.description),
        rights=one_line(book.rights),
        license=one_line(book.license),
        publisher=one_line(book.publisher),
        publisher_place=one_line(book.publisher_place),
        edition=one_line(book.edition),
        identifiers=tuple(_identifiers(book, report)),
        series=one_line(book.series),
        series_number=one_line(book.series_number),
    )
    return with_defaults(metadata, settings)


def with_defaults(metadata: Metadata, settings: Settings) -> Metadata:
    """What a note or a book leaves open is the project's to say.

    What has an editor and no author was written by several people: none of them is the project's.
    """
    project = settings.project
    names = project.authors or ((project.author,) if project.author else ())
    edited = any(person.role in ("edt", "edc") for person in metadata.contributors)
    return msgspec.structs.replace(
        metadata,
        authors=metadata.authors or (() if edited else _people(names, "aut")),
        lang=metadata.lang or project.lang,
        rights=metadata.rights or one_line(project.rights),
        license=metadata.license or one_line(project.license),
        publisher=metadata.publisher or one_line(project.publisher),
    )


def _people(names: People, default: str) -> tuple[Contributor, ...]:
    found = (Person(name) if isinstance(name, str) else name for name in names)
    return tuple(
        Contributor(one_line(person.name), role(person.role) or default, one_line(person.sort))
        for person in found
        if one_line(person.name)
    )


def _subject(subject: str | Catalogued) -> Subject:
    if isinstance(subject, str):
        return Subject(one_line(subject))
    return Subject(one_line(subject.name), one_line(subject.authority), one_line(subject.code))


def _identifiers(book: Book, report: Report) -> Iterable[Identifier]:
    for given, scheme in ((book.identifier, ""), (book.isbn, "isbn")):
        for text in (given,) if isinstance(given, str) else given:
            if one_line(text):
                yield identifier(one_line(text), scheme, report)
