"""What all jobs of a build share, and notes as they are read with it.

A worker keeps one `Bench`. No job changes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from exporter.config import Settings
from exporter.diagnostics import Report, Reports
from exporter.errors import NoteError
from exporter.normalize.index import Entry, Index
from exporter.output.stamps import Stamp, stamps
from exporter.output.trace import Tracing, Vault
from exporter.rendering.templates import Theme
from exporter.stages import stage

if TYPE_CHECKING:
    from exporter.model.document import Document
    from exporter.source.kept import Shelf
    from exporter.source.pandoc import Reader
    from exporter.source.shared_works import Shared

# Documents that others lead to, at some 100 KB each: a vault's hubs
REMEMBERED = 64
# Notes that others lead into, at some KB of places each
LED_INTO = 1024


class Lifted(NamedTuple):
    """A note as it was read, what was found in it, and the files that it was read from."""

    document: Document
    report: Report
    files: dict[str, Stamp]


@dataclass(frozen=True)
class Bench:
    """What the jobs of a build share.

    `planned` are the notes that it makes something of, `held_back` those that are not published,
    `pages` names the web pages of notes by their paths, `addresses` says where those of the site
    lie that is made, `site` where those of the project's do, whatever is made (`publication.site`).
    `scratch` is a folder for temporary files. `jobs` are the processes that one of them may start,
    `stamp` our version and those of the engines. Where it is `strict`, nothing is written that
    there is a warning about.

    Where the out folder can't be reached from another computer, what is made there is given back.
    Its system may have other fonts.
    """

    settings: Settings
    entries: tuple[Entry, ...]
    assets: tuple[str, ...]
    theme: Theme
    out: Path = Path()
    planned: frozenset[str] = frozenset()
    held_back: frozenset[str] = frozenset()
    pages: Mapping[str, str] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)
    site: Mapping[str, str] = field(default_factory=dict)
    scratch: str = ""
    jobs: int = 1
    stamp: str = ""
    strict: bool = False
    reaches_out: bool = True
    has_other_fonts: bool = False

    @cached_property
    def index(self) -> Index:
        return Index(self.settings.root, self.entries, self.assets)

    def close(self) -> None:
        """End what was started for it."""
        if "reader" in vars(self):
            self.reader.close()

    def tracing(self, *, site: bool = False) -> Tracing:
        """What a job asks, be it for a page of the `site`."""
        pages = self.addresses if site else self.pages
        return Tracing(Vault(self.index, self.held_back, self.planned, pages, self.site))

    @cached_property
    def reader(self) -> Reader:
        from exporter.source.pandoc import Reader

        return Reader(scratch=self.scratch)

    @cached_property
    def shelf(self) -> Shelf | None:
        from exporter.source.kept import shelf_of

        return shelf_of(Path(self.settings.root), self.stamp) if self.stamp else None

    def sweep(self) -> None:
        """Keep no more of the notes that were read than is of use."""
        from exporter.source.kept import sweep

        if self.shelf:
            sweep(self.shelf)

    def lifted(self, path: str, book: Shared | None = None) -> Lifted:
        """A note as it was read, with what its book cites. Raises NoteError where it can't be."""
        with stage("read"):
            return self._lifted(path, book)

    def _lifted(self, path: str, book: Shared | None) -> Lifted:
        from exporter.source.note import cited_from, open_note, read

        root = Path(self.settings.root)
        # before it is read: who writes on while we work has it made again
        files = stamps([root / path])
        source = open_note(root, path)
        citing = cited_from(source, self.settings)
        if book and citing.libraries:
            from exporter.source.shared_works import as_shared

            citing = as_shared(citing, book)
        files |= stamps(citing.files)
        document = read(source, self.reader, self.settings.build, citing, self.shelf)
        return Lifted(document, source.report, files)

    @cached_property
    def other(self) -> Callable[[str], Lifted | None]:
        """A note for another one that embeds it or leads into it; None where it can't be read."""

        @lru_cache(maxsize=REMEMBERED)
        def other(path: str) -> Lifted | None:
            with suppress(NoteError):
                return self.lifted(path)
            return None

        return other

    @cached_property
    def places(self) -> Callable[[str], Mapping[str, str]]:
        """The places of a note that others lead into."""
        from exporter.normalize.anchors import anchors_of

        @lru_cache(maxsize=LED_INTO)
        def places(path: str) -> Mapping[str, str]:
            lifted = self.other(path)
            return anchors_of(lifted.document) if lifted else {}

        return places


def document_of(
    path: str, bench: Bench, reports: Reports, tracing: Tracing, book: Shared | None = None
) -> Document:
    """One note, normalised; with `book`, it cites as a part of it.

    What was found goes to `reports`, about notes that it embeds, too, where nothing else is made of
    them. What it is made of goes to `tracing`. Raises NoteError where it can't be read.
    """
    from exporter.model.nodes import Citation
    from exporter.model.walk import collect
    from exporter.normalize.anchors import anchor
    from exporter.normalize.context import Context
    from exporter.normalize.transforms import normalize

    def load(other: str) -> Document | None:
        lifted = bench.other(other)
        tracing.shows(other, files_of(other, bench))
        if lifted and book and collect(lifted.document.blocks, Citation):
            return bench.lifted(other, book).document
        return lifted.document if lifted else None

    def place_in(other: str, fragment: str) -> str:
        found = anchor(fragment, bench.places(other))
        tracing.led_into(other, files_of(other, bench), fragment, found)
        return found

    def report_of(other: str) -> Report:
        if tracing.is_planned(other):
            return Report(other)  # nobody hears it: it is told where the note itself is made
        lifted = bench.other(other)
        if other not in reports and lifted:
            reports[other] = lifted.report.copy()
        return reports[other]

    # also where it can't be read: it may be another time
    tracing.shows(path, stamps([Path(bench.settings.root, path)]))
    lifted = bench.lifted(path, book)
    tracing.shows(path, lifted.files)
    reports[path] = lifted.report
    context = Context(
        tracing,
        lifted.report,
        load,
        place_in,
        report_of,
        bench.settings.build,
        is_held_back=tracing.is_held_back,
        trusted=bench.settings.trusted,
    )
    with stage("normalize"):
        return normalize(lifted.document, context)


def files_of(note: str, bench: Bench) -> Mapping[str, Stamp]:
    """What another note was read from, or could not be read from."""
    lifted = bench.other(note)
    return lifted.files if lifted else stamps([Path(bench.settings.root, note)])


def text_of(
    document: Document, text: str, bench: Bench, reports: Reports, tracing: Tracing, **extra: str
) -> Document:
    """The document with a text that stands in no note."""
    from exporter.normalize.context import Context
    from exporter.normalize.transforms import normalize
    from exporter.source.frontmatter import Split
    from exporter.source.note import Source, read

    if not text:
        return document
    metadata = msgspec.structs.replace(document.metadata, extra=extra)
    source = Source(document.path, Split({}, text), metadata, reports.whole)
    lifted = read(source, bench.reader, bench.settings.build)
    context = Context(
        tracing,
        reports.whole,
        lambda _path: None,
        build=bench.settings.build,
        is_held_back=tracing.is_held_back,
        trusted=bench.settings.trusted,
    )
    return normalize(lifted, context)
