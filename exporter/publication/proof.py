"""A draft to be read through: each block with its line in the source, and what was found about it.

Marks are spans without text, so that a heading in the contents or in a running head is still only
what it says; a stylesheet shows their title. Findings are text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec

from exporter.diagnostics import Diagnostic, Reports
from exporter.model.edition import Chapter, Edition, Proof, Source, with_blocks
from exporter.model.nodes import (
    Attributes,
    Block,
    Blocks,
    Callout,
    Definition,
    Division,
    Heading,
    Inlines,
    Math,
    Paragraph,
    Plain,
    Span,
    Strong,
    Text,
)
from exporter.publication.block_lines import block_lines, map_units
from exporter.publication.cross_references import number_references

LINE, FINDING, MARKS, MARKED = "source-line", "finding", "marks", "marked"


class Mark(NamedTuple):
    """What stands in the margin beside a block; `line` is 0 where it is not known."""

    line: int = 0
    findings: tuple[Diagnostic, ...] = ()


def proofed(edition: Edition, reports: Reports, day: str) -> Edition:
    """The edition as a draft of a day (ISO 8601), with what is known before a backend has it."""
    number_references(edition, reports)
    sources = {
        path: Source(reports[path].source, reports[path].body)
        for path in (chapter.document.path for chapter in edition.chapters)
        if path in reports
    }
    return msgspec.structs.replace(edition, proof=Proof(day, reports.diagnostics, sources))


def with_marks(edition: Edition) -> Edition:
    """The edition with marks in its chapters, where it is a draft."""
    proof = edition.proof
    if proof is None:
        return edition
    chapters = tuple(_marked_chapter(chapter, proof) for chapter in edition.chapters)
    return msgspec.structs.replace(edition, chapters=chapters)


def _marked_chapter(chapter: Chapter, proof: Proof) -> Chapter:
    document = chapter.document
    source = proof.sources.get(document.path)
    if source is None:
        return chapter
    lines = block_lines(document.blocks, source.text, source.body)
    about = [each for each in proof.findings if each.note == document.path]
    marks = _marks(lines, about)
    blocks = _marked(document.blocks, marks)
    if not marks and about:
        blocks = (_beside(Mark(0, tuple(about))), *blocks)
    return with_blocks(chapter, blocks)


def _marks(lines: Sequence[int], findings: Iterable[Diagnostic]) -> list[Mark]:
    """A mark for each line, with what was found from there on; the first has what was found
    before, too."""
    beside: list[list[Diagnostic]] = [[] for _ in lines]
    for found in sorted(findings, key=lambda each: each.line) if lines else ():
        at = max((n for n, line in enumerate(lines) if 0 < line <= found.line), default=0)
        beside[at].append(found)
    return [Mark(line, tuple(each)) for line, each in zip(lines, beside, strict=True)]


def _marked(blocks: Blocks, marks: Iterable[Mark]) -> Blocks:
    """The blocks with a mark at each of their units."""
    following = iter(marks)
    return map_units(blocks, lambda unit: _with_mark(unit, next(following)))


def _with_mark(unit: Any, mark: Mark) -> tuple[Any, ...]:
    if mark == Mark():
        return (unit,)
    match unit:
        case Paragraph(content=(Strong() | Math(),)):
            return (_beside(mark, unit),)  # a stylesheet looks at what is alone in a paragraph
        case Paragraph() | Plain():
            return (msgspec.structs.replace(unit, content=(*_inlines(mark), *unit.content)),)
        case Callout():
            return (msgspec.structs.replace(unit, title=(*_inlines(mark), *unit.title)),)
        case Definition():
            return (msgspec.structs.replace(unit, term=(*_inlines(mark), *unit.term)),)
        case Heading():
            line = _inlines(Mark(mark.line))
            heading = msgspec.structs.replace(unit, content=(*line, *unit.content))
            return (_beside(Mark(0, mark.findings)), heading) if mark.findings else (heading,)
    return (_beside(mark, unit),)


def _beside(mark: Mark, *blocks: Block) -> Division:
    """A mark for what can't hold it itself."""
    margin = Division((Plain(_inlines(mark)),), Attributes(classes=(MARKS,)))
    return Division((margin, *blocks), Attributes(classes=(MARKED,)))


def _inlines(mark: Mark) -> Inlines:
    line = Span((), Attributes(classes=(LINE,), pairs=(("title", str(mark.line)),)))
    findings = (
        Span(
            (Text(f"{found.code}: {found.message}"),),
            Attributes(classes=(FINDING, f"{FINDING}-{found.severity}")),
        )
        for found in mark.findings
    )
    return (line, *findings) if mark.line else tuple(findings)
