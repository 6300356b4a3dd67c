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
from exporter.model.text import clean


def book_metadata(book: Book, settings: Settings, report: Report) -> Metadata:
    """The metadata of a book, as the settings have it."""
    authors = _people(book.authors or ((book.author,) if book.author else ()), "aut")
    everybody = (*authors, *_people(book.contributors, "ctb"))
    metadata = Metadata(
        title=_line(book.title),
        subtitle=_line(book.subtitle),
        authors=tuple(person for person in everybody if person.role == "aut"),
        contributors=tuple(person for person in everybody if person.role != "aut"),
        date=_line(book.date),
        modified=_line(book.modified),
        first_published=_line(book.first_published),
        lang=book.lang,
        dir=book.dir,
        writing_mode=book.writing_mode,
        languages=tuple(each for each in book.languages if each != book.lang),
        tags=tuple(filter(None, map(_line, book.keywords))),
        subjects=tuple(subject for subject in map(_subject, book.subjects) if subject.name),
        description=_line(book.description),
        rights=_line(book.rights),
        license=_line(book.license),
        publisher=_line(book.publisher),
        publisher_place=_line(book.publisher_place),
        edition=_line(book.edition),
        identifiers=tuple(_identifiers(book, report)),
        series=_line(book.series),
        series_number=_line(book.series_number),
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
        rights=metadata.rights or _line(project.rights),
        license=metadata.license or _line(project.license),
        publisher=metadata.publisher or _line(project.publisher),
    )


def _people(names: People, default: str) -> tuple[Contributor, ...]:
    found = (Person(name) if isinstance(name, str) else name for name in names)
    return tuple(
        Contributor(_line(person.name), role(person.role) or default, _line(person.sort))
        for person in found
        if _line(person.name)
    )


def _subject(subject: str | Catalogued) -> Subject:
    if isinstance(subject, str):
        return Subject(_line(subject))
    return Subject(_line(subject.name), _line(subject.authority), _line(subject.code))


def _identifiers(book: Book, report: Report) -> Iterable[Identifier]:
    for given, scheme in ((book.identifier, ""), (book.isbn, "isbn")):
        for text in (given,) if isinstance(given, str) else given:
            if _line(text):
                yield identifier(_line(text), scheme, report)


def _line(text: str) -> str:
    """One line without the characters that no output may hold."""
    return " ".join(clean(text).split())
