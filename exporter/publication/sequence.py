"""What stands where in a book: The Chicago Manual of Style, 17th edition, 1.4."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from exporter.config import Book
from exporter.diagnostics import Report
from exporter.model.edition import Chapter, ChapterKind
from exporter.normalize.index import Index
from exporter.publication.listed import folder_of, path_of
from exporter.publication.outline import Item
from exporter.publication.selection import is_path, is_tagged
from exporter.rendering.labels import labels

# What comes before the contents, in its order; all else keeps the place that it was given
EARLY = ("halftitlepage", "titlepage", "imprint", "dedication", "epigraph", "toc")
# What is put into a note that says itself that it is this
FILLED = frozenset({"bibliography", "endnotes"})


def sequence(
    book: Book,
    items: Sequence[Item],
    lang: str,
    index: Index,
    report: Report,
    hidden: Collection[str] = (),
) -> tuple[Item, ...]:
    """The outline of a book with the matter around it that its settings ask for.

    `hidden` are the notes that the project does not publish.
    """
    words = labels(lang)

    def matter(
        kind: ChapterKind, role: str, title: str, asked: bool | str, made: str = ""
    ) -> tuple[Item, ...]:
        """One item, or none; `made` says what makes it where it is asked for by `true`."""
        if not asked:
            return ()
        if isinstance(asked, str) and is_path(asked):
            note = _note(asked, book, index, report)
            return (Item(kind, note, role=role, made=made),) if note else ()
        if isinstance(asked, str) and made == "glossary" and asked.startswith("#"):
            terms = tuple(
                entry.path
                for entry in index.entries.values()
                if entry.path not in hidden and is_tagged(entry, [asked[1:].casefold()], True)
            )
            return (Item(kind, title=title, role=role, made=made, terms=terms),)
        if isinstance(asked, str):
            return (Item(kind, title=title, role=role, text=asked, made=made),)
        return (Item(kind, title=title, role=role, made=made),)

    before = (
        *matter("front", "halftitlepage", words.half_title, book.half_title, "halftitle.md"),
        *matter("front", "titlepage", words.title_page, True, "title-page"),
        *matter("front", "imprint", words.imprint, book.imprint, "imprint.md"),
        *matter("front", "dedication", words.dedication, book.dedication),
        *matter("front", "epigraph", words.epigraph, book.epigraph),
        *matter("front", "toc", words.contents, True, "contents"),
        *matter("front", "loi", words.list_of_figures, book.list_of_figures, "figures"),
        *matter("front", "lot", words.list_of_tables, book.list_of_tables, "tables"),
        *matter("front", "listings", words.list_of_listings, book.list_of_listings, "listings"),
        *matter("front", "foreword", "", book.foreword),
    )
    behind = (
        *(
            item
            for name in book.appendices
            for item in matter("appendix", "appendix", words.appendix, name)
        ),
        *matter("back", "endnotes", words.notes, book.notes == "book", "endnotes"),
        *matter("back", "glossary", words.glossary, book.glossary, "glossary"),
        *matter("back", "bibliography", words.references, book.bibliography, "bibliography"),
        *matter("back", "index", words.index, book.index, "index"),
        *matter("back", "contributors", words.about, book.about),
        *matter("back", "colophon", words.colophon, book.colophon),
    )
    own = {item.note for item in (*before, *behind) if item.note}
    return (*before, *(item for item in items if item.note not in own), *behind)


def in_order(chapters: Sequence[Chapter]) -> tuple[Chapter, ...]:
    """The chapters with what comes before the contents in its place.

    A note that says itself what it is takes the place of what would be made.
    """
    written = {chapter.role for chapter in chapters if chapter.role and not chapter.made}
    filled = {each.role: each.made for each in chapters if each.made in FILLED}
    kept = [
        msgspec.structs.replace(each, made=each.made or filled.get(each.role, ""))
        for each in chapters
        if not (each.made and each.role in written)
    ]
    early = [each for each in kept if each.role in EARLY]
    early.sort(key=lambda chapter: EARLY.index(chapter.role))
    return (*early, *(each for each in kept if each.role not in EARLY))


def _note(name: str, book: Book, index: Index, report: Report) -> str:
    """The path of a note that the settings name: below the book's folder, or in the vault."""
    path = path_of(name, (folder_of(book), ""), index)
    if not path:
        report.add(
            "book/missing-chapter",
            f"“{book.title}”: no note is called {name}",
            about=name,
            top=True,
        )
    return path
