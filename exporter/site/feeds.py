"""The feeds of a site: Atom (RFC 4287) and JSON Feed 1.1, with the whole text of its newest notes.

A note without a date is in none: nobody knows when it was new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec

from exporter.config.days import moment
from exporter.model.edition import File
from exporter.rendering.leaf import Card, Leaf
from exporter.rendering.templates import Theme
from exporter.site.whole import Whole

ATOM, JSON = "feed.xml", "feed.json"
VERSION = "https://jsonfeed.org/version/1.1"
# What a feed reader shows nothing of, or has no place for
LEFT_OUT = "//script | //style | //a[@class='anchor']"
# What leads to something that only the page has
RELATIVE = ("srcset", "sizes")


def newest(cards: Iterable[Card], most: int) -> list[Card]:
    """The cards of the notes that were written last, the latest first; what a digest has, its notes
    are the news of."""
    notes = (card for card in cards if not card.note.startswith("#"))
    dated = sorted((card for card in notes if moment(card.date)), key=lambda card: card.address)
    return sorted(dated, key=lambda card: _timestamp(card.date), reverse=True)[:most]


class Channel(NamedTuple):
    """What a pair of feeds is about: its title, and the folder where they lie."""

    title: str
    address: str = ""


def feeds(
    site: Whole,
    channel: Channel,
    cards: Iterable[Card],
    leaf_of: Callable[[Card], Leaf],
    theme: Theme,
) -> tuple[File, ...]:
    """Both feeds of these notes; `site` is what all pages are told, with its `url`.

    Raises UsageError where the template is wrong.
    """
    entries = [_entry(card, leaf_of(card), site.url) for card in cards]
    if not entries:
        return ()
    updated = max(entry["modified"] for entry in entries)
    atom = theme.render(
        "site/feed.xml", site=site, channel=channel, entries=entries, updated=updated
    )
    return (
        File(f"{channel.address}{ATOM}", atom.encode()),
        File(f"{channel.address}{JSON}", _json(site, channel, entries)),
    )


def _entry(card: Card, leaf: Leaf, base: str) -> dict[str, Any]:
    """A note as both feeds know it; times are RFC 3339."""
    url = base + quote(card.address)
    published = _timestamp(card.date)
    # what was changed before it was published was new when it was published
    return {
        "url": url,
        "title": card.title,
        "summary": card.description,
        "lang": card.lang,
        "content": absolute(leaf.chapter["body"] + leaf.chapter["footnotes"], url),
        "published": published,
        "modified": max(published, _timestamp(card.modified)),
        "authors": leaf.edition["authors"],
        "tags": card.tags,
        "picture": base + quote(card.picture) if card.picture else "",
    }


def absolute(markup: str, url: str) -> str:
    """The markup of a page as it can stand anywhere: no address in it depends on the page's."""
    from lxml import html

    body = html.fragment_fromstring(markup, create_parent="div")
    for element in body.xpath(LEFT_OUT):
        element.drop_tree()
    for element in body.xpath("//*[@srcset]"):
        for name in RELATIVE:
            element.attrib.pop(name, None)
    body.make_links_absolute(url, resolve_base_href=False, handle_failures="discard")
    return str(html.tostring(body, encoding="unicode"))


def _json(site: Whole, channel: Channel, entries: Iterable[Mapping[str, Any]]) -> bytes:
    """<https://www.jsonfeed.org/version/1.1/>: what is empty is left out."""
    place = site.url + quote(channel.address)
    feed = {
        "version": VERSION,
        "title": channel.title,
        "home_page_url": place,
        "feed_url": place + JSON,
        "language": site.lang,
        "authors": _people(site.authors),
        "items": [
            _filled(
                {
                    "id": entry["url"],
                    "url": entry["url"],
                    "title": entry["title"],
                    "content_html": entry["content"],
                    "summary": entry["summary"],
                    "image": entry["picture"],
                    "date_published": entry["published"],
                    "date_modified": entry["modified"],
                    "authors": _people(entry["authors"]),
                    "tags": entry["tags"],
                    "language": entry["lang"],
                }
            )
            for entry in entries
        ],
    }
    return msgspec.json.format(msgspec.json.encode(_filled(feed)), indent=1)


def _people(names: Iterable[str]) -> list[dict[str, str]]:
    return [{"name": name} for name in names]


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}


def _timestamp(iso: str) -> str:
    """RFC 3339 in UTC; nothing for what is no date."""
    found = moment(iso)
    return found.strftime("%Y-%m-%dT%H:%M:%SZ") if found else ""
