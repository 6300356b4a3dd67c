"""Links, images and footnotes: their texts are seen, their addresses and labels are not."""

from __future__ import annotations

import re

from tests.conservation.lexemes import SIZE
from tests.conservation.marks import Marks
from tests.conservation.words import GLUE

TITLE = r"""(?:"[^"]*"|'[^']*'|\([^()]*\))"""
DESTINATION = re.compile(
    rf"\(\s*((?:<[^<>\n]*>|(?:[^\x00-\x20()]|\([^\x00-\x20()]*\))*))(?:\s+({TITLE}))?\s*\)"
)
DEFINITION = re.compile(
    rf"^[ \t>]*\[(?!\^)([^\[\]]+)\]:[ \t]*\n?[ \t]*(\S+)(?:[ \t]*\n?[ \t]+({TITLE}))?[ \t]*$",
    re.MULTILINE,
)
NOTE = re.compile(r"^ {0,3}(?:> ?)*\[\^([^\]\s]+)\]:", re.MULTILINE)
NOTE_MARK = re.compile(r"\[\^([^\]\s]+)\]")
# To the next line that begins a paragraph of its own, or another note
NOTE_TEXT = re.compile(
    r".*?(?=\n[ \t]*\n(?! {2,}|\t)\s*\S|\n {0,3}\[\^[^\]\s]+\]:|\s*\Z)", re.DOTALL
)
# A definition stands behind another one, or behind what is no paragraph
NO_PARAGRAPH = re.compile(r"[ \t>]*(?:\[[^\]]+\]:|[#|<]|```|~~~|$)")
LABEL = re.compile(r"\[([^\[\]]*)\]")


def mark_links(marks: Marks) -> None:
    _mark_notes(marks)
    labels = _mark_definitions(marks)
    _mark_brackets(marks, labels)


def _mark_notes(marks: Marks) -> None:
    source = marks.open
    notes = {found[1]: found for found in NOTE.finditer(source)}
    starts = {found.start(1) for found in NOTE.finditer(source)}
    used = set()
    for found in NOTE_MARK.finditer(source):
        if found[1] in notes and found.start(1) not in starts:
            used.add(found[1])
            marks.leave_out(*found.span(), "footnote marks")
    for found in NOTE.finditer(source):
        marks.leave_out(found.start(), found.end(), "footnote marks")
        if found[1] not in used and (text := NOTE_TEXT.match(source, found.end())):
            marks.leave_out(*text.span(), "unreferenced footnotes")


def _mark_definitions(marks: Marks) -> set[str]:
    """The labels that are defined."""
    labels: set[str] = set()
    for found in DEFINITION.finditer(marks.open):
        before = marks.text[: found.start()].rpartition("\n")[0].rpartition("\n")[2]
        if not NO_PARAGRAPH.match(before):
            continue
        labels.add(_label(marks.text[found.start(1) : found.end(1)]))
        marks.leave_out(*found.span(), "reference labels")
    return labels


def _label(text: str) -> str:
    return " ".join(text.casefold().split())


def _mark_brackets(marks: Marks, labels: set[str]) -> None:
    """Pair brackets as CommonMark's appendix does, with a stack; a paragraph's end empties it."""
    source = marks.open
    opened: list[int] = []
    for found in re.finditer(r"[\[\]]|\n[ \t>]*\n", source):
        position = found.start()
        if found[0] == "[":
            opened.append(position)
        elif found[0] != "]":
            opened.clear()
        elif opened:
            start = opened.pop()
            if _link(marks, source, start, position, labels) and source[start - 1 : start] != "!":
                opened.clear()  # a link holds no link


def _link(marks: Marks, source: str, start: int, end: int, labels: set[str]) -> bool:
    """Settle what follows the text of a link between two brackets, and whether it is one."""
    if inline := DESTINATION.match(source, end + 1):
        if inline.start(2) >= 0:
            marks.leave_out(*inline.span(2), "link titles", by=GLUE)
        marks.leave_out(end + 1, inline.end(), "link addresses", by=GLUE)
    elif (named := LABEL.match(source, end + 1)) and _label(
        marks.text[slice(*named.span(1))] or marks.text[start + 1 : end]
    ) in labels:
        marks.leave_out(*named.span(), "reference labels", by=GLUE)
    elif _label(marks.text[start + 1 : end]) not in labels:
        return False
    text = source[start + 1 : end]
    if source[start - 1 : start] == "!" and "|" in text and (size := SIZE.search(text)):
        marks.leave_out(start + 1 + size.start(), end, "image sizes")
    marks.markup(start, start + 1)
    marks.markup(end, end + 1)
    return True
