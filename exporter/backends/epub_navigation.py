"""Where the navigation document and the NCX of an EPUB lead (EPUB 3.3 §7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from exporter.backends.epub_pages import PageBreak
from exporter.model.edition import Chapter, Edition
from exporter.model.structure import LANDMARKS, section_type
from exporter.model.walk import plain_text
from exporter.rendering.chapters import listed_number, opening
from exporter.rendering.labels import labels
from exporter.rendering.links import Addresses
from exporter.rendering.markup import Renderer
from exporter.rendering.outline import Place, label, nested, sections


class Page(NamedTuple):
    """A page of the PDF: its number as it is printed, and where it begins."""

    name: str
    href: str


class Landmark(NamedTuple):
    """A place that readers look for; `type` is a term of EPUB Structural Semantics."""

    type: str
    href: str
    title: str


def outline_of(
    edition: Edition, renderers: Mapping[str, Renderer], addresses: Addresses
) -> list[Place]:
    """The contents: the chapters that are listed and their headings."""
    return nested(
        (chapter.level, _place(chapter, renderers[chapter.id], addresses))
        for chapter in edition.chapters
        if chapter.listed
    )


def _place(chapter: Chapter, render: Renderer, addresses: Addresses) -> Place:
    def href(name: str) -> str:
        own = name.removeprefix(render.id_prefix)
        return f"{addresses.file_of(chapter, own)}#{name}"

    file = addresses.file_of(chapter, "")
    title, number = render(label(chapter.title)), listed_number(chapter, render.lang)
    return Place(file, title, number, sections(chapter, render, href))


def page_list(breaks: Iterable[PageBreak], addresses: Addresses) -> list[Page]:
    """The pages of the PDF in their order."""
    return [
        Page(each.page, f"{_file(each, addresses)}#{addresses.prefix(each.chapter)}{each.id}")
        for each in breaks
    ]


def _file(page: PageBreak, addresses: Addresses) -> str:
    return addresses.file_of(page.chapter, "" if page.opens else page.id)


def landmarks(edition: Edition, addresses: Addresses, *, cover: str) -> list[Landmark]:
    """The landmarks in reading order, each kind once; `cover` is its file, if there is one."""
    title, words = edition.metadata.title, labels(edition.metadata.lang)
    first = edition.chapters[opening(edition)]
    found = [Landmark("cover", cover, title)] if cover else []
    found += [
        Landmark("titlepage", addresses.file_of(chapter, ""), title)
        for chapter in edition.chapters
        if chapter.role == "titlepage"
    ]
    found += [
        Landmark("toc", "#toc", words.contents),
        Landmark("bodymatter", addresses.file_of(first, ""), title),
    ]
    types = {section_type(each.role, each.kind): each for each in reversed(edition.chapters)}
    found += [
        Landmark(kind, addresses.file_of(types[kind], ""), plain_text(types[kind].title))
        for kind in LANDMARKS
        if kind in types
    ]
    return found
