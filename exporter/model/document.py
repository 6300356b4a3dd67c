"""A document: one note's metadata and blocks, as every backend and every transform sees it."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from exporter.model.nodes import Blocks


class Contributor(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person or body; `role` is a MARC relator code (`aut`, `edt`, `trl`, `ill`, …)."""

    name: str
    role: str = "aut"
    sort: str = ""


class Metadata(msgspec.Struct, frozen=True, omit_defaults=True):
    """What front matter says about a note or a book.

    `date` and `modified` are ISO 8601 (`2026-10-01` or with a time); `lang` is a BCP 47 tag;
    `extra` keeps every key that has no field of its own, as it was read.
    """

    title: str = ""
    subtitle: str = ""
    authors: tuple[Contributor, ...] = ()
    date: str = ""
    modified: str = ""
    lang: str = ""
    dir: Literal["", "ltr", "rtl"] = ""
    tags: tuple[str, ...] = ()
    description: str = ""
    cover: str = ""
    slug: str = ""
    permalink: str = ""
    publish: bool | None = None
    draft: bool = False
    aliases: tuple[str, ...] = ()
    rights: str = ""
    publisher: str = ""
    identifier: str = ""
    series: str = ""
    series_number: str = ""
    toc: bool | None = None
    cssclasses: tuple[str, ...] = ()
    extra: dict[str, Any] = {}


class Document(msgspec.Struct, frozen=True, omit_defaults=True):
    """One note. `path` is its vault path with forward slashes."""

    path: str
    metadata: Metadata
    blocks: Blocks
    version: int = 1
