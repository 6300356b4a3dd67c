"""The few words that we put into an output ourselves, by language: `labels.toml` has them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec


class Access(msgspec.Struct, frozen=True):
    """How a book can be read, in sentences; `undescribed` has a place for a number."""

    structure: str
    described: str
    undescribed: str
    formulas: str
    played: str
    pages: str


class OfSite(msgspec.Struct, frozen=True):
    """What stands around the pages of a site; where there is a `{}`, a name or a number goes:
    one in `note_of`, more in `notes_of`."""

    home: str
    all_notes: str
    note_of: str
    notes_of: str
    folders: str
    recent: str
    tags: str
    tag_of: str
    backlinks: str
    search: str
    search_hint: str
    no_results: str
    menu: str
    here: str
    on_page: str
    lost: str
    lost_text: str
    moved: str
    newer: str
    older: str
    feed: str
    updated: str
    graph: str


class Web(msgspec.Struct, frozen=True):
    """What can be done with a web page, and where else to go from it."""

    copy: str
    copied: str
    enlarge: str
    close: str
    dark: str
    previous: str
    next: str


class Labels(msgspec.Struct, frozen=True):
    """The words of one language; `primary` and `secondary` are its quotation marks.

    `credits` are what goes before the names of people, by MARC relator: where a language would have
    to bend the names, or to know how many they are, it has a noun.
    """

    contents: str
    notes: str
    references: str
    done: str
    open: str
    other: str
    back: str
    link: str
    table: str
    image: str
    diagram: str
    online: str
    unsubscribe: str
    number: str
    figure: str
    equation: str
    listing: str
    section: str
    page: str
    live: str
    sample: str
    sample_of: str
    sample_lacks: str
    sample_whole: str
    draft: str
    primary: tuple[str, str]
    secondary: tuple[str, str]
    first_published: str
    credits: dict[str, str]
    part: str
    appendix: str
    half_title: str
    title_page: str
    imprint: str
    dedication: str
    epigraph: str
    about: str
    colophon: str
    list_of_figures: str
    list_of_tables: str
    list_of_listings: str
    glossary: str
    index: str
    see: str
    see_also: str
    read_on: str
    reading_time: str
    web: Web
    access: Access
    site: OfSite


@cache
def _all() -> Mapping[str, Labels]:
    text = files("exporter.rendering").joinpath("labels.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, Labels])


def labels(lang: str) -> Labels:
    """The words for a BCP 47 tag; English where we have none."""
    return _all().get(lang.split("-")[0].lower()) or _all()["en"]


def quotation_marks(lang: str, kind: Literal["single", "double"]) -> tuple[str, str]:
    """The opening and the closing mark of a language."""
    words = labels(lang)
    return words.primary if kind == "double" else words.secondary


def task(lang: str, state: str) -> str:
    """What a screen reader says for a task box; `state` is `done`, `open` or `other`."""
    words = labels(lang)
    return {"done": words.done, "open": words.open}.get(state, words.other)
