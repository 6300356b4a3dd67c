"""YAML as writers mean it: `no` is a word, `1:30` a time, `007` and `1.10` keep their digits.

The core schema of YAML 1.2.2 (§10.3) without what loses characters. No aliases, which can make
gigabytes of 300 bytes, no tags, and no deep nesting, which takes the interpreter down.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import yaml

# More than any writer's front matter has
DEEPEST = 20
LONGEST = 200_000
# libyaml's parser is 20 times as fast; PyYAML comes without it on a few systems
Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

NULL = frozenset({"", "~", "null", "Null", "NULL"})
BOOLEANS = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
# A number is one only where it is written as it would be written back
INTEGER = re.compile(r"0|-?[1-9]\d{0,17}")
DECIMAL = re.compile(r"-?\d{1,15}\.\d{1,15}")
DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
TIME = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:\s*(?:Z|[+-]\d\d:?(?:\d\d)?))?"
)


class YamlError(ValueError):
    """Text that can't be read; `line` counts from 1 in it."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class Value:
    """What a YAML text holds, with the keys that it has twice and the line of the last of each."""

    def __init__(self, value: Any, duplicates: dict[str, int]) -> None:
        self.value = value
        self.duplicates = duplicates


def load(text: str, *, longest: int = LONGEST) -> Value:
    """The value of a YAML text: mappings with text keys, lists, text, numbers, booleans, None.

    A date is text in ISO 8601. Raises YamlError.
    """
    if len(text) > longest:
        raise YamlError(f"it is longer than {longest:,} characters", 1)
    try:
        _check(text)
        node = yaml.compose(text, Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(error.problem or str(error), mark.line + 1 if mark else 1) from error
    except yaml.YAMLError as error:
        raise YamlError(str(error).partition("\n")[0], 1) from error
    duplicates: dict[str, int] = {}
    return Value(_value(node, text, duplicates) if node is not None else None, duplicates)


def line_of(text: str, path: Iterable[str | int]) -> int:
    """The line on which a value or its key stands, from 1; that of what holds it where it is not
    there. The text is one that `load` has read."""
    node, line = yaml.compose(text, Loader), 1
    for part in path:
        if isinstance(node, yaml.MappingNode):
            found = [(key, value) for key, value in node.value if key.value == part]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            found = [(item, item) for item in node.value[part : part + 1]]
        else:
            found = []
        if not found:
            break
        line, node = _line(found[-1][0]), found[-1][1]
    return line


def _check(text: str) -> None:
    """Refuse aliases and deep nesting before anything recursive sees the text."""
    depth = 0
    for event in yaml.parse(text, Loader):
        if isinstance(event, yaml.AliasEvent):
            raise YamlError("YAML aliases (*name) are not read", _line(event))
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise YamlError(f"it is nested more than {DEEPEST} levels deep", _line(event))


def _line(part: yaml.Event | yaml.Node) -> int:
    return part.start_mark.line + 1 if part.start_mark else 1


def _value(node: yaml.Node, text: str, duplicates: dict[str, int]) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, text, duplicates)
    if isinstance(node, yaml.SequenceNode):
        inner = node.value[0] if len(node.value) == 1 else None
        if node.flow_style and isinstance(inner, yaml.SequenceNode) and inner.flow_style:
            # `[[Note]]` is a wikilink that somebody forgot to quote
            return text[node.start_mark.index : node.end_mark.index]
        return [_value(item, text, duplicates) for item in node.value]
    # a quoted value is text, whatever it looks like
    quoted = isinstance(node, yaml.ScalarNode) and bool(node.style)
    return str(node.value) if quoted else plain_scalar(str(node.value))


def _mapping(node: yaml.MappingNode, text: str, duplicates: dict[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise YamlError("a key must be text", _line(key))
        name = str(key.value)
        if name in result:
            duplicates[name] = _line(key)
        result[name] = _value(value, text, duplicates)
    return result


def plain_scalar(text: str) -> Any:
    """What an unquoted value means."""
    if text in NULL:
        return None
    if text in BOOLEANS:
        return BOOLEANS[text]
    if INTEGER.fullmatch(text):
        return int(text)
    if DECIMAL.fullmatch(text) and str(float(text)) == text:
        return float(text)
    return iso_date(text) or text


def iso_date(text: str) -> str:
    """A date or a time in ISO 8601, empty where the text is none."""
    try:
        if found := DATE.fullmatch(text):
            return date(*map(int, found.groups())).isoformat()
        if TIME.fullmatch(text):
            return datetime.fromisoformat(re.sub(r"\s+(?=[Z+-])", "", text)).isoformat()
    except ValueError:
        pass
    return ""
