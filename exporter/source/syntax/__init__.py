"""The syntaxes that Pandoc leaves as text, each in a file of its name.

They are recognised on the nodes of one sibling list, never on the source: what stands in code, in
an address or behind a backslash is safe from them.
"""

from __future__ import annotations

from collections.abc import Callable

from exporter.model.nodes import Blocks, Inlines
from exporter.source.syntax.block_ids import lift_block_ids
from exporter.source.syntax.callouts import lift_callouts
from exporter.source.syntax.comments import lift_comments
from exporter.source.syntax.cross_references import lift_cross_references
from exporter.source.syntax.embeds import lift_embeds
from exporter.source.syntax.highlights import lift_highlights
from exporter.source.syntax.inline_notes import lift_inline_notes
from exporter.source.syntax.line_blocks import lift_line_blocks
from exporter.source.syntax.table_captions import lift_table_captions
from exporter.source.syntax.tags import lift_tags

# Comments first: nothing in them is anything else.
INLINE: tuple[Callable[[Inlines], Inlines], ...] = (
    lift_comments,
    lift_embeds,
    lift_inline_notes,
    lift_highlights,
    lift_cross_references,
    lift_tags,
)
BLOCK: tuple[Callable[[Blocks], Blocks], ...] = (
    lift_table_captions,
    lift_block_ids,
    lift_line_blocks,
    lift_callouts,
)
