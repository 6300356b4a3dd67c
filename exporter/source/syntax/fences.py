"""The info strings of code fences: `python title="a.py" {1,3-4} linenos`.

Pandoc keeps only the first word, so the rest is recovered from the source: fences are listed in
their order, and each listing takes the next one that has its language and its first line.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from exporter.lines import fenced
from exporter.model.nodes import Attributes, Blocks, CodeBlock
from exporter.model.walk import rewrite
from exporter.source.syntax.waiting import next_of

SETTING = re.compile(r"""(?<![\w-])([\w-]++)=(?:"([^"]*)"|'([^']*)'|(\S+))""")
RANGES = re.compile(r"\{([\d\s,-]+)\}")
NUMBERED = frozenset(
    {"linenos", "line-numbers", "linenumbers", "numberlines", "number-lines", "numbers"}
)
TITLES = ("title", "filename", "caption", "lst-cap")
LABEL = re.compile(r"[\s{]#([\w:.-]+)")
HIGHLIGHTS = ("highlight", "hl_lines", "hl", "mark", "code-line-numbers")
# No listing has more lines; a range of a billion would take all memory
MOST_LINES = 10_000


class Fence(NamedTuple):
    language: str
    info: str
    first_line: str


def lift_fences(blocks: Blocks, body: str) -> Blocks:
    """The blocks with what the info strings of their listings say."""
    fences = [fence for fence in _fences(body) if fence.info]
    if not fences:
        return blocks
    waiting: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number in reversed(range(len(fences))):
        waiting[fences[number].language, fences[number].first_line].append(number)
    following = 0

    def told(listing: CodeBlock) -> CodeBlock:
        nonlocal following
        first = listing.text.split("\n", 1)[0].strip()
        number = next_of(waiting.get((listing.language, first)), following)
        if number is None:
            return listing
        following = number + 1
        return with_info(listing, fences[number].info)

    return rewrite(blocks, told, frozenset({CodeBlock}))


def with_info(listing: CodeBlock, info: str) -> CodeBlock:
    """The listing with the title, the marked lines, the numbers and the start of an info string."""
    settings = {
        name.lower(): first or second or third
        for name, first, second, third in SETTING.findall(info)
    }
    words = {word.lower().lstrip(".") for word in SETTING.sub("", info).split()}
    marked = ",".join(RANGES.findall(info))
    marked = marked or next((settings[name] for name in HIGHLIGHTS if name in settings), "")
    start = settings.get("startfrom") or settings.get("start") or settings.get("linenostart") or "1"
    numbered = bool(words & NUMBERED) or "linenos" in settings or "startfrom" in settings
    titles = (settings[name] for name in TITLES if settings.get(name))
    named = LABEL.search(f" {info}")
    return msgspec.structs.replace(
        listing,
        title=next(titles, listing.title),
        attributes=Attributes(id=named[1]) if named else listing.attributes,
        numbered=listing.numbered or numbered,
        start=int(start) if start.isdecimal() and len(start) < 9 else 1,
        highlighted=tuple(line_numbers(marked)) or listing.highlighted,
    )


def line_numbers(ranges: str) -> list[int]:
    """`1,3-5` as numbers, in order."""
    found = re.findall(r"(\d{1,6})(?:\s*-\s*(\d{1,6}))?", ranges)
    numbers: list[int] = []
    for first, last in sorted((int(first), int(last or first)) for first, last in found):
        # of ranges that overlap each number is taken once
        start = max(first, numbers[-1] + 1 if numbers else 0)
        numbers += range(start, min(last, first + MOST_LINES) + 1)
    return numbers


def without_fences(body: str) -> str:
    """The lines of a note's source that stand in no code fence."""
    lines = body.split("\n")
    kept: list[str] = []
    done = 0
    for opening, _, closing in fenced(lines):
        kept += lines[done:opening]
        done = closing + 1
    return "\n".join((*kept, *lines[done:]))


def _fences(body: str) -> Iterator[Fence]:
    lines = body.split("\n")
    for opening, found, _ in fenced(lines):
        language, _, info = found["info"].strip().partition(" ")
        following = lines[opening + 1] if opening + 1 < len(lines) else ""
        yield Fence(language, info.strip(), following.lstrip("> \t").strip())
