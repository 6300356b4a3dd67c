"""The issues of a newsletter in a site: what lists them, the newest first, and where that lies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from exporter.config.days import moment
from exporter.publication.names import natural
from exporter.publication.site import file_of, joined, part_of
from exporter.rendering.leaf import Card


class Series(NamedTuple):
    """`address` is that of the folder of issues, `title` its name in the vault; `cards` are of the
    issues, wherever their pages lie."""

    address: str
    title: str
    cards: tuple[Card, ...]


def series(folder: str, cards: Iterable[Card]) -> Series | None:
    """The issues in a folder of the vault; None where there is no such folder, or nothing in it is
    published. A note that speaks for the folder is no issue."""
    folder = folder.strip("/")
    address = joined([*map(part_of, folder.split("/")), file_of("")])
    issues = [each for each in cards if _lies_in(each, folder) and each.address != address]
    if not folder or not issues:
        return None
    return Series(address, folder.rpartition("/")[2], tuple(sorted(issues, key=_age, reverse=True)))


def _lies_in(card: Card, folder: str) -> bool:
    return card.note.startswith(f"{folder}/")


def _age(card: Card) -> tuple[float, object]:
    """Issues without a date are older than all others, and in the order of their names."""
    day = moment(card.date)
    return (day.timestamp() if day else float("-inf"), natural(card.note))
