"""The works of a bibliography in Pandoc's JSON, and those of them that a note is sent with.

Pandoc parses a bibliography once. What it gives stays here as bytes: kept in the child, thousands
of works would be gone through by its garbage collector in the course of every note.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

KEY = re.compile(r"@\{([^\s{}]+)\}|@(\w[\w:.#$%&+?<>~/-]*)")
ALL = "*"


class _References(msgspec.Struct, frozen=True):
    c: tuple[msgspec.Raw, ...]


class _Meta(msgspec.Struct):
    references: _References = _References(())


class _Document(msgspec.Struct, rename={"version": "pandoc-api-version"}):
    version: list[int]
    meta: _Meta


_DOCUMENT = msgspec.json.Decoder(_Document)
_KEYS = msgspec.json.Decoder(list[list[str]])


class Works(NamedTuple):
    """The works of bibliographies by their keys, of which `first` gives the one that counts."""

    version: list[int]
    by_key: Mapping[str, msgspec.Raw]
    first: Mapping[str, str]


def decoded(document: bytes, keys: bytes) -> Works:
    """What the child makes of a bibliography: a document with `references`, the keys of each."""
    found = _DOCUMENT.decode(document)
    by_key: dict[str, msgspec.Raw] = {}
    first: dict[str, str] = {}
    for work, names in zip(found.meta.references.c, _KEYS.decode(keys), strict=True):
        if names[0] and names[0] not in by_key:
            by_key[names[0]] = work
            for name in names:
                first.setdefault(name, names[0])
    return Works(found.version, by_key, first)


def together(parts: Sequence[Works]) -> Works:
    """Several bibliographies as one; of two works with the same key the first counts."""
    if len(parts) == 1:
        return parts[0]
    by_key = {key: work for part in reversed(parts) for key, work in part.by_key.items()}
    first = {key: name for part in reversed(parts) for key, name in part.first.items()}
    return Works(parts[0].version, by_key, first)


def named(text: str) -> list[str]:
    """The keys that a text may name: more than it cites, for what is code is not known yet."""
    found = [braced or bare for braced, bare in KEY.findall(text.replace("\\", ""))]
    return list(dict.fromkeys(found))


def request(works: Works, body: str, meta: Mapping[str, str | bool]) -> bytes:
    """What `citations.lua` works with: a Pandoc document without text, with the works that a note
    may cite in its metadata."""
    first = _selected(works, f"{body} {meta.get('before', '')}", str(meta.get("nocite", "")))
    values: dict[str, Any] = {
        key: {"t": "MetaBool" if isinstance(value, bool) else "MetaString", "c": value}
        for key, value in meta.items()
    }
    keys = {name: {"t": "MetaString", "c": key} for name, key in first.items()}
    values["keys"] = {"t": "MetaMap", "c": keys}
    used = dict.fromkeys(first.values())
    values["references"] = {"t": "MetaList", "c": [works.by_key[key] for key in used]}
    return msgspec.json.encode({"pandoc-api-version": works.version, "meta": values, "blocks": []})


def _selected(works: Works, body: str, nocite: str) -> dict[str, str]:
    """Of the keys of the works those that a note may name, each with the key that counts."""
    if f"@{ALL}" in nocite:
        return dict(works.first)
    tokens = (*named(body), *named(nocite))
    lengths = set(map(len, works.first)) if tokens else set()
    # punctuation may belong to a key or to the sentence: `@doe.`
    names = {
        token[:end]
        for token in tokens
        for end in lengths
        if end <= len(token) and token[:end] in works.first
    }
    return {name: works.first[name] for name in sorted(names)}
