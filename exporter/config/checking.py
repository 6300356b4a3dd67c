"""What `exporter.toml` and its like may say; what can't stand, and the way that leads to it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar, get_args

import msgspec

from exporter.config.days import is_bound
from exporter.config.profiles import as_file
from exporter.config.settings import (
    FORMATS,
    TABLES,
    AssetsAt,
    Book,
    Contents,
    Dialect,
    DynamicBlocks,
    FiguresAt,
    File,
    LinkAddresses,
    Order,
    Pdf,
    PdfStandard,
    Publish,
    Security,
    Shown,
    Style,
)
from exporter.config.sheets import PAPER, SHEET, unfit_paper, unfit_sheets
from exporter.config.toml import Place
from exporter.config.values import BOUNDS, plain
from exporter.config.vocabularies import unknown_words
from exporter.config.wording import near_miss

_CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("build", "formats"): FORMATS,
    ("build", "dialect"): get_args(Dialect),
    ("build", "contents"): get_args(Contents),
    ("build", "dynamic_blocks"): get_args(DynamicBlocks),
    ("build", "link_addresses"): get_args(LinkAddresses),
    ("build", "publish"): get_args(Publish),
    ("pdf", "style"): get_args(Style),
    ("pdf", "figures"): get_args(FiguresAt),
    ("pdf", "standard"): get_args(PdfStandard),
    ("smtp", "security"): get_args(Security),
    ("html", "assets"): get_args(AssetsAt),
    ("digest", "formats"): FORMATS,
    ("digest", "order"): get_args(Order),
    ("digest", "items"): get_args(Shown),
}
SMTP = "smtp"
_SECRETS = ("password", "pass", "passwd", "passphrase", "secret", "token", "api_key", "key")
_NO_SECRETS = (
    "files of a vault are copied and published: set EXPORTER_SMTP_PASSWORD, "
    "or put it into the keyring (docs/newsletter-sending.md)"
)
LONGEST_NUMBER = 63  # bits
# RFC 3986 §3, with the letters of all languages
ADDRESS = re.compile(r"https?://[^\s\x00-\x20\x7f\"'<>\\^`{|}]+", re.IGNORECASE)
_IN_PROFILES = ("project", "build", "pdf", "epub", "html", "site", "book", "newsletter")
_PROFILE = "write [profile.NAME.build], or project, pdf, epub, html, site, book, newsletter"


class Misfit(NamedTuple):
    """What can't stand in a table; `path` leads to it from there."""

    path: Place
    message: str
    hint: str


def book_of(table: dict[str, Any]) -> Book | Misfit:
    """The book that a table with the keys of `[[book]]` describes."""
    data = {"book": [table]}
    try:
        return checked(data).book[0]
    except Wrong as wrong:
        return Misfit(wrong.path[2:], str(wrong), wrong.hint)


def pdf_of(table: dict[str, Any]) -> Pdf | Misfit:
    """The paper and typesetting that a table with the keys of `[pdf]` describes."""
    try:
        return checked({"pdf": table}).pdf
    except Wrong as wrong:
        return Misfit(wrong.path[1:], str(wrong), wrong.hint)


def checked(data: dict[str, Any]) -> File:
    """The tables of a file, without profiles. Raises Wrong."""
    data = plain(data)
    _check_keys(data)
    _check_choices(data)
    for path, message, hint in (
        *_unfit_numbers(data),
        *_unfit_addresses(_tables(data)),
        *unknown_words(_tables(data)),
        *unfit_sheets(_tables(data)),
        *unfit_paper(_tables(data)),
    ):
        raise Wrong(path, message, hint)
    file = _converted(data, File)
    for number, book in enumerate(file.book):
        _converted(book.pdf, Pdf, ("book", number, PAPER))
    return file


def check_profiles(profiles: Any) -> None:
    """All of them, whichever is asked for: a profile has the tables of a file. Raises Wrong."""
    if not isinstance(profiles, dict):
        raise Wrong(("profile",), "a profile is a table with a name", _PROFILE)
    for name, tables in profiles.items():
        path = ("profile", name)
        if not isinstance(tables, dict):
            raise Wrong(path, "a profile is a table with a name", _PROFILE)
        for table in tables:
            if table not in _IN_PROFILES:
                hint = near_miss(table, _IN_PROFILES)
                raise Wrong((*path, table), f"a profile has no “{table}”", hint or _PROFILE)
        if isinstance(tables.get("book"), list):
            message = "a profile has one table for all books"
            raise Wrong((*path, "book"), message, f"write [profile.{name}.book]")
        try:
            checked(as_file(tables))
        except Wrong as wrong:
            book = wrong.path[:1] == ("book",)
            inner = (*wrong.path[:1], *wrong.path[2:]) if book else wrong.path
            raise Wrong((*path, *inner), str(wrong), wrong.hint) from None


