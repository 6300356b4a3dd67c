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
from exporter.output.manifest import Stamp, stamps
from exporter.render.templates import Theme

if TYPE_CHECKING:
    from exporter.model.document import Document
    from exporter.source.kept import Shelf
    from exporter.source.pandoc import Reader
    from exporter.source.shared_works import Shared

# Documents that others lead to, at some 100 KB each: a vault's hubs
REMEMBERED = 64


class Lifted(NamedTuple):
    """A note as it was read, what was found in it, and the bibliographies that it cites from."""

    document: Document
    report: Report
    cited: dict[str, Stamp]


@dataclass(frozen=True)
class Bench:
    """What the jobs of a build share.

    `planned` are the notes that it makes something of, `held_back` those that are not published,
    `pages` names the web pages of notes by their paths, `addresses` says where those of a site lie
    (`publication.site`), and `scratch` is a folder for temporary
    files. `jobs` are the processes that one of them may start, `stamp` our version and those of the
    engines. Where it is `strict`, nothing is written that there is a warning about.
    """

    settings: Settings
    entries: tuple[Entry, ...]
    assets: tuple[str, ...]
    theme: Theme
    out: Path
    planned: frozenset[str]
    held_back: frozenset[str] = frozenset()
    pages: Mapping[str, str] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)
    scratch: str = ""
    jobs: int = 1
    stamp: str = ""
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

    @cached_property
    def shelf(self) -> Shelf | None:
        from exporter.source.kept import shelf_of

        return shelf_of(Path(self.settings.root), self.stamp) if self.stamp else None

    def lifted(self, path: str, book: Shared | None = None) -> Lifted:
        """A note as it was read, with what its book cites. Raises NoteError where it can't be."""
        from exporter.source.note import cited_from, open_note, read

        source = open_note(Path(self.settings.root), path)
        citing = cited_from(source, self.settings)
        if book and citing.libraries:
            from exporter.source.shared_works import as_shared

            citing = as_shared(citing, book)
        cited = stamps(citing.files)
        document = read(source, self.reader, self.settings.build, citing, self.shelf)
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
        trusted=bench.settings.trusted,
        anchors=bench.anchors,
    )
    return normalize(lifted.document, context)


def text_of(
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
        trusted=bench.settings.trusted,
    )
    return normalize(lifted, context)
