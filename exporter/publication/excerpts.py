"""What a digest shows of a note that it does not show whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from exporter.model.document import Document
from exporter.model.more import is_more
from exporter.model.nodes import (
    Block,
    BlockQuote,
    Blocks,
    BulletList,
    Code,
    Division,
    Figure,
    Footnote,
    HardBreak,
    Heading,
    Image,
    Inline,
    Inlines,
    Math,
    Media,
    Node,
    OrderedList,
    Paragraph,
    Plain,
    RawInline,
    Table,
    Tag,
    Text,
)
from exporter.model.walk import PARTS, children, rewrite, walk
from exporter.publication.conditions import is_conditional

# Words of an opening: two or three sentences, and what it may have more to end with a block
ENOUGH, MOST = 60, 90
# A run of letters between blanks; in scripts without blanks, two signs are about a word
WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]{1,2}|[^\s\u3040-\u30ff\u3400-\u9fff]+"
)
SENTENCE = re.compile(r"[.!?…][”’»\"')\]]*(?=\s)|[。！？][」』]?")
# What may go on from a paragraph
CONTINUING = BulletList | OrderedList | BlockQuote


class Excerpt(NamedTuple):
    """The blocks that are shown; `whole` says that the note has no others."""

    blocks: Blocks
    whole: bool


def excerpt(document: Document) -> Excerpt:
    """What comes before `<!-- more -->`; else what the front matter says the note is about; else
    its first sentences."""
    before = _trimmed(before_mark(document.blocks))
    if before:
        return Excerpt(before, False)
    if document.metadata.description:
        return Excerpt((Paragraph((Text(document.metadata.description),)),), False)
    return _opening(document.blocks)


def before_mark(blocks: Blocks) -> Blocks:
    """The blocks before the mark, with what stands before it in its own paragraph."""
    for position, block in enumerate(blocks):
        if is_more(block):
            return blocks[:position]
        if isinstance(block, Paragraph):
            inside = next((n for n, node in enumerate(block.content) if is_more(node)), None)
            if inside is not None:
                return (*blocks[:position], Paragraph(_ended(block.content[:inside])))
    return ()


def _ended(content: Inlines) -> Inlines:
    match content:
        case (*before, Text(text)):
            return (*before, Text(text.rstrip()))
    return content


def _trimmed(blocks: Blocks) -> Blocks:
    """Without the headings at the end, which would stand over nothing."""
    while blocks and (isinstance(blocks[-1], Heading) or blocks[-1] == Paragraph(())):
        blocks = blocks[:-1]
    return blocks


def _opening(blocks: Blocks) -> Excerpt:
    """The first paragraphs, without what only stands by the way: headings, pictures, notes."""
    first = next((n for n, block in enumerate(blocks) if _is_prose(block)), None)
    if first is None:
        inner = next(_paragraphs(blocks), None)
        return Excerpt((_bare(_shortened(inner, ENOUGH)),) if inner else (), False)
    taken: list[Block] = []
    words = 0
    for block in blocks[first:]:
        size = words_in((block,))
        if isinstance(block, Paragraph) and words < ENOUGH and words + size > MOST:
            if not taken or ENOUGH - words > ENOUGH // 3:
                taken.append(_shortened(block, ENOUGH - words))
            return Excerpt(tuple(map(_bare, taken)), False)
        fits = words < ENOUGH if isinstance(block, Paragraph) else bool(taken)
        if not fits or words + size > MOST or not isinstance(block, Paragraph | CONTINUING):
            return Excerpt(tuple(map(_bare, taken)), False)
        taken.append(block)
        words += size
    whole = first == 0
    return Excerpt(tuple(taken if whole else map(_bare, taken)), whole)


def _is_prose(block: Block) -> bool:
    """Whether a paragraph says something, rather than show a picture or bear tags."""
    return isinstance(block, Paragraph) and any(
        isinstance(node, Text | Code) and WORD.search(node.text) for node in _said(block.content)
    )


def _said(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if not isinstance(node, Image | Media | Math | Tag | Footnote | RawInline):
            yield node
            yield from _said(children(node))


def _paragraphs(nodes: Iterable[Node]) -> Iterator[Paragraph]:
    """The paragraphs within lists, quotations and the like, but for what one format hides."""
    for node in nodes:
        if isinstance(node, Division) and is_conditional(node.attributes):
            continue
        if isinstance(node, Table | Figure):
            continue
        if isinstance(node, Paragraph | Plain):
            if _is_prose(Paragraph(node.content)):
                yield Paragraph(node.content)
        elif isinstance(node, Block) or type(node) in PARTS:
            yield from _paragraphs(each for each in children(node))


def words_in(nodes: Iterable[Node]) -> int:
    """How many words they have, about."""
    return len(WORD.findall(_text(nodes)))


def _text(nodes: Iterable[Node]) -> str:
    texts = (node for node in walk(nodes) if isinstance(node, Text | Code | HardBreak))
    return "".join(node.text if isinstance(node, Text | Code) else "\n" for node in texts)


def _bare(block: Block) -> Block:
    """Without notes: what is shown leads to them."""
    (bare,) = rewrite((block,), lambda _note: (), frozenset({Footnote}))
    return bare


def _shortened(paragraph: Paragraph, limit: int) -> Paragraph:
    """Its first words: to the end of a sentence, if one ends in their second half."""
    taken: list[Inline] = []
    words = 0
    for node in paragraph.content:
        if words >= limit:
            break
        size = words_in((node,))
        if words + size > limit and isinstance(node, Text):
            taken.append(_cut(node, limit - words, limit // 2 - words))
            return Paragraph(tuple(taken))
        taken.append(node)
        words += size
    else:
        return paragraph
    return Paragraph((*_ended(tuple(taken)), Text(" …")))


def _cut(text: Text, most: int, least: int) -> Text:
    """A text of so many words; it ends with a sentence, if one ends after the `least`."""
    ends = [found.end() for found in WORD.finditer(text.text)]
    head = text.text[: ends[most - 1]]
    sentences = [found.end() for found in SENTENCE.finditer(text.text[: len(head) + 1])]
    if sentences and sum(end <= sentences[-1] for end in ends) > least:
        return Text(text.text[: sentences[-1]])
    return Text(head.rstrip(" \n,;:–—-") + " …")
