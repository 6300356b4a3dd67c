"""The pages of a site and what their templates are told, all addresses from the top of the site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from exporter.publication.site import ALL_TAGS, EVERY_NOTE, GRAPH, LOST, TAGS, tag_address
from exporter.rendering.leaf import Card
from exporter.site.books import around_in_book
from exporter.site.graph import links
from exporter.site.structure import Folder, Structure, above, by_title, day_of, folder_of, recent

# Of a large folder, the menu shows the pages around the one that is read
AROUND = 12
RECENT = 12
# Lines of a list of all notes or tags, some 50 KB
MOST = 350


class Page(NamedTuple):
    """A page of a site: its template, what that is told, and the note whose leaf is in it."""

    address: str
    template: str
    title: str
    known: Mapping[str, Any]
    note: str = ""


def pages(found: Structure, *, graph: bool = False) -> Iterator[Page]:
    """Every page that a reader can come to, with or without a picture of the links."""
    for card in found.cards.values():
        yield _of_note(card, found)
    for folder in found.folders.values():
        if folder.card is None:
            known = {"listing": _listing(folder.address, found), **_around(folder.address, found)}
            template = "site/folder.html" if folder.address else "site/home.html"
            if not folder.address:
                known |= {"recent": [_shown(card) for card in recent(found.cards.values(), RECENT)]}
                known |= {"tags": _all_tags(found)}
            yield Page(folder.address, template, folder.title, known)
    if found.issues and found.issues.address not in {*found.folders, *found.cards}:
        # all of them have addresses elsewhere
        address = found.issues.address
        known = {"listing": _listing(address, found), **_around(address, found)}
        yield Page(address, "site/folder.html", found.issues.title, known)
    yield from _sheets("notes", EVERY_NOTE, EVERY_NOTE, _everything(found), found)
    if found.tags:
        yield from _sheets("tags", TAGS, ALL_TAGS, _all_tags(found), found)
    for address, tagged in found.tags.items():
        notes = [_shown(card) for card in tagged.cards]
        known = {"tag": tagged.name, "notes": notes, **_around(address, found)}
        yield Page(address, "site/tag.html", f"#{tagged.name}", known)
    if graph:
        yield Page(GRAPH, "site/graph.html", "", {"links": links(found), **_around(GRAPH, found)})
    if LOST not in found.cards:
        yield Page(LOST, "site/404.html", "", _around(LOST, found))


def _sheets(
    kind: str, first: str, more: str, items: Sequence[Any], found: Structure
) -> Iterator[Page]:
    """A long list on several pages, each light enough for a phone: the `first` one, and those with
    numbers below `more`."""
    parts = [items[start : start + MOST] for start in range(0, len(items), MOST)] or [items]
    sheets = [first, *(f"{more}{number}/" for number in range(2, len(parts) + 1))]
    for address, part in zip(sheets, parts, strict=True):
        known = {kind: part, "count": len(items), "sheets": sheets, **_around(address, found)}
        yield Page(address, f"site/{kind}.html", "", known)


def book_pages(found: Structure) -> Iterator[Page]:
    """The pages of a book that is no part of a site: no folders or tags lead to them."""
    for card in found.cards.values():
        page = _of_note(card, found)
        yield page._replace(known={**page.known, "tags": (), "crumbs": ()})


def _of_note(card: Card, found: Structure) -> Page:
    is_folder = card.address in found.folders
    known = {
        "tags": [{"name": tag, "address": tag_address(tag)} for tag in card.tags],
        "backlinks": [
            {
                "title": other.title,
                "address": other.address,
                "before": mention.before,
                "words": mention.words,
                "after": mention.after,
            }
            for other, mention in found.backlinks.get(card.address, ())
        ],
        "listing": _listing(card.address, found) if is_folder and card.address else None,
        **_around(card.address, found),
        **around_in_book(card, found.cards),
    }
    template = "note"
    if card.book is not None:
        template = "book" if card.book == card.address else "chapter"
    return Page(card.address, f"site/{template}.html", card.title, known, card.note)


def _around(address: str, found: Structure) -> dict[str, Any]:
    """The way to a page from the top, and its neighbours in its folder."""
    crumbs = [found.folders[each] for each in above(address) if each in found.folders]
    folder = found.folders.get(address) or found.folders.get(folder_of(address))
    return {
        "address": address,
        "crumbs": [_shortly(each) for each in crumbs if each.address],
        "menu": _menu(address, folder.address if folder else "", found),
    }


def _menu(address: str, folder: str, found: Structure) -> dict[str, Any]:
    here = found.folders[folder]
    places = here.places
    start = max(0, min(here.at.get(address, 0) - AROUND, len(places) - 2 * AROUND - 1))
    shown = places[start : start + 2 * AROUND + 1]
    return {
        "title": here.title,
        "address": here.address,
        "up": _shortly(found.folders[folder_of(folder)]) if folder else None,
        "folders": _subfolders(folder, found),
        "pages": shown,
        "more": len(places) - len(shown),
    }


def _shortly(folder: Folder) -> dict[str, str]:
    return {"title": folder.title, "address": folder.address}


def _listing(folder: str, found: Structure) -> dict[str, Any]:
    if found.issues and folder == found.issues.address:
        # in years or not, the newest is first
        return {"folders": [], "notes": [_shown(card) for card in found.issues.cards]}
    return {
        "folders": _subfolders(folder, found),
        "notes": [_shown(card) for card in found.folders[folder].pages],
    }


def _subfolders(folder: str, found: Structure) -> list[dict[str, Any]]:
    return [
        {"title": each.title, "address": each.address, "count": each.size}
        for each in map(found.folders.__getitem__, found.folders[folder].folders)
    ]


def _shown(card: Card) -> dict[str, Any]:
    """A page as lists show it."""
    return {
        "title": card.title,
        "address": card.address,
        "text": card.description or card.excerpt,
        "day": day_of(card),
        "lang": card.lang,
    }


def _everything(found: Structure) -> list[dict[str, str]]:
    return [
        {"title": card.title, "address": card.address} for card in by_title(found.cards.values())
    ]


def _all_tags(found: Structure) -> list[dict[str, Any]]:
    return [
        {"name": tagged.name, "address": address, "count": len(tagged.cards)}
        for address, tagged in found.tags.items()
    ]
