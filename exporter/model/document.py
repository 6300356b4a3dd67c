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


class Identifier(msgspec.Struct, frozen=True, omit_defaults=True):
    """A number or name that stands for a publication, as it is written.

    `scheme` is `isbn`, `issn`, `doi`, `uuid` or another's name in lower case; empty for an address,
    a URN and whatever says of itself what it is.
    """

    value: str
    scheme: str = ""


class Subject(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a publication is about; `code` is its place in a scheme such as BISAC or Thema."""

    name: str
    authority: str = ""
    code: str = ""


class Metadata(msgspec.Struct, frozen=True, omit_defaults=True):
    """What front matter says about a note or a book.

    `date`, `modified` and `first_published` are ISO 8601 (`2026-10-01`, with a time, or the year
    alone); `lang` is a BCP 47 tag, and `languages` are further ones;
    `writing_mode` is that of CSS, empty for lines that lie; `authors` have the role `aut`,
    `contributors` any other; `license` is an address or a name such as `CC BY 4.0`; `edition` is as
    it is read, such as `2nd edition`; `pdf` has keys of the settings' `[pdf]`. `extra` keeps every
    key that has no field of its own, as it was read.
    """

    title: str = ""
    subtitle: str = ""
    authors: tuple[Contributor, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    date: str = ""
    modified: str = ""
    first_published: str = ""
    lang: str = ""
    languages: tuple[str, ...] = ()
    dir: Literal["", "ltr", "rtl"] = ""
    writing_mode: Literal["", "vertical-rl"] = ""
    tags: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()
    description: str = ""
    cover: str = ""
    slug: str = ""
    permalink: str = ""
    publish: bool | None = None
    draft: bool = False
    aliases: tuple[str, ...] = ()
    rights: str = ""
    license: str = ""
    publisher: str = ""
    publisher_place: str = ""
    edition: str = ""
    identifiers: tuple[Identifier, ...] = ()
    series: str = ""
    series_number: str = ""
    toc: bool | None = None
    cssclasses: tuple[str, ...] = ()
    pdf: dict[str, Any] = {}
    extra: dict[str, Any] = {}


class Document(msgspec.Struct, frozen=True, omit_defaults=True):
    """One note. `path` is its vault path with forward slashes."""

    path: str
    metadata: Metadata
    blocks: Blocks
    version: int = 1
