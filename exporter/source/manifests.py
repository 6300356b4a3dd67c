"""Files in the vault that describe a book each: `book.toml` (ours, or mdBook's) and `book.yaml`.

They have the keys of `[[book]]` in `exporter.toml`. One that can't be used costs its own book.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from exporter.config import MANIFESTS, Book, Misfit, Settings, book_of
from exporter.config.reading import TOML_HINT
from exporter.config.toml import Place, TomlError
from exporter.config.toml import line_of as toml_line
from exporter.config.toml import parse as parse_toml
from exporter.diagnostics import Reports
from exporter.model.text import one_line
from exporter.source.vault import Vault

# More than any manifest has, in bytes; mdBook's list of redirections is the longest part of one
LARGEST = 200_000
SUMMARY = "SUMMARY.md"
# <https://rust-lang.github.io/mdBook/format/configuration/general.html>: its tables, and its keys
# with ours for the same thing
MDBOOK_TABLES = frozenset({"build", "output", "preprocessor", "rust"})
MDBOOK_KEYS = {
    "title": "title",
    "authors": "authors",
    "description": "description",
    "language": "lang",
    "text-direction": "dir",
}
# Keys whose paths lie below the book's own folder, and those that hold no path at all
NOT_ROOTED = frozenset({"title", "subtitle", "description", "folder", "chapters", "slug"})


class _Text(NamedTuple):
    """A manifest as it was parsed, and where a value of it stands."""

    data: dict[str, Any]
    line: Callable[[Place], int]


class _Table(NamedTuple):
    """The keys of a book, where in the manifest they stand, and what they are called there."""

    values: Mapping[str, Any]
    place: Place
    names: Mapping[str, str]


class _Unreadable(Exception):
    """Text that is no manifest, in words for people."""

    def __init__(self, message: str, line: int, hint: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.hint = hint


def with_manifests(settings: Settings, vault: Vault, reports: Reports) -> Settings:
    """The settings with the books that files in the vault describe."""
    files = frozenset((*vault.notes, *vault.assets))
    found = {
        path: _book(path, settings, files, reports)
        for path in vault.assets
        if posixpath.basename(path) in MANIFESTS
    }
    return msgspec.structs.replace(settings, manifests=found)


def _book(path: str, settings: Settings, files: frozenset[str], reports: Reports) -> Book | None:
    report = reports[path]
    try:
        report.source = _read(Path(settings.root) / path)
        text = _parsed(path, report.source)
    except _Unreadable as error:
        report.add("book/manifest", f"{error}", hint=error.hint, line=error.line)
        return None
    home = posixpath.dirname(path)
    table = _table(text.data, home, files)
    given = {key: value for key, value in table.values.items() if value is not None}
    read = book_of({**given, **settings.every_book})
    if isinstance(read, Book):
        folder = posixpath.normpath(posixpath.join(home, read.folder.strip("/")))
        if folder.partition("/")[0] != "..":
            return msgspec.structs.replace(
                _rooted(read, home, files),
                title=one_line(read.title) or posixpath.basename(home) or Path(settings.root).name,
                folder="" if folder == "." else folder,
            )
        read = Misfit(("folder",), "the folder of its notes lies outside the vault", "")
    key, *within = read.path or ("",)
    line = text.line((*table.place, table.names.get(str(key), key), *within))
    report.add("book/manifest", f"{read.message}; no book is made of it", hint=read.hint, line=line)
    return None


def _read(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST:
            raise _Unreadable(f"it is larger than {LARGEST:,} bytes", 1)
        data = file.read_bytes()
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        hint = "save the file with the encoding UTF-8"
        raise _Unreadable("this is not UTF-8 text", line, hint) from error
    except OSError as error:
        raise _Unreadable(f"it can't be read: {error.strerror}", 1) from error


def _parsed(path: str, source: str) -> _Text:
    if path.endswith(".toml"):
        try:
            return _Text(parse_toml(source), lambda place: toml_line(source, place))
        except TomlError as error:
            raise _Unreadable(str(error), error.line or 1, TOML_HINT) from error
    return _parsed_yaml(source)


def _parsed_yaml(source: str) -> _Text:
    from exporter.source.frontmatter import yaml

    try:
        found = yaml.load(source)
    except yaml.YamlError as error:
        hint = "put text with “: ”, “#”, brackets or braces between quotation marks"
        raise _Unreadable(error.message, error.line, hint) from error
    data = {} if found.value is None else found.value
    if not isinstance(data, dict):
        raise _Unreadable("it holds no keys", 1, "a line is a key, “:” and a value: title: My book")
    for key in found.duplicates:  # which TOML does not have either
        raise _Unreadable(f"the key “{key}” is there twice", yaml.line_of(source, (key,)))
    return _Text(data, lambda place: yaml.line_of(source, place))


def _table(data: Mapping[str, Any], home: str, files: frozenset[str]) -> _Table:
    inner = data.get("book", {})
    if not isinstance(inner, dict):
        return _Table(data, (), {})
    if _is_mdbook(data, inner, home, files):
        ours = {MDBOOK_KEYS[key]: value for key, value in inner.items() if key in MDBOOK_KEYS}
        names = {ours: theirs for theirs, ours in MDBOOK_KEYS.items()} | {"folder": "src"}
        folder = inner.get("src", "src")
        return _Table({**ours, "folder": folder, "chapters": SUMMARY}, ("book",), names)
    # a key beside the table is one too many, and is named
    return _Table(inner, ("book",), {}) if data.keys() == {"book"} else _Table(data, (), {})


def _is_mdbook(
    data: Mapping[str, Any], inner: Mapping[str, Any], home: str, files: frozenset[str]
) -> bool:
    if not MDBOOK_TABLES.isdisjoint(data) or "src" in inner:
        return True
    usual = posixpath.join(home, "src", SUMMARY)
    return "book" in data and "chapters" not in inner and usual in files


def _rooted(book: Book, home: str, files: frozenset[str]) -> Book:
    """The book with paths from the manifest's folder as paths in the vault."""
    paths = {
        key: path
        for key, value in msgspec.structs.asdict(book).items()
        if isinstance(value, str) and value and key not in NOT_ROOTED
        if (path := posixpath.normpath(posixpath.join(home, value))) in files
    }
    return msgspec.structs.replace(book, **paths)
