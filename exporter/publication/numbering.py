"""Numbers of sections: `1.2.3` in a book whose settings ask for them."""

from __future__ import annotations

import msgspec

from exporter.model.edition import Chapter, Edition, with_blocks
from exporter.model.nodes import Heading
from exporter.model.walk import rewrite
from exporter.normalize.headings import TOP

# The parts of a number that are still read as one: 1.2.3
LONGEST = 3
HEADINGS = frozenset({Heading})


def number_sections(edition: Edition) -> Edition:
    """The edition with the headings of its numbered chapters numbered, where it asks for that."""
    if edition.numbering != "sections":
        return edition
    chapters = tuple(map(_numbered, edition.chapters))
    return msgspec.structs.replace(edition, chapters=chapters)


def _numbered(chapter: Chapter) -> Chapter:
    if not chapter.number or chapter.kind == "part":
        return chapter
    above = chapter.number.split(".")
    counts: list[int] = []

    def numbered(heading: Heading) -> Heading:
        depth = heading.level - TOP + 1
        if heading.attributes.classes.count("unnumbered") or len(above) + depth > LONGEST:
            return heading
        del counts[depth:]
        counts.extend([0] * (depth - len(counts)))
        counts[depth - 1] += 1
        number = ".".join((*above, *map(str, counts)))
        return msgspec.structs.replace(heading, number=number)

    return with_blocks(chapter, rewrite(chapter.document.blocks, numbered, HEADINGS))
