"""A query on one line, as of a search: `tag:ai since:2026-10-01`; it asks for what a digest asks
for in its settings."""

from __future__ import annotations

import shlex

from exporter.config import Digest, near_miss
from exporter.config.days import is_bound
from exporter.errors import UsageError

HINT = 'for example tag:ai folder:notes since:2026-10-01 until:"30 days" status:done limit:10'
ORDERS = ("date", "title", "path", "listed")
# A word of the query -> the key of a digest
LISTS = {"tag": "tags", "note": "notes"}
WORDS = ("folder", "since", "until", "order", "limit")


def digest_of(query: str) -> Digest:
    """What a query asks for, as a digest without a title.

    A word that is none of ours is a property of front matter; `tag`, `note` and a property may be
    said several times, for one or the other. Raises UsageError where it can't be understood.
    """
    try:
        words = shlex.split(query)
    except ValueError as error:
        raise UsageError(f"--query {query}: {str(error).lower()}", HINT) from error
    lists: dict[str, list[str]] = {"tags": [], "notes": []}
    single: dict[str, str] = {}
    where: dict[str, tuple[str, ...]] = {}
    for word in words:
        key, colon, value = word.partition(":")
        key = key.lower()
        if not colon or not key or not value:
            # Obsidian's search has tags alone, too
            if not word.startswith("#") or word == "#":
                raise UsageError(f"--query: “{word}” is not understood", HINT)
            key, value = "tag", word
        if key in LISTS:
            lists[LISTS[key]].append(value)
        elif key in WORDS:
            if key in single:
                raise UsageError(f"--query: “{key}” is said twice", HINT)
            single[key] = value
        else:
            where[key] = (*where.get(key, ()), value)
    _check(single)
    return Digest(
        tags=tuple(lists["tags"]),
        notes=tuple(lists["notes"]),
        folder=single.get("folder", ""),
        since=single.get("since", ""),
        until=single.get("until", ""),
        where=where,  # type: ignore[arg-type]
        order=single.get("order", "auto"),  # type: ignore[arg-type]
        limit=int(single.get("limit", 0)),
    )


def _check(single: dict[str, str]) -> None:
    for key in ("since", "until"):
        if not is_bound(single.get(key, "")):
            raise UsageError(
                f"--query: {key}:{single[key]} is no day",
                f'write {key}:2026-10-01, or {key}:"30 days"',
            )
    if (order := single.get("order", "date")) not in ORDERS:
        raise UsageError(f"--query: there is no order “{order}”", near_miss(order, ORDERS))
    if not single.get("limit", "0").isdecimal():
        raise UsageError(f"--query: limit:{single['limit']} is no number", "write limit:10")
