"""What the pages of a site are to each other: folders, tags, links."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from exporter.diagnostics import Diagnostic, Report, Reports
from exporter.publication.names import natural
from exporter.publication.site import TOO_LONG, tag_address, tag_parts
from exporter.rendering.leaf import Card, Mention
from exporter.site.series import Series, series


class Place(NamedTuple):
    """A page as menus show it."""

    title: str
    address: str


class Folder(NamedTuple):
    """A folder of addresses; `card` is of the page that speaks for it, where there is one.

    `folders` are the addresses of those in it, `size` is how many pages are in it and below;
    `places` are its pages once more, and `at` says which of them has an address.
    """

    address: str
    title: str
    card: Card | None
    folders: tuple[str, ...]
    pages: tuple[Card, ...]
    size: int
    places: tuple[Place, ...]
    at: Mapping[str, int]


class Tagged(NamedTuple):
    """A tag as it was written first, and the pages that have it or one below it."""

    name: str
    cards: tuple[Card, ...]


class Structure(NamedTuple):
    """`backlinks` are the mentions of a page by the pages that mention it; `folders` and `tags` are
    by their addresses. `issues` are those of the project's newsletter."""

    cards: Mapping[str, Card]
    folders: Mapping[str, Folder]
    tags: Mapping[str, Tagged]
    backlinks: Mapping[str, Sequence[tuple[Card, Mention]]]
    issues: Series | None = None


def structure(cards: Sequence[Card], newsletter: str = "") -> Structure:
    """The structure of a site with these pages; the issues of a newsletter lie in that folder."""
    by_address = {card.address: card for card in cards}
    return Structure(
        by_address,
        _folders(by_address),
        _tags(cards),
        _backlinks(cards),
        series(newsletter, cards),
    )


def too_deep(cards: Iterable[Card]) -> tuple[Diagnostic, ...]:
    """The tags that have no page of their own, by the notes that have them."""
    reports = Reports(Report(""))
    for card in cards:
        for tag in card.tags:
            parts = tag_parts(tag)
            if len(parts) <= tag.count("/"):
                reports[card.note].add(
                    "site/address",
                    f"a tag would have an address of {TOO_LONG}; its page is that of its first"
                    f" {len(parts)} parts, “{tag_address(tag)}”",
                    line=1,
                )
    return reports.diagnostics


def folder_of(address: str) -> str:
    """The folder that a page lies in: the site's top is an empty address."""
    folder = posixpath.dirname(address.rstrip("/"))
    return f"{folder}/" if folder else ""


def above(address: str) -> list[str]:
    """The folders that a page lies in, the top first."""
    parts = address.rstrip("/").split("/")[:-1]
    return ["", *("/".join(parts[: n + 1]) + "/" for n in range(len(parts)))] if address else []


def recent(cards: Iterable[Card], most: int) -> list[Card]:
    """The cards that were changed last, the latest first; those without a day are none."""
    dated = sorted((card for card in cards if day_of(card)), key=lambda card: card.title)
    return sorted(dated, key=day_of, reverse=True)[:most]


def day_of(card: Card) -> str:
    """When a page was last changed, as far as it says; ISO 8601."""
    return card.modified or card.date


def by_title(cards: Iterable[Card]) -> tuple[Card, ...]:
    """In the order of their titles, `2` before `10`."""
    return tuple(sorted(cards, key=lambda card: (natural(card.title), card.address)))


def _folders(cards: Mapping[str, Card]) -> dict[str, Folder]:
    titles = {"": ""}
    for card in cards.values():
        titles |= _titles(card)
    pages: dict[str, list[Card]] = {address: [] for address in titles}
    below: dict[str, list[str]] = {address: [] for address in titles}
    for address in filter(None, titles):
        below[folder_of(address)].append(address)
    sizes = Counter[str]()
    for address, card in cards.items():
        sizes.update(above(address))
        if address in titles:
            sizes[address] += 1
        else:
            pages[folder_of(address)].append(card)

    def folder(address: str, title: str) -> Folder:
        inside = by_title(pages[address])
        return Folder(
            address,
            cards[address].title if address in cards else title,
            cards.get(address),
            tuple(sorted(below[address], key=lambda each: natural(titles[each]))),
            inside,
            sizes[address],
            tuple(Place(card.title, card.address) for card in inside),
            {card.address: number for number, card in enumerate(inside)},
        )

    return {address: folder(address, title) for address, title in titles.items()}


def _titles(card: Card) -> dict[str, str]:
    """The folders above a page, with their names in the vault where they lie as they do there."""
    folders = [address for address in above(card.address) if address]
    names = card.note.split("/")[:-1]
    alike = len(names) == len(folders)
    return {
        address: names[depth] if alike else address.rstrip("/").rpartition("/")[2]
        for depth, address in enumerate(folders)
    }


def _tags(cards: Iterable[Card]) -> dict[str, Tagged]:
    names: dict[str, str] = {}
    tagged: dict[str, dict[str, Card]] = {}
    for card in cards:
        for tag in card.tags:
            parts = tag_parts(tag)
            for depth in range(1, len(parts) + 1):
                name = "/".join(parts[:depth])
                address = tag_address(name)
                names.setdefault(address, name)
                tagged.setdefault(address, {})[card.address] = card
    return {
        address: Tagged(names[address], by_title(tagged[address].values()))
        for address in sorted(names, key=lambda each: natural(names[each]))
    }


def _backlinks(cards: Iterable[Card]) -> dict[str, list[tuple[Card, Mention]]]:
    cards = by_title(cards)
    addresses = {card.note: card.address for card in cards}
    found: dict[str, list[tuple[Card, Mention]]] = {}
    for card in cards:
        for mention in card.mentions:
            address = addresses.get(mention.note)
            if address is not None and address != card.address:
                found.setdefault(address, []).append((card, mention))
    return found
