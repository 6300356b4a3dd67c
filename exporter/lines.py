"""Where a piece of text stands in a note's source (docs/decisions/0003-lines.md).

A finding knows its text as it was understood: unescaped, decoded, with single blanks. The source
may spell it otherwise, and may hold the same letters where they mean nothing: in code, in comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote, unquote

# more of a text than this is not needed to find it
LONGEST = 300
FENCE = re.compile(
    r"^(?P<before>[ \t>]*+(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)*+[ \t>]*+)"
    r"(?P<fence>`{3,}|~{3,})(?P<info>.*)$"
)
TICKS = re.compile(r"`+")
LETTERS = re.compile(r"[^\n]")
COMMENTS = (("<!--", "-->"), ("%%", "%%"))
ENTITIES = {"&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "#x?27"}
# what Pandoc's typography makes of what is typed
TYPED = {"’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "–": "--", "—": "---", "\xa0": " "}
# a quotation goes on with `>`; a run is taken in one way only, or many would take for ever
RUN, BEGUN = re.compile(r"([\s>]++)"), re.compile(r"\A[\s>]++")
BLANKS = r"(?:\s|\\?>|%20|&gt;)++"
# what Pandoc puts in front of a bare address
IMPLIED = re.compile(r"http://(?=www\.)|mailto:")
# what goes on with a name or an address: `a.png` does not stand in `b/a.png` nor in `a.png.zip`
BEFORE = r"(?<![\w/.%#-])"
# where the address of a link or of an image begins
DESTINATION = r"(?:[(<\"'=]|\[\[|\]:[ \t]*\n?[ \t]*<?)"
AFTER = r"(?![.?:@~,;!]{0,3}[\w/%#&=+-])"


def occurrences(text: str, source: str, start: int = 0) -> tuple[int, ...]:
    """The offsets in `source`, from `start` on, at which `text` stands.

    A whole wikilink (`[[target]]`) is found with any text of its own, too, and what begins with
    `<` in either case. Places in code and in comments count where there are no others, and so do
    those within longer words.
    """
    shown = outside_code(source)
    for way in _patterns(text):
        pattern = re.compile(way)  # only now: most texts are found in the likeliest way
        for where in (shown, source):
            if found := tuple(match.start("at") for match in pattern.finditer(where, start)):
                return found
    return ()


def fenced(lines: list[str]) -> Iterator[tuple[int, re.Match[str], int]]:
    """Where fences open, how, and where they close: the last line for one that never does."""
    closing: re.Pattern[str] | None = None
    opened: tuple[int, re.Match[str]] | None = None
    for number, line in enumerate(lines):
        if opened and closing:
            if closing.match(line):
                yield (*opened, number)
                opened = None
            continue
        found = FENCE.match(line)
        if not found or ("`" in found["fence"] and "`" in found["info"]):
            continue
        mark = found["fence"]
        closing = re.compile(rf"^[ \t>]*{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$")
        opened = (number, found)
    if opened:
        yield (*opened, len(lines) - 1)


@lru_cache(maxsize=256)
def _patterns(text: str) -> tuple[str, ...]:
    """What to look for, the likeliest first; the text itself is the group `at`."""
    if text.startswith(("[[", "![[")) and text.endswith("]]"):
        mark, _, target = text.removesuffix("]]").partition("[[")
        link = rf"(?P<at>\[\[\s*{_spelled(target.strip())}\s*(?:\]\]|\\?\|))"
        return f"(?<={mark}){link}" if mark else f"(?<!!){link}", link
    spelled = f"(?P<at>{_spelled(text[:LONGEST])})"
    if text.startswith("<"):
        return (rf"(?i){spelled}(?![\w-])",)
    after = AFTER if len(text) <= LONGEST else ""
    patterns = [DESTINATION + spelled + after, BEFORE + spelled + after, spelled]
    bare = IMPLIED.sub("", text, count=1)
    if bare != text:
        patterns.append(f"(?P<at>{_spelled(bare)})")
    return tuple(patterns)


def _spelled(text: str) -> str:
    """A pattern for every way in which a source may spell the text."""
    shown = unquote(text, errors="strict") if _is_encoded(text) else text
    # a run in front would be looked at from each of its places
    parts = RUN.split(BEGUN.sub("", shown).rstrip() or shown)
    return "".join(_run(part) if n % 2 else _letters(part) for n, part in enumerate(parts))


def _run(part: str) -> str:
    return BLANKS if part.strip(">") else _letters(part)


def _letters(part: str) -> str:
    return "".join(map(_letter, part))


def _is_encoded(text: str) -> bool:
    try:
        unquote(text, errors="strict")
    except UnicodeDecodeError:
        return False
    return "%" in text


@lru_cache(maxsize=1024)
def _letter(letter: str) -> str:
    if letter.isascii() and letter.isalnum():
        return letter
    ways = [rf"\\?{re.escape(letter)}", f"(?i:{quote(letter, safe='', errors='replace')})"]
    if letter in ENTITIES:
        ways.append(f"&{ENTITIES[letter]};")
    if letter in TYPED:
        ways.append(rf"\\?{re.escape(TYPED[letter])}")
    return f"(?:{'|'.join(dict.fromkeys(ways))})"


@lru_cache(maxsize=8)
def outside_code(source: str) -> str:
    """The source with code and comments blanked; every offset stays."""
    text = _without_spans(_without_fences(source))
    for opening, closing in COMMENTS:
        text = _without_comments(text, opening, closing)
    return text


def _without_fences(source: str) -> str:
    lines = source.split("\n")
    for opening, _, closing in fenced(lines):
        for number in range(opening, closing + 1):
            lines[number] = " " * len(lines[number])
    return "\n".join(lines)


def _without_spans(text: str) -> str:
    runs = list(TICKS.finditer(text))
    nearest: dict[int, int] = {}
    closing = [-1] * len(runs)
    for number in reversed(range(len(runs))):
        length = len(runs[number][0])
        closing[number] = nearest.get(length, -1)
        nearest[length] = number
    pieces: list[str] = []
    done = number = 0
    while number < len(runs):
        start, last = runs[number].start(), closing[number]
        end = runs[last].end()
        escaped = text[max(start - 1, 0) : start] == "\\"
        if last < 0 or escaped or text.find("\n\n", start, end) >= 0:
            number += 1
            continue
        pieces += (text[done:start], LETTERS.sub(" ", text[start:end]))
        done, number = end, last + 1
    return "".join((*pieces, text[done:]))


def _without_comments(text: str, opening: str, closing: str) -> str:
    pieces: list[str] = []
    done = 0
    while (start := text.find(opening, done)) >= 0:
        end = text.find(closing, start + len(opening))
        if end < 0:
            break
        end += len(closing)
        pieces += (text[done:start], LETTERS.sub(" ", text[start:end]))
        done = end
    return "".join((*pieces, text[done:]))
