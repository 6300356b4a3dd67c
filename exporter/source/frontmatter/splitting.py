"""A note's text parted into front matter and body.

Whatever stands at the top of a note and is no front matter is its text: nothing is ever taken for
front matter that yields no values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from exporter.diagnostics import Report
from exporter.source.frontmatter.handlers import (
    BareJson,
    Dashes,
    Header,
    Semicolons,
    Toml,
    load_json,
)
from exporter.source.frontmatter.yaml import LONGEST, YamlError, load, plain_scalar

KEY_LINE = re.compile(
    r"([^\s#\-?:,\[\]{}&*!|>'\"%@`](?:[^:\n]*[^:\s])?|\"[^\"\n]+\"|'[^'\n]+')"
    r"\s*:(?:[ \t]+(.*))?"
)
# No comment is longer, in characters: one that never ends costs no more than this
COMMENT = re.compile(
    r"^[ \t]*(?:%%(?:(?!%%).){0,2000}%%|<%(?:(?!%>).){0,2000}%>)[ \t]*$", re.MULTILINE | re.DOTALL
)


class Split(NamedTuple):
    """`values` are those of the front matter, by its keys; `body` is Markdown."""

    values: dict[str, Any]
    body: str


def split(text: str, report: Report) -> Split:
    """Part a note's text. What can't be read goes to the report, and the body goes on."""
    start = len(text) - len(text.lstrip())
    rest = text[start:]
    first = text.count("\n", 0, start) + 2  # the line after the opening mark
    dashes = Dashes()
    if dashes.detect(rest):
        return _dashes(dashes, text, rest, first, report)
    for handler in (Toml(), Semicolons(), BareJson(), Header()):
        if not handler.detect(rest):
            continue
        try:
            block, body = handler.split(rest)
            _check_length(block)
            values = handler.load(block)
        except ValueError as error:
            return _unreadable(error, text, first, report)
        return Split(values, body) if isinstance(values, dict) and values else Split({}, text)
    return Split({}, text)


def _check_length(block: str) -> None:
    """Raise ValueError for a block that is longer than any writer's, in whatever dialect."""
    if len(block) > LONGEST:
        raise ValueError(f"it is longer than {LONGEST:,} characters")


def _unreadable(error: ValueError, text: str, first: int, report: Report) -> Split:
    problem = str(error).partition("\n")[0].rstrip(".") or type(error).__name__
    report.add(
        "frontmatter/unreadable",
        f"the front matter can't be read: {problem}",
        hint="the note was read as if it had none",
        line=first,
    )
    return Split({}, text)


def _dashes(handler: Dashes, text: str, rest: str, first: int, report: Report) -> Split:
    try:
        block, body = handler.split(rest)
    except ValueError:
        following = rest.partition("\n")[2].partition("\n")[0]
        if KEY_LINE.fullmatch(following):
            report.add(
                "frontmatter/unclosed",
                "the front matter never ends: it was read as text",
                hint="close it with a line of three hyphens",
                line=first - 1,
            )
        return Split({}, text)
    try:
        _check_length(block)
    except ValueError as error:
        return _unreadable(error, text, first, report)
    block = _without_comments(block)
    if not block.strip():
        return Split({}, body)
    values = _json(block, first, report) if block.lstrip().startswith("{") else None
    if values is None:
        values = _yaml(block, first, report)
    # a rule, some text and another rule: all of it is the note's
    return Split(values, body) if values is not None else Split({}, text)


def _without_comments(block: str) -> str:
    """The block without Obsidian's comments and Templater's commands on lines of their own."""
    if "%" not in block:
        return block
    return COMMENT.sub(lambda found: "\n" * found[0].count("\n"), block)


def _json(block: str, first: int, report: Report) -> dict[str, Any] | None:
    def repaired(line: int) -> None:
        report.add(
            "frontmatter/repaired",
            "the front matter has a backslash that is no escape in JSON; it was left out",
            line=first + line - 1,
        )

    try:
        values = load_json(block, repaired)
    except ValueError:
        return None
    return values if isinstance(values, dict) else None


def _yaml(block: str, first: int, report: Report) -> dict[str, Any] | None:
    """The values of a YAML block; None where it holds no mapping."""
    try:
        found = load(block)
    except YamlError as error:
        return _piece_by_piece(block, first, error, report)
    if found.value is None:
        return {}  # comments alone
    if not isinstance(found.value, dict):
        return None
    for name, line in found.duplicates.items():
        _twice(name, first + line - 1, report)
    return _with_hashes(found.value, block)


def _twice(name: str, line: int, report: Report) -> None:
    report.add(
        "frontmatter/duplicate-key",
        f"the key “{name}” is there twice; the last one holds",
        line=line,
    )


def _piece_by_piece(
    block: str, first: int, error: YamlError, report: Report
) -> dict[str, Any] | None:
    """What can be read of a block that can't be read whole: each key of the top level alone.

    A value in one line that is no YAML (`title: One: two`, `{{title}}`) is the text that it is.
    """
    values: dict[str, Any] = {}
    problems: list[tuple[int, str]] = []
    for line, piece in _pieces(block):
        key = KEY_LINE.fullmatch(piece.partition("\n")[0])
        try:
            found = load(piece)
            if not isinstance(found.value, dict):
                continue
            for name in values.keys() & found.value.keys():
                _twice(name, first + line - 1, report)
            values.update(_with_hashes(found.value, piece))
        except YamlError as inner:
            if key and piece.count("\n") == 0:
                name = key.group(1).strip("\"'")
                if name in values:
                    _twice(name, first + line - 1, report)
                values[name] = (key.group(2) or "").strip()
                report.add(
                    "frontmatter/as-text",
                    f"the value of “{name}” was read as the text that it is: {inner.message}",
                    hint="put it between quotation marks",
                    line=first + line - 1,
                )
            else:
                problems.append((line + inner.line - 1, inner.message))
    if not values:
        # a heading between two rules is no front matter; a mapping that can't be read is
        if not any(KEY_LINE.fullmatch(line) for line in block.splitlines()):
            return None
        problems = [(error.line, error.message)]
    for line, message in problems:
        report.add(
            "frontmatter/unreadable",
            f"the front matter can't be read here: {message}",
            hint="put text with “: ”, “#”, brackets or braces between quotation marks",
            line=first + line - 1,
        )
    return values


def _pieces(block: str) -> Iterator[tuple[int, str]]:
    """The lines of a block in groups, each from a key of the top level on, with its first line."""
    group: list[str] = []
    start = 1
    for number, line in enumerate(block.splitlines(), 1):
        if group and KEY_LINE.fullmatch(line):
            yield start, "\n".join(group).rstrip()
            group = []
        if not group:
            if not line.strip():
                continue
            start = number
        group.append(line)
    if group:
        yield start, "\n".join(group).rstrip()


def _with_hashes(values: dict[str, Any], block: str) -> dict[str, Any]:
    """`tags: #a` is a comment to YAML, and so nothing; the writer meant the tag."""
    if "#" not in block or None not in values.values():
        return values
    meant = dict(values)
    for line in block.splitlines():
        key = KEY_LINE.fullmatch(line)
        if key and (key.group(2) or "").startswith("#"):
            name = key.group(1).strip("\"'")
            if meant.get(name, "") is None and not key.group(2).startswith("# "):
                meant[name] = plain_scalar(key.group(2).strip())
    return meant
