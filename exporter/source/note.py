"""One note from its file to a document: decode, split, read, lift."""

from __future__ import annotations

import posixpath
import re
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from exporter.config import Build, Settings
from exporter.diagnostics import Diagnostic, Report
from exporter.errors import NoteError
from exporter.executors.alarm import alarm
from exporter.model.document import Document, Metadata
from exporter.model.nodes import Blocks
from exporter.model.walk import DEEPEST, depth
from exporter.normalize.index import Entry
from exporter.normalize.title import file_title
from exporter.source import bibliography, kept
from exporter.source.bibliography import NOTHING, Citing
from exporter.source.citations import check_citations, check_style, readable
from exporter.source.frontmatter import Split, decode, metadata, split
from exporter.source.kept import Kept, Shelf
from exporter.source.lift import OBSIDIAN, lift
from exporter.source.pandoc import DIALECTS, Reader
from exporter.source.syntax.tags import tags_in
from exporter.source.works import request
from exporter.stages import stage

# A note larger than this is no note: the largest real one seen has 0.8 MB
LARGEST = 10_000_000
# Seconds to open one, and to look for its tags, which take milliseconds: whoever goes through all
# notes of a vault has no other clock
PATIENCE = 20.0
# ISO 8601, at the beginning of a file's name
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")
# The dialects that have typographic marks of themselves
SMART = frozenset({"obsidian", "pandoc"})


class Source(NamedTuple):
    """A note's text, split; `report` places findings in the whole of it."""

    path: str
    split: Split
    metadata: Metadata
    report: Report


def open_note(root: Path, path: str) -> Source:
    """Read and split a note. Raises NoteError where there is no text to be had from it, or not in
    time."""
    try:
        with alarm(PATIENCE):
            return _opened(root, path)
    except TimeoutError as error:
        raise NoteError(f"{path} takes longer than {PATIENCE:g} seconds to open") from error


def _opened(root: Path, path: str) -> Source:
    report = Report(path)
    try:
        file = root / path
        if file.stat().st_size > LARGEST:
            raise NoteError(f"{path} is larger than {LARGEST // 1_000_000} MB", "split it")
        data = file.read_bytes()
    except OSError as error:
        raise NoteError(f"{path} can't be read: {error.strerror or error}") from error
    report.source = decode(data, report)
    parts = split(report.source, report)
    report.body = len(report.source) - len(parts.body)
    return Source(path, parts, metadata(parts.values, report), report)


def dialect_of(source: Source, build: Build) -> str:
    """The dialect that a note is read in: its own, where there is such a one."""
    wanted = str(source.metadata.extra.get("dialect", build.dialect))
    return wanted if wanted in DIALECTS else build.dialect


def cited_from(source: Source, settings: Settings) -> Citing:
    """What a note cites from, not parsed yet; nothing where it, or its dialect, cites nothing."""
    given = source.metadata.extra
    if dialect_of(source, settings.build) not in bibliography.DIALECTS:
        return NOTHING
    if "@" not in source.split.body and "nocite" not in given:
        return NOTHING
    return bibliography.citing(source.metadata, source.path, settings, source.report)


def read(
    source: Source,
    reader: Reader,
    build: Build,
    citing: Citing = NOTHING,
    shelf: Shelf | None = None,
) -> Document:
    """The document of a note; from the shelf where its text is there.

    Raises NoteError where Pandoc can't read it in its bounds.
    """
    dialect = dialect_of(source, build)
    wanted = source.metadata.extra.get("dialect", dialect)
    if wanted != dialect:
        source.report.add(
            "frontmatter/dialect",
            f"there is no dialect “{wanted}”; {dialect} is used",
            hint=f"known are {', '.join(DIALECTS)}",
            about="dialect",
            top=True,
        )
    works = readable(citing, reader, source.report)
    meta = {**citing.meta, "text": dialect == OBSIDIAN}
    sent = request(works, source.split.body, meta) if works else b""
    extensions = _extensions(dialect, build)
    # findings name the note
    made_from = (source.path, source.report.source, source.split.body, dialect, extensions, sent)
    key = kept.key_of(shelf, *made_from) if shelf else ""
    lifted = kept.find(shelf, key) if shelf else None
    if lifted is None:
        lifted = Kept(key, *_lifted(source, reader, dialect, extensions, sent))
        if shelf:
            with suppress(OSError):  # a full disk costs time, and no note
                kept.keep(shelf, lifted)
    source.report.diagnostics.extend(lifted.found)
    blocks = lifted.blocks
    check_citations(blocks, works, citing, source.report)
    return Document(source.path, source.metadata, blocks)


def _lifted(
    source: Source, reader: Reader, dialect: str, extensions: str, citing: bytes
) -> tuple[Blocks, tuple[Diagnostic, ...]]:
    """The blocks of a note, flattened below DEEPEST levels, since no output can show more; and what
    was found."""
    body = source.split.body

    def report() -> Report:
        return Report(source.path, source.report.source, source.report.body)

    trial = report()
    try:
        reading = reader.read(body, dialect, extensions, citing=citing)
        check_style(reading, trial)
        with stage("lift"):
            blocks = lift(reading, body, dialect, trial)
        if depth(blocks) <= DEEPEST:
            return blocks, tuple(trial.diagnostics)
    except RecursionError:
        pass
    flat = report()
    flat.add(
        "source/nesting",
        f"lists, quotations or markup nested over {DEEPEST} levels were flattened",
        hint="no text is lost; nest less deeply",
        line=1,
    )
    reading = reader.read(body, dialect, extensions, depth=DEEPEST, citing=citing)
    check_style(reading, flat)
    with stage("lift"):
        return lift(reading, body, dialect, flat), tuple(flat.diagnostics)


def _extensions(dialect: str, build: Build) -> str:
    """What the project wants of Pandoc beside a dialect, as far as it differs."""
    smart = dialect in SMART
    named = "" if build.typography == smart else "+smart" if build.typography else "-smart"
    if dialect == "commonmark":
        return named  # it has no other extension
    return (
        named
        + ("+emoji" if build.emoji else "")
        + ("+hard_line_breaks" if build.hard_line_breaks else "")
    )


def entry(source: Source) -> Entry:
    """What the vault index keeps of a note."""
    meta = source.metadata
    return Entry(
        source.path,
        meta.title or file_title(source.path),
        meta.aliases,
        meta.permalink,
        meta.slug,
        meta.publish,
        meta.draft,
        meta.date or day_in_name(source.path),
        meta.tags,
        _hashtags(source.split.body),
        str(meta.extra.get("role", "")).lower(),
    )


def _hashtags(body: str) -> tuple[str, ...]:
    """The tags of a text; none where they are not found in time: what else is known holds."""
    try:
        with alarm(PATIENCE):
            return tags_in(body)
    except TimeoutError:
        return ()


def day_in_name(path: str) -> str:
    """The day of a daily note, or of a post as Jekyll names it; nothing for other names."""
    found = DAY.match(posixpath.basename(path))
    return found[0] if found else ""
