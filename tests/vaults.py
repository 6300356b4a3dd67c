"""A few notes in a folder: what becomes of one of them, and builds of all."""

from __future__ import annotations

from pathlib import Path

from exporter import config
from exporter.config import Build, Settings
from exporter.diagnostics import Report, Reports
from exporter.executors import Workers
from exporter.model.document import Document
from exporter.normalize.anchors import anchor, anchors_of
from exporter.normalize.context import Context
from exporter.normalize.index import Index
from exporter.normalize.transforms import normalize
from exporter.publication.books import Bound, bind, settings_report
from exporter.run import Summary, build
from exporter.source.entries import look
from exporter.source.manifests import with_manifests
from exporter.source.note import entry, open_note, read
from exporter.source.pandoc import Reader
from exporter.source.single import reading
from exporter.source.vault import discover

PLAIN = Build(typography=False)


class Vault:
    """A vault of a few notes, by their paths, and what becomes of one of them."""

    def __init__(
        self, root: Path, reader: Reader, notes: dict[str, str], build: Build = PLAIN
    ) -> None:
        self.root, self.reader, self.build = root, reader, build
        for path, text in notes.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)

    def note(self, path: str) -> tuple[Document, Report]:
        found = discover(self.root)
        entries = [entry(open_note(self.root, note)) for note in found.notes]
        index = Index(found.root, entries, found.assets)
        source = open_note(self.root, path)

        def load(other: str) -> Document:
            note = open_note(self.root, other)
            return read(note, self.reader, self.build)

        def place_in(other: str, fragment: str) -> str:
            return anchor(fragment, anchors_of(load(other)))

        document = read(source, self.reader, self.build)
        context = Context(index, source.report, load, place_in, build=self.build)
        return normalize(document, context), source.report


def codes(report: Report) -> list[tuple[str, int]]:
    return [(found.code, found.line) for found in report.diagnostics]


class Project:
    """A folder of notes, and builds of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.out = root.parent / "made"

    def write(self, name: str, text: str) -> None:
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(text, "utf-8")

    @property
    def settings(self) -> Settings:
        file = self.root / "exporter.toml"
        if file.exists():
            return config.load(file, trusted=True)
        return config.default(self.root, trusted=True)

    def build(
        self,
        *paths: str,
        formats: tuple[str, ...] = ("html",),
        jobs: int = 1,
        strict: bool = False,
    ) -> Summary:
        named = [self.root / path for path in paths]
        return build(
            self.settings,
            named,
            formats=formats,
            out=self.out,
            workers=Workers(jobs),
            strict=strict,
        )

    def books(self) -> tuple[Bound, ...]:
        """The books of the project, as a build finds them."""
        vault = discover(self.root)
        index = Index(vault.root, (n.entry for n in look(vault, {}).values()), vault.assets)
        reports = Reports(settings_report(self.settings))
        settings = with_manifests(self.settings, vault, reports)
        with reading(settings) as load:
            return bind(settings, index, load, reports)


def outline_of(book: Bound) -> list[str]:
    """What an outline has beside the matter around it: `kind note|title`, indented by its level."""
    return [
        f"{'  ' * (item.level - 1)}{item.kind} {item.note or f'“{item.title}”'}"
        for item in book.items
        if not item.role
    ]


def told(book: Bound) -> list[tuple[str, str, int]]:
    """The findings about a book: code, file and line."""
    return [(found.code, found.note, found.line) for found in book.found]
