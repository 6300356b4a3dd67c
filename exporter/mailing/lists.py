"""Lists of subscribers: CSV, JSON Lines and SQLite, read row by row."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from exporter.config import near_miss, shown
from exporter.errors import UsageError

ADDRESS = ("email", "e_mail", "email_address", "mail", "address")
SQLITE = b"SQLite format 3\x00"
KINDS = "a list is a CSV file, JSON Lines (.jsonl) or an SQLite database"


class Subscriber(NamedTuple):
    """A row of a list: its line (or its number in a database), its address as it is written, and
    what its columns say, without those that say nothing."""

    line: int
    address: str
    columns: dict[str, Any]


class Unread(NamedTuple):
    """A row that is none, and why."""

    line: int
    reason: str


class Listed(NamedTuple):
    """What a list has; `columns` are all that any row names."""

    rows: tuple[Subscriber | Unread, ...]
    columns: tuple[str, ...]


def read_list(file: Path, table: str = "") -> Listed:
    """The rows of a list, in order. Raises UsageError where it can't be used at all."""
    try:
        data = b"" if file.is_dir() else file.read_bytes()
    except OSError as error:
        raise UsageError(f"the list {shown(file)} can't be read: {error.strerror}", KINDS) from None
    if file.is_dir():
        raise UsageError(f"the list {shown(file)} is a folder", KINDS)
    if data.startswith(SQLITE):
        return _listed(_from_database(file, table), file)
    if table:
        raise UsageError(f"the list {shown(file)} is no database: it has no table “{table}”", KINDS)
    text = _text(data, file)
    json_lines = file.suffix.lower() in (".jsonl", ".ndjson") or text.lstrip().startswith("{")
    return _listed(_from_json(text) if json_lines else _from_csv(text, file), file)


def _listed(rows: Iterator[tuple[int, dict[str, Any] | str]], file: Path) -> Listed:
    """Names of columns as fields write them; a value is text, a number or true, and never empty."""
    found = list(rows)
    names = dict.fromkeys(
        column for _, row in found if isinstance(row, dict) for column in map(name_of, row)
    )
    address = next((name for name in ADDRESS if name in names), "")
    if not found or not names:
        raise UsageError(f"the list {shown(file)} is empty", "it needs a column “email”, and rows")
    if not address:
        raise UsageError(
            f"the list {shown(file)} has no column “email”", near_miss("email", list(names))
        )
    made: list[Subscriber | Unread] = []
    for line, row in found:
        if isinstance(row, str):
            made.append(Unread(line, row))
            continue
        columns = {name_of(name): value for name, value in row.items() if value not in ("", None)}
        made.append(Subscriber(line, str(columns.pop(address, "")), columns))
    return Listed(tuple(made), tuple(names))


def name_of(column: str) -> str:
    """The name of a column in fields: `First Name` is `first_name`."""
    name = re.sub(r"\W+", "_", column.strip().lower()).strip("_")
    return f"_{name}" if name[:1].isdigit() else name


def _text(data: bytes, file: Path) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(
            f"{shown(file)}:{line}: this is not UTF-8 text",
            "save the list as CSV with the encoding UTF-8",
        ) from error


def _from_csv(text: str, file: Path) -> Iterator[tuple[int, dict[str, Any] | str]]:
    # RFC 4180, and what spreadsheets make of it where a comma is in numbers
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = next(reader, [])
        _check_names(names, file)
        line = reader.line_num + 1
        for cells in reader:
            if any(map(str.strip, cells)):
                yield line, _row(names, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise UsageError(f"{shown(file)}:{reader.line_num}: {error}", KINDS) from error


def _row(names: Sequence[str], cells: Sequence[str]) -> dict[str, Any] | str:
    if len(cells) > len(names):
        return f"it has {len(cells)} cells, and there are {len(names)} columns"
    filled = [*map(str.strip, cells), *[""] * (len(names) - len(cells))]
    return {name: cell for name, cell in zip(names, filled, strict=True) if name.strip()}


def _check_names(names: Sequence[str], file: Path) -> None:
    made = [name_of(name) for name in names if name.strip()]
    for name in made:
        if made.count(name) > 1:
            raise UsageError(f"{shown(file)}:1: two columns are called “{name}”", "rename one")
    if any("@" in name for name in names):
        raise UsageError(
            f"{shown(file)}:1: the first line has no names of columns", "write email,name above it"
        )


def _from_json(text: str) -> Iterator[tuple[int, dict[str, Any] | str]]:
    # not splitlines(): a text in JSON may have U+2028, U+0085 and the like (RFC 8259 §7)
    for line, written in enumerate(text.split("\n"), 1):
        if not written.strip():
            continue
        try:
            row = json.loads(written)
        except json.JSONDecodeError as error:
            yield line, f"it is no JSON: {error.msg}"
            continue
        if not isinstance(row, dict):
            yield line, "it is no object"
            continue
        plain = (str, int, float, bool, type(None))
        yield line, {key: value for key, value in row.items() if isinstance(value, plain)}


def _from_database(file: Path, table: str) -> Iterator[tuple[int, dict[str, Any] | str]]:
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as database:
            name = _table(database, table, file)
            quoted = name.replace('"', '""')
            rows = database.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 - a name we found
            names = [column[0] for column in rows.description]
            for number, row in enumerate(rows, 1):
                # what is no text and no number can be no field
                yield (
                    number,
                    {
                        key: value
                        for key, value in zip(names, row, strict=True)
                        if not isinstance(value, bytes)
                    },
                )
    except sqlite3.Error as error:
        raise UsageError(f"the list {shown(file)} can't be read: {error}", KINDS) from error


def _table(database: sqlite3.Connection, asked: str, file: Path) -> str:
    found = database.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%'"
    )
    names = sorted(str(name) for (name,) in found)
    if asked in names:
        return asked
    if asked or not names:
        hint = near_miss(asked, names) if names else KINDS
        raise UsageError(f"{shown(file)} has no table “{asked}”", hint)
    if len(names) > 1:
        raise UsageError(f"{shown(file)} has several tables", f"--table {' | '.join(names)}")
    return names[0]
