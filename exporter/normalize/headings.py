"""Headings that are some, with levels as one outline under the title."""

from __future__ import annotations

import msgspec

from exporter.model.document import Document
from exporter.model.nodes import NO_ATTRIBUTES, Block, Division, Heading, Paragraph
from exporter.model.walk import plain_text, rewrite
from exporter.normalize.context import Context

HEADINGS = frozenset({Heading})
# Level 1 is the title's, which the page around the document sets.
TOP = 2
DEEPEST = 6
# Letters: contents, menus and the heads of pages repeat a heading, and none that is one is longer
LONGEST = 1000


def bound_headings(document: Document, context: Context) -> Document:
    """Make paragraphs of endless headings, as a paragraph with a rule below it is one, and cut an
    endless title.

    Needs what is in the place of placeholders: after `fill_placeholders`.
    """

    def bounded(heading: Heading) -> Block:
        words = plain_text(heading.content)
        if len(words) <= LONGEST:
            return heading
        context.report.add(
            "headings/endless",
            f"a heading of {len(words):,} letters is a paragraph: {LONGEST:,} are the most",
            hint="where it was to be a paragraph, leave a blank line before the rule",
            about=words,
        )
        paragraph = Paragraph(heading.content)
        named = heading.attributes != NO_ATTRIBUTES
        return Division((paragraph,), heading.attributes) if named else paragraph

    title = document.metadata.title
    if len(title) > LONGEST:
        context.report.add(
            "metadata/title",
            f"the title has {len(title):,} letters, of which {LONGEST:,} are shown",
            hint="say the rest in the text, or as its `description`",
            line=1,
        )
        title = f"{title[:LONGEST]} …"
    return msgspec.structs.replace(
        document,
        metadata=msgspec.structs.replace(document.metadata, title=title),
        blocks=rewrite(document.blocks, bounded, HEADINGS),
    )


def level_headings(document: Document, _context: Context) -> Document:
    """Give headings levels from 2 down without a gap, each below the one that it stands under.

    PDF/UA-1 §7.4.2 forbids a skipped level, and screen readers lose their way at one.
    """
    open_sections: list[tuple[int, int]] = []  # the writer's level, ours

    def levelled(heading: Heading) -> Heading:
        while open_sections and open_sections[-1][0] >= heading.level:
            open_sections.pop()
        level = min(open_sections[-1][1] + 1, DEEPEST) if open_sections else TOP
        open_sections.append((heading.level, level))
        return msgspec.structs.replace(heading, level=level)

    blocks = rewrite(document.blocks, levelled, HEADINGS)
    return msgspec.structs.replace(document, blocks=blocks)
