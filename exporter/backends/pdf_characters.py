"""Characters that no font has, in a PDF: told note by note, and code points in their place.

PDF/UA-1 §7.21.8 forbids a glyph that is not there.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from exporter.diagnostics import Report, Reports
from exporter.model.edition import Chapter, Edition, with_blocks
from exporter.model.nodes import Diagram
from exporter.model.walk import rewrite
from exporter.rendering.characters import (
    Fonts,
    Package,
    code_point,
    install,
    lacking,
    package_of,
    script_of,
    shown,
    with_stand_ins,
)

# As many are listed in a finding
LISTED = 8


def tell_lacking(edition: Edition, bodies: Iterable[str], fonts: Fonts, reports: Reports) -> None:
    """Say of each note which characters no font has; `bodies` are the chapters as markup."""
    for chapter, body in zip(edition.chapters, bodies, strict=True):
        _tell(lacking(shown(body), fonts), reports[chapter.document.path])
    titles = [edition.metadata.title, edition.metadata.subtitle]
    _tell(lacking("".join(titles), fonts), reports.whole)


def _tell(characters: str, report: Report) -> None:
    """A finding for each package of fonts that would help."""
    kinds: dict[Package | None, list[str]] = {}
    for each in characters:
        kinds.setdefault(package_of(script_of(each)), []).append(each)
    for package, alike in kinds.items():
        listed = " ".join(f"{each} ({code_point(each)})" for each in alike[:LISTED])
        rest = f" and {len(alike) - LISTED} more" if len(alike) > LISTED else ""
        report.add(
            "pdf/missing-glyph",
            f"no font has {listed}{rest}; code points stand for them",
            hint=install(package),
            about=alike[0],
        )


def with_drawn_words(edition: Edition, fonts: Fonts) -> Edition:
    """The edition with stand-ins in its drawings, too."""

    def mended(node: Diagram) -> Diagram:
        return msgspec.structs.replace(node, svg=with_stand_ins(node.svg, fonts))

    def changed(chapter: Chapter) -> Chapter:
        return with_blocks(chapter, rewrite(chapter.document.blocks, mended, frozenset({Diagram})))

    return msgspec.structs.replace(edition, chapters=tuple(map(changed, edition.chapters)))
