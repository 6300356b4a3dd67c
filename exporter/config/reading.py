"""Finding and reading `exporter.toml`. What is wrong with it is a `UsageError` naming its line."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_args

import msgspec

from exporter.config.days import is_bound
from exporter.config.settings import (
    FORMATS,
    TABLES,
    Book,
    Contents,
    Dialect,
    DynamicBlocks,
    File,
    Order,
    Publish,
    Settings,
    Shown,
)
from exporter.config.sheets import SHEET, unfit_sheets
from exporter.config.toml import Place, TomlError, line_of, parse
from exporter.config.values import BOUNDS, plain
from exporter.config.vocabularies import unknown_words
from exporter.config.wording import near_miss, shown
from exporter.errors import UsageError

FILE_NAME = "exporter.toml"
_CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("build", "formats"): FORMATS,
    ("build", "dialect"): get_args(Dialect),
    ("build", "contents"): get_args(Contents),
    ("build", "dynamic_blocks"): get_args(DynamicBlocks),
    ("build", "publish"): get_args(Publish),
    ("digest", "formats"): FORMATS,
    ("digest", "order"): get_args(Order),
    ("digest", "items"): get_args(Shown),
}
TOML_HINT = 'a line is a key, “=” and a value; text stands in quotation marks: title = "My notes"'


def find(path: Path) -> Path | None:
    """The `exporter.toml` in that folder (or beside that file) or in the nearest folder above.

    The search ends at the user's home and at the folder of a repository or of an Obsidian vault:
    what lies above belongs to something else.
    """
    start = path.resolve()
    home = Path(os.path.expanduser("~"))
    for folder in [start, *start.parents] if start.is_dir() else start.parents:
        # os.path rather than Path: a folder that may not be entered holds nothing, and is no error
        if os.path.isfile(folder / FILE_NAME):
            return folder / FILE_NAME
        if folder == home or any(os.path.exists(folder / mark) for mark in (".git", ".obsidian")):
            return None
    return None


def default(root: Path) -> Settings:
    """The settings of a folder without any configuration."""
    return Settings(root=str(root.resolve()))


def load(file: Path) -> Settings:
    """Read a configuration. Raises UsageError, with line and hint, where it can't be used."""
    text = _text(file)
    data = _parsed(file, text)
    try:
        settings = _checked(data)
    except _Wrong as wrong:
        line = line_of(text, wrong.path)
        raise UsageError(f"{shown(file)}:{line}: {wrong}", wrong.hint) from None
    return Settings(
        root=str(file.resolve().parent),
        config_file=str(file.resolve()),
        project=settings.project,
        build=settings.build,
        books=settings.book,
        digests=settings.digest,
        newsletter=settings.newsletter,
    )


class Misfit(NamedTuple):
    """What can't stand in a table; `path` leads to it from there."""

    path: Place
    message: str
    hint: str


def book_of(table: dict[str, Any]) -> Book | Misfit:
    """The book that a table with the keys of `[[book]]` describes."""
    data = {"book": [table]}
    try:
        return _checked(data).book[0]
    except _Wrong as wrong:
        return Misfit(wrong.path[2:], str(wrong), wrong.hint)


def _checked(data: dict[str, Any]) -> File:
    _check_keys(data)
    _check_choices(data)
    for path, message, hint in (*unknown_words(_tables(data)), *unfit_sheets(_tables(data))):
        raise _Wrong(path, message, hint)
    return _converted(plain(data))


class _Wrong(Exception):
    """A value that can't stand; `path` leads to it in the parsed file."""

    def __init__(self, path: Place, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.path = path
        self.hint = hint


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = file.read_bytes().count(b"\n", 0, error.start) + 1
        message = f"{shown(file)}:{line}: this is not UTF-8 text"
        raise UsageError(message, "save the file with the encoding UTF-8") from error
    except OSError as error:
        raise UsageError(f"{shown(file)} can't be read: {error.strerror}") from error


def _parsed(file: Path, text: str) -> dict[str, Any]:
    try:
        return parse(text)
    except TomlError as error:
        place = "".join(f":{number}" for number in (error.line, error.column) if number)
        raise UsageError(f"{shown(file)}{place}: {error}", TOML_HINT if place else "") from error


def _tables(data: dict[str, Any]) -> Iterable[tuple[Place, dict[str, Any]]]:
    for name, value in data.items():
        if isinstance(value, dict):
            yield (name,), value
        elif isinstance(value, list):
            for number, table in enumerate(value):
                if isinstance(table, dict):
                    yield (name, number), table
                    if isinstance(table.get(SHEET), dict):
                        yield (name, number, SHEET), table[SHEET]


def _check_keys(data: dict[str, Any]) -> None:
    for name in data:
        if name not in TABLES:
            raise _Wrong((name,), f"there is no “{name}” here", _hint(name, "", tuple(TABLES)))
    for path, table in _tables(data):
        name = ".".join(part for part in path if isinstance(part, str))
        known = _keys(name)
        for key in table:
            if key not in known:
                message = f"[{name}] has no key “{key}”"
                raise _Wrong((*path, key), message, _hint(key, name, known))


def _keys(table: str) -> tuple[str, ...]:
    return tuple(field.encode_name for field in msgspec.structs.fields(TABLES[table]))


def _hint(key: str, table: str, known: Sequence[str]) -> str:
    at_home = [name for name in TABLES if name != table and key in _keys(name)]
    if at_home and not difflib.get_close_matches(key, known, n=1, cutoff=0.75):
        return f"“{key}” belongs in [{at_home[0]}]"
    return near_miss(key, known)


def _check_choices(data: dict[str, Any]) -> None:
    for path, table in _tables(data):
        name = str(path[0])
        for key, value in table.items():
            known = _CHOICES.get((name, key), ())
            for each in value if isinstance(value, list) else [value]:
                if known and isinstance(each, str) and each not in known:
                    message = f"“{each}” is not a value of {name}.{key}"
                    raise _Wrong((*path, key), message, near_miss(each, known))
            if name == "digest" and key in BOUNDS and isinstance(value, str):
                _check_bound(value, (*path, key))


def _check_bound(written: str, path: Place) -> None:
    if not is_bound(written):
        raise _Wrong(
            path, f"“{written}” is no day and no time", "write 2026-10-31, or as “30 days”"
        )


_WORDS = {
    "str": "text in quotation marks",
    "bool": "true or false",
    "array": 'a list such as ["one", "two"]',
    "object": "a table",
    "int": "a number",
    "float": "a number",
}


def _converted(data: dict[str, Any]) -> File:
    try:
        return msgspec.convert(data, File)
    except msgspec.ValidationError as error:
        message, _, place = str(error).partition(" - at `$")
        path = tuple(
            int(index) if index else name for name, index in re.findall(r"\.(\w+)|\[(\d+)\]", place)
        )
        expected = re.search(r"Expected `(\w+)[^`]*`, got `(\w+)`", message)
        name = ".".join(str(part) for part in path if isinstance(part, str))
        if path in (("book",), ("digest",)):
            raise _Wrong(
                path, f"a {name} is a table in a list", f"write [[{name}]], with two brackets"
            ) from error
        if not expected:
            raise _Wrong(path, f"{name}: {message}") from error
        wanted, given = (_WORDS.get(word, word) for word in expected.groups())
        raise _Wrong(path, f"{name} must be {wanted}, not {given}") from error
