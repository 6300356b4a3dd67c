"""What begins and ends blocks, and the marks within words: list numbers, tasks, callouts, ids."""

from __future__ import annotations

import re

from tests.conservation.lexemes import FENCE
from tests.conservation.marks import Marks

FENCE_LINE = re.compile(FENCE)
ITEM = re.compile(r" {0,3}(?:> ?)*(?:[-*+]|\(?(?:\d{1,9}|[A-Za-z]{1,4})[.)]|\[\^[^\]]+\]:)(?:\s|$)")
BEFORE = r"^[ \t>]*(?:[-*+][ \t]+)*"
DIGITS = r"\d{1,9}[.)]"
NUMERAL = r"\(?(?:\d{1,9}|[ivxlcdm]{1,6}|[IVXLCDM]{1,6}|[A-Za-z])[.)]"
NUMBER = re.compile(rf"{BEFORE}((?:{DIGITS}[ \t]+)*{NUMERAL})(?=[ \t]|$)", re.MULTILINE)
TASK = re.compile(BEFORE + r"(?:\d{1,9}[.)][ \t]+)?(\[[xX]\])(?=[ \t])", re.MULTILINE)
CALLOUT = re.compile(
    r"^[ \t]*(?:(?:[-*+]|\d+[.)])[ \t]+)?>[ \t>]*(\[![^\]\n]*\][+-]?)[ \t]*(\S?)", re.MULTILINE
)
BLOCK_ID = re.compile(r"(?:^|(?<=\s))(?:\^[A-Za-z0-9-]+|\{ ?#[\w-]+\})[ \t]*$", re.MULTILINE)
ATTRIBUTES = re.compile(
    r"""\{:?[ \t]*(?:(?:[#.][\w:-]+|[\w-]+=(?:"[^"\n]*"|[^\s"{}]+))[ \t]*)+\}"""
)
# Between word characters `_` is no mark, and `=` is one only twice
WITHIN_WORDS = re.compile(r"[*~^]+|==")


def mark_indented_code(marks: Marks) -> None:
    """Code that is indented: four columns after an empty line, and in no list."""
    in_list, after_blank, fence, position = False, True, "", 0
    for line in marks.open.split("\n"):
        start, position = position, position + len(line) + 1
        if fence:
            fence = "" if re.match(rf"[ \t>]*{fence}", line) else fence
        elif opening := FENCE_LINE.match(line):
            fence = opening["mark"]
            in_list = in_list or bool(re.search(r"[-*+.)]", opening["before"]))
        elif not line.strip():
            after_blank = True
            continue
        elif re.match(r"(?: {4}|\t)", line):
            if after_blank and not in_list:
                marks.show(start, start + len(line))
                continue
        elif ITEM.match(line):
            in_list = True
        elif after_blank and not line.startswith(" "):
            in_list = False
        after_blank = False


def mark_blocks(marks: Marks) -> None:
    source = marks.open
    for found in NUMBER.finditer(source):
        marks.leave_out(*found.span(1), "list numbers")
    for found in TASK.finditer(source):
        marks.leave_out(*found.span(1), "task marks")
    for found in CALLOUT.finditer(source):
        if found[2]:
            marks.leave_out(*found.span(1), "callout kinds")
    for pattern, construct in ((BLOCK_ID, "block ids"), (ATTRIBUTES, "attributes")):
        for found in pattern.finditer(marks.open):
            marks.leave_out(*found.span(), construct)
    for found in WITHIN_WORDS.finditer(marks.open):
        marks.markup(*found.span())
