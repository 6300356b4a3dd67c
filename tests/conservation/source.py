"""The visible words of a note's source.

Steps run over the source in one fixed order; each settles what it finds, and no later one sees it
again: front matter and indented code, then what is code, comment or tag, then links, then the marks
of blocks.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from tests.conservation.blocks import mark_blocks, mark_indented_code
from tests.conservation.lexemes import mark_lexemes
from tests.conservation.links import mark_links
from tests.conservation.marks import Marks
from tests.conservation.words import Expected, expected

# Three dashes around it, or Pelican's header of one key a line
FRONT_MATTER = re.compile(
    r"\s*(?:---[ \t]*\n(?=[^\n]*[:{]).*?^(?:---|\.\.\.)[ \t]*(?:\n|\Z)|(?:[A-Z]\w*: [^\n]*\n)+\n)",
    re.DOTALL | re.MULTILINE,
)

# Everything that no output is expected to show. `Marks.leave_out` takes no other name.
CONSTRUCTS = {
    "front matter": "metadata: outputs show what they need of it",
    "comments": "%%…%% and <!--…-->, for the writer alone",
    "dropped elements": "what stands in scripts, styles, frames and players of raw HTML",
    "HTML tags": "their names and attributes; an alternative text is expected",
    "code fence info": "the language and its settings; a title is expected",
    "diagram sources": "all but the labels, which the drawing shows",
    "dynamic blocks": "queries of Obsidian's plugins, which no output can run",
    "link addresses": "where a link with a text leads",
    "link titles": "what browsers show beside the pointer",
    "wikilink targets": "of [[target|text]]",
    "embed targets": "the embedded text stands in their place",
    "image sizes": "of ![[image|300]] and ![text|300x200]",
    "reference labels": "of [text][label], and the definitions that they name",
    "footnote marks": "labels of notes, which outputs number",
    "unreferenced footnotes": "with a diagnostic",
    "list numbers": "outputs count themselves",
    "task marks": "[x]: outputs draw a box",
    "callout kinds": "of [!kind] with a title of its own: an icon or a colour says it",
    "block ids": "^id and { #id}: places for links",
    "attributes": "{#id .class key=value}",
}


class Visible(NamedTuple):
    """The words of a note that a reader sees, and how many are not expected, by construct."""

    words: tuple[Expected, ...]
    left_out: Counter[str]


def visible(text: str) -> Visible:
    """The words that every output of a note has to show; `text` is its whole source."""
    marks = Marks(text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff"), CONSTRUCTS)
    if found := FRONT_MATTER.match(marks.text):
        marks.leave_out(0, found.end(), "front matter")
    mark_indented_code(marks)
    mark_lexemes(marks)
    mark_links(marks)
    mark_blocks(marks)
    return Visible(tuple(expected(marks.shown)), +marks.left_out)