class Wrong(Exception):
    """A value that can't stand; `path` leads to it in the parsed file."""

    def __init__(self, path: Place, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.path = path
        self.hint = hint


def _tables(data: dict[str, Any]) -> Iterable[tuple[Place, dict[str, Any]]]:
    for name, value in data.items():
        if isinstance(value, dict):
            yield (name,), value
            if isinstance(value.get(SMTP), dict):
                yield (name, SMTP), value[SMTP]
        elif isinstance(value, list):
            for number, table in enumerate(value):
                if isinstance(table, dict):
                    yield (name, number), table
                    for key in (SHEET, PAPER):
                        if isinstance(table.get(key), dict):
                            yield (name, number, key), table[key]


def _check_keys(data: dict[str, Any]) -> None:
    for name in data:
        if name not in TABLES:
            hint = _hint(name, "", (*TABLES, "profile"))
            raise Wrong((name,), f"there is no “{name}” here", hint)
    for path, table in _tables(data):
        names = [part for part in path if isinstance(part, str)]
        name = PAPER if names[-1] == PAPER else ".".join(names)
        known = _keys(name)
        for key in table:
            if key.lower() in _SECRETS and path[-1] in (SMTP, "newsletter"):
                raise Wrong((*path, key), f"no {key} belongs in this file", _NO_SECRETS)
            if key not in known:
                message = f"[{name}] has no key “{key}”"
                raise Wrong((*path, key), message, _hint(key, name, known))


@cache
def _keys(table: str) -> tuple[str, ...]:
    return tuple(field.encode_name for field in msgspec.structs.fields(TABLES[table]))


def _hint(key: str, table: str, known: Sequence[str]) -> str:
    at_home = [name for name in TABLES if name != table and key in _keys(name)]
    if at_home and not difflib.get_close_matches(key, known, n=1, cutoff=0.75):
        return f"“{key}” belongs in [{at_home[0]}]"
    return near_miss(key, known)


def _check_choices(data: dict[str, Any]) -> None:
    for path, table in _tables(data):
        name = [part for part in path if isinstance(part, str)][-1]
        for key, value in table.items():
            known = _CHOICES.get((name, key), ())
            for each in value if isinstance(value, list) else [value]:
                if known and isinstance(each, str) and each not in known:
                    message = f"“{each}” is not a value of {name}.{key}"
                    raise Wrong((*path, key), message, near_miss(each, known))
            if name == "digest" and key in BOUNDS and isinstance(value, str):
                _check_bound(value, (*path, key))


def _unfit_numbers(value: Any, path: Place = ()) -> Iterator[Misfit]:
    """TOML 1.0: integers have 64 bits; nothing that passes settings on could hold longer ones."""
    if isinstance(value, int) and value.bit_length() > LONGEST_NUMBER:
        yield Misfit(path, "the number is too large", "")
    parts = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, each in parts:
        yield from _unfit_numbers(each, (*path, key))


def _unfit_addresses(tables: Iterable[tuple[Place, dict[str, Any]]]) -> Iterable[Misfit]:
    """Addresses that are none: they go into links, into headers, and into lines that hosts read."""
    for path, table in tables:
        written = table.get("url", "")
        if isinstance(written, str) and written and not ADDRESS.fullmatch(written):
            message = f"“{written}” is no web address"
            yield Misfit((*path, "url"), message, 'write url = "https://example.org/"')


def _check_bound(written: str, path: Place) -> None:
    if not is_bound(written):
        raise Wrong(path, f"“{written}” is no day and no time", "write 2026-10-31, or as “30 days”")


_WORDS = {
    "str": "text in quotation marks",
    "bool": "true or false",
    "array": 'a list such as ["one", "two"]',
    "object": "a table",
    "int": "a number",
    "float": "a number",
}


T = TypeVar("T")


def _converted(data: dict[str, Any], kind: type[T], where: Place = ()) -> T:
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        message, _, place = str(error).partition(" - at `$")
        steps = re.findall(r"\.(\w+)|\[(\d+)\]", place)
        path = (*where, *(int(index) if index else name for name, index in steps))
        expected = re.search(r"Expected `(\w+)[^`]*`, got `(\w+)`", message)
        name = ".".join(str(part) for part in path if isinstance(part, str))
        if path in (("book",), ("digest",)):
            raise Wrong(
                path, f"a {name} is a table in a list", f"write [[{name}]], with two brackets"
            ) from error
        if not expected:
            raise Wrong(path, f"{name}: {message}") from error
        wanted, given = (_WORDS.get(word, word) for word in expected.groups())
        raise Wrong(path, f"{name} must be {wanted}, not {given}") from error
