"""The table of the reasons for which a page of ours is not Pandoc's.

The first that fits a place explains it. `docs/pandoc-differences.md` is written from it.
"""

from __future__ import annotations

from typing import NamedTuple

from tests.pandoc_oracle import blocks, ids, inlines
from tests.pandoc_oracle.comparison import Fits


class Explanation(NamedTuple):
    name: str
    fits: Fits
    theirs: str
    ours: str
    why: str


EXPLANATIONS: tuple[Explanation, ...] = (
    Explanation(
        "callout",
        blocks.callout,
        "a quotation whose text begins with `[!kind]`",
        "`<aside>` with a title and a body; `<details>` where it folds",
        "Obsidian and GitHub show a box. Pandoc's `alerts` know five kinds, no title and no fold.",
    ),
    Explanation(
        "task",
        blocks.task,
        "`[x]` as text",
        "a check box, and the item's state as a class",
        "Obsidian and its themes know more states than Pandoc's `task_lists`, such as `[-]`.",
    ),
    Explanation(
        "live view",
        blocks.live,
        "the query as a listing",
        "a line that says what is not shown; with `dynamic_blocks`, the listing or nothing",
        "Only Obsidian can make it. A reader of a book has no use for its query.",
    ),
    Explanation(
        "block id",
        ids.block_id,
        "`^id` as text, or a blank `<span>` with the id",
        "the id on the item, or on a `<div>` around the block",
        "It is the name of the block for links and embeds, and no text.",
    ),
    Explanation(
        "id of the garden plugin",
        ids.moved_id,
        "`{ #id}` as the id of the block after it; a list broken in two; nothing at a note's end",
        "the id on the block or the item before it, and the list whole",
        "The digital-garden plugin writes `^id` so, after the block that it names.",
    ),
    Explanation(
        "attributes of a block",
        blocks.around,
        "the id or the class on the block",
        "a `<div>` with them around the block",
        "Our rules, lists and quotations carry no attributes.",
    ),
    Explanation(
        "text in raw HTML",
        blocks.loose_text,
        "text beside blocks, as it stood",
        "a paragraph",
        "PDF, EPUB and mail set paragraphs, and no text between them.",
    ),
    Explanation(
        "empty element",
        blocks.empty,
        "`<tbody>` of a table without rows; `<div></div>`; `&nbsp;` alone",
        "nothing",
        "There is nothing in it.",
    ),
    Explanation(
        "link to a heading",
        inlines.heading_link,
        "`note#heading` as the text",
        "`note > heading`",
        "Obsidian shows it so.",
    ),
    Explanation(
        "escaped bar",
        inlines.escaped_bar,
        r"the target of `[[note\|text]]` with its backslash",
        "the target",
        "The backslash is for tables; the digital-garden plugin writes it everywhere.",
    ),
    Explanation(
        "comment",
        inlines.comment,
        "`%%…%%` and what is between",
        "nothing",
        "Comments are never published.",
    ),
    Explanation(
        "embed",
        inlines.embed,
        "an exclamation mark and a link",
        "an image; of a note its name, which the normalizer replaces with the note",
        "Obsidian shows what is embedded.",
    ),
    Explanation(
        "missing alternative text",
        inlines.alternative,
        "no `alt`",
        "the file's name",
        "An image is decoration where its note says so, else PDF/UA-1 wants a text.",
    ),
    Explanation(
        "place",
        inlines.place,
        "`<a id>`",
        "`<span id>`",
        "It leads nowhere; links lead to it.",
    ),
    Explanation(
        "synonym",
        inlines.synonym,
        "`<b>`, `<i>`, `<tt>`, `<s>` … of raw HTML",
        "`<strong>`, `<em>`, `<code>`, `<del>`",
        "They become the same nodes as Markdown's marks, for every output.",
    ),
    Explanation(
        "element without meaning",
        inlines.without_meaning,
        "`<small>`, `<center>`, `<font>`",
        "what is in it",
        "They say how something looks, which is the theme's to say.",
    ),
    Explanation(
        "media",
        inlines.media,
        "`<iframe>`, `<video>`, `<audio>`",
        "`<video>` and `<audio>` that load nothing unasked; a frame behind its title, or a link",
        "PDF and mail play nothing, and a page loads nothing from elsewhere by itself.",
    ),
    Explanation(
        "drawing",
        inlines.drawing,
        "`<svg>` in the note",
        "its words; a diagnostic, `html/dropped`",
        "A drawing may hold scripts.",
    ),
    Explanation(
        "script or form",
        inlines.dropped,
        "`<script>`, `<style>`, `<button>`, `<input>`",
        "nothing; a diagnostic, `html/dropped`",
        "Notes come from strangers, and no form of theirs works in a publication.",
    ),
    Explanation(
        "crossing tags",
        inlines.crossing,
        "emphasis across raw tags, `<a><em></a>`",
        "elements within each other",
        "`<a>*</a> … <a>*</a>` is emphasis in CommonMark, but no tree.",
    ),
    Explanation(
        "inline note",
        inlines.inline_note,
        "`^[…]` as text",
        "a footnote",
        "Obsidian and Pandoc's own Markdown have them; `commonmark_x` has not.",
    ),
    Explanation(
        "highlight",
        inlines.highlight,
        "`==…==` as text",
        "`<mark>`",
        "Obsidian's syntax. Pandoc's `mark` extension is not in `commonmark_x`.",
    ),
    Explanation(
        "tag",
        inlines.tag,
        "`#tag` as text",
        '`<span class="tag">`',
        "Themes dress tags, and sites lead from them to lists.",
    ),
    Explanation(
        "arrow",
        inlines.arrow,
        "U+FE0E after `↔`",
        "the arrow as it was written",
        "Pandoc asks phones not to draw an emoji; we leave it to the font.",
    ),
    Explanation(
        "blocks in a line",
        blocks.in_a_line,
        "`<p>` and `<ul>` in a cell of a pipe table",
        "their text, each on a line of its own",
        "A line of Markdown holds no block; nothing is lost but the bullets.",
    ),
)
REASONS = tuple((each.name, each.fits) for each in EXPLANATIONS)
