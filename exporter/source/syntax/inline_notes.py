"""`^[inline footnotes]`, also with other markup inside."""

from __future__ import annotations

from exporter.model.inlines import merged
from exporter.model.nodes import Footnote, Inline, Inlines, Paragraph, Text
from exporter.source.syntax.delimited import has

OPENING = "^["


def lift_inline_notes(inlines: Inlines) -> Inlines:
    if not has(inlines, OPENING):
        return inlines
    result: list[Inline] = []
    waiting = list(inlines)
    while waiting:
        node = waiting.pop(0)
        if not isinstance(node, Text) or OPENING not in node.text:
            result.append(node)
            continue
        before, _, after = node.text.partition(OPENING)
        found = _until_closing((Text(after), *waiting))
        if found is None:
            result.append(node)
            continue
        content, rest = found
        result += [Text(before), Footnote((Paragraph(content),))]
        waiting = list(rest)
    return merged(result)


def _until_closing(inlines: Inlines) -> tuple[Inlines, Inlines] | None:
    """What stands before and after the bracket that closes a note; None where none does."""
    depth = 0
    for position, node in enumerate(inlines):
        if not isinstance(node, Text):
            continue
        for place, character in enumerate(node.text):
            if character == "[":
                depth += 1
            elif character == "]" and depth:
                depth -= 1
            elif character == "]":
                content = merged((*inlines[:position], Text(node.text[:place])))
                rest = merged((Text(node.text[place + 1 :]), *inlines[position + 1 :]))
                return (content, rest) if content else None
    return None
