"""The dialects of front matter, as handlers of python-frontmatter.

A handler finds its block, parts it from the body, and makes values of it. Raises ValueError (with
`line` where known) for a block that is not what it looks like.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from frontmatter.default_handlers import BaseHandler

from exporter.config.toml import TOO_DEEP, is_deep, parse
from exporter.source.frontmatter.yaml import iso_date

# The digital-garden plugin writes `[[A\|B]]` inside a JSON string, and `\|` is no JSON escape
LONE_ESCAPE = re.compile(r'\\(?=[^"\\/bfnrtu])')
PAIR = re.compile(r"\\\\")
# Pelican's and MultiMarkdown's header; the title tells it from a paragraph such as `Note: …`
HEADER_LINE = re.compile(r"([A-Za-z][\w -]{0,40}):(?:[ \t]+(.*)|[ \t]*)")


class Fenced(BaseHandler):
    """A block between a line that is FM_BOUNDARY and one that is CLOSING."""

    CLOSING: re.Pattern[str]

    def split(self, text: str) -> tuple[str, str]:
        """The block and the body. Raises ValueError where the block never ends."""
        start = text.index("\n") + 1
        end = self.CLOSING.search(text, start)
        if end is None:
            raise ValueError("it never ends")
        return text[start : end.start()], text[end.end() :].removeprefix("\n")


class Dashes(Fenced):
    """`---`: YAML, or JSON in one or more lines. What is between them decides."""

    FM_BOUNDARY = re.compile(r"---[ \t]*\n")
    CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)

    def load(self, fm: str) -> Any:
        return load_json(fm)


class Toml(Fenced):
    FM_BOUNDARY = re.compile(r"\+\+\+[ \t]*\n")
    CLOSING = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)

    def load(self, fm: str) -> Any:
        return plain(parse(fm))


class Semicolons(Fenced):
    """`;;;`: JSON, as Hugo's old converters write it."""

    FM_BOUNDARY = re.compile(r";;;[ \t]*\n")
    CLOSING = re.compile(r"^;;;[ \t]*$", re.MULTILINE)

    def load(self, fm: str) -> Any:
        return load_json(fm)


class BareJson(BaseHandler):
    """A JSON object at the top of the file, as Hugo has it."""

    FM_BOUNDARY = re.compile(r'\{\s*"')

    def split(self, text: str) -> tuple[str, str]:
        try:
            _, end = json.JSONDecoder().raw_decode(text)
        except RecursionError as error:
            raise ValueError(TOO_DEEP) from error
        return text[:end], text[end:].lstrip(" \t").removeprefix("\n")

    def load(self, fm: str) -> Any:
        return load_json(fm)


class Header(BaseHandler):
    """`Key: value` lines down to the first blank line; an indented line continues the one above."""

    FM_BOUNDARY = HEADER_LINE

    def detect(self, text: str) -> bool:
        block = text.partition("\n\n")[0].splitlines()
        return (
            bool(block)
            and all(HEADER_LINE.fullmatch(line) or line[:1] in " \t" for line in block)
            and any(line.lower().startswith("title:") for line in block)
        )

    def split(self, text: str) -> tuple[str, str]:
        block, _, body = text.partition("\n\n")
        return block, body

    def load(self, fm: str) -> Any:
        parts: dict[str, list[str]] = {}
        key = ""
        for line in fm.splitlines():
            found = HEADER_LINE.fullmatch(line)
            if found:
                key = found.group(1).strip()
                value = (found.group(2) or "").strip()
                parts[key] = [iso_date(value) or value]
            elif key:
                parts[key].append(line.strip())
        return {key: " ".join(filter(None, lines)) for key, lines in parts.items()}


def load_json(block: str, repaired: Callable[[int], None] = lambda _line: None) -> Any:
    """JSON with the digital-garden plugin's `\\|` read as `|`. Raises ValueError.

    `repaired` is called with the line of the block in which the first of them stands.
    """
    try:
        values = json.loads(block)
    except RecursionError as error:
        raise ValueError(TOO_DEEP) from error
    except json.JSONDecodeError as error:
        whole = "\\\\".join(LONE_ESCAPE.sub("", part) for part in PAIR.split(block))
        if whole == block:
            raise
        try:
            values = json.loads(whole)
        except (json.JSONDecodeError, RecursionError):
            raise error from None
        repaired(error.lineno)
    if is_deep(values):
        raise ValueError(TOO_DEEP)
    return values


def plain(value: Any) -> Any:
    """TOML's dates and times as text in ISO 8601, all else as it is."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, date | datetime | time) else value
