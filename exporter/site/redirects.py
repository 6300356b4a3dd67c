"""Redirects: where a page of a site lay before, or is called otherwise, a small page leads to it.

What a note says of itself (Obsidian's and Hugo's `aliases`, Jekyll's `redirect_from`) is in its
card. Where it lay in earlier builds is kept in the project's `.exporter/`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import msgspec

from exporter import store
from exporter.diagnostics import Diagnostic, Report, Reports
from exporter.model.edition import File
from exporter.publication.site import TOO_LONG, fits
from exporter.rendering.leaf import Card

# Below the project's `.exporter/`
FOLDER, NAME = "site", "addresses"
# Netlify's and Cloudflare's file; they answer with it before a browser loads anything
FOR_HOSTS = "_redirects"
# Cloudflare reads so many
MOST = 2000
# As much of an address as a finding shows
SHOWN = 100

Lain = Mapping[str, tuple[str, ...]]


class Redirect(NamedTuple):
    """`old` is the address that leads to the page of `card`."""

    old: str
    card: Card


def redirects(
    cards: Iterable[Card], taken: Collection[str], lain: Lain
) -> tuple[tuple[Redirect, ...], tuple[Diagnostic, ...]]:
    """The redirects to these pages, none from an address that is `taken`, and what was found out;
    `lain` says where the page of each note was in earlier builds."""
    cards = sorted(cards, key=lambda card: card.note)
    pages = {address.casefold() for address in taken}
    found: dict[str, Redirect] = {}
    reports = Reports(Report(""))
    for card in cards:
        for old in card.former:
            other = found.get(old.casefold())
            if not fits(old):
                _tell(card, old, f"that has {TOO_LONG}", reports)
            elif old.casefold() in pages and old != card.address:
                _tell(card, old, "a page lies there", reports)
            elif other and other.card is not card:
                _tell(card, old, f"it leads to {other.card.note} already", reports)
            elif old != card.address:
                found[old.casefold()] = Redirect(old, card)
    for card in cards:
        for old in lain.get(card.note, ()):
            if old.casefold() not in pages:
                found.setdefault(old.casefold(), Redirect(old, card))
    return tuple(found[old] for old in sorted(found)), reports.diagnostics


def for_hosts(found: Iterable[Redirect], base: str) -> tuple[File, ...]:
    """The redirects as hosts read them, none where there are none; `base` is the path of the site
    on its host."""
    lines = [
        f"{base}{quote(old)} {base}{quote(card.address)} 301\n" for old, card in list(found)[:MOST]
    ]
    return (File(FOR_HOSTS, "".join(lines).encode()),) if lines else ()


def lain_of(root: Path) -> Lain:
    """Where the pages of a project's site were in earlier builds, by their notes."""
    kept = store.store_of(root, FOLDER)
    with suppress(msgspec.MsgspecError):
        data = store.read(kept, NAME) if kept else None
        return msgspec.json.decode(data, type=dict[str, tuple[str, ...]]) if data else {}
    return {}


def keep_lain(root: Path, lain: Lain, cards: Iterable[Card]) -> None:
    """Keep where the pages are now, too."""
    now = {
        card.note: (*(old for old in lain.get(card.note, ()) if old != card.address), card.address)
        for card in cards
    }
    kept = store.store_of(root, FOLDER)
    whole = {**lain, **now}
    if kept and whole != lain:
        with suppress(OSError):  # a full disk costs the redirects of the next change, and no page
            store.write(kept, NAME, msgspec.json.encode(whole))


def _tell(card: Card, old: str, why: str, reports: Reports) -> None:
    shown = old if len(old) <= SHOWN else f"{old[:SHOWN]}…"
    reports[card.note].add(
        "site/redirect", f"nothing leads from “/{shown}” to this page: {why}", line=1
    )
