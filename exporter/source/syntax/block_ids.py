"""Block ids, places that links and embeds can name: `^id` at the end of a block, or alone after it.

The digital-garden plugin publishes them as `{ #id}`. Pandoc takes that for attributes, of the text
before it or, alone on a line, of the block after it: there it means the block before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from exporter.model.inlines import merged
from exporter.model.nodes import (
    Attributes,
    Block,
    Blocks,
    BulletList,
    CodeBlock,
    Division,
    Heading,
    Inlines,
    ListItem,
    OrderedList,
    Paragraph,
    Plain,
    Span,
    Table,
    Text,
)
from exporter.model.walk import id_of, walk

AT_END = re.compile(r"(?:^|(?<!\s)\s++)\^([A-Za-z0-9-]+)\s*$")
PLUGIN = re.compile(r"^(?P<before>.*)\n[ \t>]*\{ #(?P<id>[\w-]+)\}[ \t]*$", re.MULTILINE)


def lift_block_ids(blocks: Blocks) -> Blocks:
    result: list[Block] = []
    for block in blocks:
        if not isinstance(block, Paragraph | Plain):
            result.append(block)
            continue
        content, name = _without_id(block.content)
        if not name:
            result.append(block)
        elif content:
            result.append(Division((type(block)(content),), Attributes(id=name)))
        elif result:
            result.append(named(result.pop(), name))
    return tuple(result)


def _without_id(inlines: Inlines) -> tuple[Inlines, str]:
    last = inlines[-1] if inlines else None
    match last:
        case Span(content=(Text(text=text),), attributes=Attributes(id=name, classes=(), pairs=())):
            return (inlines[:-1], name) if not text.strip() else (inlines, "")
    found = AT_END.search(last.text) if isinstance(last, Text) else None
    if not isinstance(last, Text) or not found:
        return inlines, ""
    if found.start() == 0 and found.group()[0] == "^" and len(inlines) > 1:
        return inlines, ""  # glued to other markup: a power, not an id
    return merged((*inlines[:-1], Text(last.text[: found.start()]))), found.group(1)


def named(block: Block, name: str) -> Block:
    return Division((block,), Attributes(id=name))


def item_named(item: ListItem) -> ListItem:
    """The item with the id of its first line as its own: a link to it leads to the whole of it."""
    match item.blocks[:1]:
        case (Division(blocks=(Paragraph() | Plain() as first,), attributes=attributes),) if (
            attributes == Attributes(id=attributes.id)
        ):
            blocks = (first, *item.blocks[1:])
            return msgspec.structs.replace(item, blocks=blocks, attributes=attributes)
    return item


# --- { #id} alone on a line ----------------------------------------------------------------------


def plugin_ids(body: str) -> Mapping[str, bool]:
    """The ids that stand alone on a line of a source, and whether a line of text is before them."""
    if "{ #" not in body:
        return {}
    return {found["id"]: bool(found["before"].strip()) for found in PLUGIN.finditer(body)}


def lift_plugin_ids(blocks: Blocks, ids: Mapping[str, bool]) -> Blocks:
    """Give the ids that Pandoc gave to the block after them to the block before them."""
    if not ids:
        return blocks
    result: list[Block] = []
    for block in blocks:
        name = id_of(block)
        if name not in ids or not result:
            result.append(block)
            continue
        result.append(_marked(result.pop(), name, ids[name]))
        match block:
            case Division(blocks=inner, attributes=Attributes(classes=(), pairs=())):
                result += _joined(result, inner)
            case Heading() | Table() | CodeBlock() | Division():
                bare = msgspec.structs.replace(block.attributes, id="")
                result.append(msgspec.structs.replace(block, attributes=bare))
    return tuple(result)


def name_last_block(blocks: Blocks, ids: Mapping[str, bool]) -> Blocks:
    """The blocks of a note with the id that has no block after it, which Pandoc drops."""
    if not ids or not blocks:
        return blocks
    name = tuple(ids)[-1]
    if any(id_of(node) == name for node in walk(blocks)):
        return blocks
    return (*blocks[:-1], _marked(blocks[-1], name, ids[name]))


def _marked(block: Block, name: str, after_text: bool) -> Block:
    """The block with an id; of a list that the id follows without a blank line, its last item."""
    if after_text and isinstance(block, BulletList | OrderedList) and block.items:
        last = msgspec.structs.replace(block.items[-1], attributes=Attributes(id=name))
        return msgspec.structs.replace(block, items=(*block.items[:-1], last))
    return named(block, name)


def _joined(result: list[Block], following: Blocks) -> Blocks:
    """The blocks after an id; a list that the id broke in two goes on in the one before."""
    match result[-1], following[:1]:
        case BulletList() as before, (BulletList() as after,):
            result[-1] = BulletList((*before.items, *after.items))
            return following[1:]
        case OrderedList() as before, (OrderedList() as after,) if (
            after.start == before.start + len(before.items) and after.style == before.style
        ):
            result[-1] = msgspec.structs.replace(before, items=(*before.items, *after.items))
            return following[1:]
    return following
