"""Where a link of a chapter leads in the publication that it stands in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from urllib.parse import quote

from exporter.model.edition import Chapter, Edition
from exporter.model.nodes import Blocks, Footnote, Link
from exporter.model.walk import id_of, walk
from exporter.rendering.footnotes import call_id

# Ids that the page around a document sets, of its title and of its contents; the normalizer keeps
# them free.
TITLE_ID = "title"
CONTENTS_ID = "contents"


class Addresses:
    """The places of an edition and how one of its files addresses them.

    `file_of` names the file that an id of a chapter is in, or its beginning for no id; empty where
    all are on one page. `outside` is the way to a page that is published beside this one, by its
    name (`Edition.pages`); None where the medium can't lead to such pages. `files` are the
    addresses of the files of the vault that go with it. `alone` are the ids of the chapters that
    have a page to themselves.
    """

    def __init__(
        self,
        edition: Edition,
        *,
        file_of: Callable[[Chapter, str], str] | None = None,
        outside: Callable[[str], str] | None = None,
        files: Mapping[str, str] | None = None,
        alone: Collection[str] = (),
    ) -> None:
        self.edition = edition
        self.alone = alone
        self.files = files or {}
        self.file_of = file_of or (lambda _chapter, _name: "")
        self.outside = outside

    def prefix(self, chapter: Chapter) -> str:
        """What keeps the ids of a chapter apart from those of the others."""
        return f"{chapter.id}-" if self._among_others(chapter) else ""

    def top(self, chapter: Chapter) -> str:
        """The id of a chapter's title."""
        return chapter.id if self._among_others(chapter) else TITLE_ID

    def _among_others(self, chapter: Chapter) -> bool:
        return self.edition.kind == "book" and chapter.id not in self.alone

    def seen_from(
        self,
        file_of: Callable[[Chapter, str], str],
        outside: Callable[[str], str],
        files: Mapping[str, str],
    ) -> Addresses:
        """The same places as another page addresses them."""
        other = Addresses(
            self.edition, file_of=file_of, outside=outside, files=files, alone=self.alone
        )
        # looked through once for all pages
        other.__dict__ |= {"_chapters": self._chapters, "_ids": self._ids}
        return other

    def href(self, chapter: Chapter, here: str = "") -> Callable[[Link], str | None]:
        """The address of each link in a chapter, None for what can't be reached from there; `here`
        is the file that it is in."""

        def address(link: Link) -> str | None:
            if link.file:
                file = self.files.get(link.file) or self.edition.addresses.get(link.file)
                return file + quote(link.target, safe="#=&") if file else None
            if not link.note:
                own = link.target[:1] == "#"
                return self._within(chapter, link.target, here) if own else link.target
            found = self._chapters.get(link.note)
            return self._within(found, link.target, here) if found else self._outside(link)

        return address

    def _within(self, chapter: Chapter, target: str, here: str) -> str:
        name = target.removeprefix("#")
        known = name if name in self._ids[chapter.id] else ""
        file = self.file_of(chapter, known)
        if not known and file != here and chapter.id in self.alone:
            return file
        place = f"{self.prefix(chapter)}{known}" if known else self.top(chapter)
        return f"{'' if file == here else file}#{place}"

    def _outside(self, link: Link) -> str | None:
        if self.outside and link.note in self.edition.pages:
            name, _, chapter = self.edition.pages[link.note].partition("#")
            place = f"#{chapter}" if chapter else ""
            return _at(self.outside(name) + place, link.target)
        address = self.edition.addresses.get(link.note)
        return _at(address, link.target) if address else None

    @cached_property
    def _chapters(self) -> dict[str, Chapter]:
        return {chapter.document.path: chapter for chapter in self.edition.chapters}

    @cached_property
    def _ids(self) -> dict[str, frozenset[str]]:
        return {
            chapter.id: frozenset(ids(chapter.document.blocks)) for chapter in self.edition.chapters
        }


def ids(blocks: Blocks) -> Iterator[str]:
    """The ids to which links may lead: those that nodes have, and those of the calls of notes."""
    for node in walk(blocks):
        if name := call_id(node) if isinstance(node, Footnote) else id_of(node):
            yield name


def _at(address: str, target: str) -> str:
    """The address with a place in it: within a book, it is called after its chapter."""
    if target and "#" in address:
        return f"{address}-{quote(target[1:])}"
    return address + quote(target, safe="#")
