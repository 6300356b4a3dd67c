"""What lies beside the pages of a site, for crawlers, hosts and feed readers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from exporter.config import FILE_NAME, Settings
from exporter.diagnostics import Diagnostic, Report
from exporter.model.edition import File
from exporter.publication.books import settings_report
from exporter.publication.site import LOST
from exporter.rendering.leaf import Card, Leaf
from exporter.rendering.pages import iso_day
from exporter.rendering.templates import Theme
from exporter.site.feeds import Channel, feeds, newest
from exporter.site.pages import Page
from exporter.site.redirects import Redirect, for_hosts
from exporter.site.sitemap import at_the_top, sitemap
from exporter.site.structure import Structure, day_of
from exporter.site.whole import Whole


def leading(redirects: Iterable[Redirect]) -> tuple[Page, ...]:
    """The pages that lead to others."""
    return tuple(
        Page(old, "site/redirect.html", card.title, {"page": card.address})
        for old, card in redirects
    )


def beside(
    site: Whole,
    found: Structure,
    pages: Iterable[str],
    redirects: Iterable[Redirect],
    news: Sequence[Card],
    leaf_of: Callable[[Card], Leaf],
    theme: Theme,
) -> tuple[File, ...]:
    """The files of a site beside the pages at these addresses; `news` are the notes that its feeds
    have, and as many have those of its newsletter.

    Raises UsageError where a template is wrong.
    """
    url = site.url
    always = (*at_the_top(url), *for_hosts(redirects, site.path))
    if not url:
        return always
    days = {page: _day(found.cards.get(page)) for page in pages if page != LOST}
    told = feeds(site, Channel(site.title), news, leaf_of, theme)
    if site.letters and found.issues:
        channel = Channel(site.letters_title, site.letters)
        told += feeds(site, channel, newest(found.issues.cards, len(news)), leaf_of, theme)
    return (*always, *sitemap(url, days), *told)


def nowhere(settings: Settings) -> tuple[Diagnostic, ...]:
    """That a site has no feed and no map, where it has no address."""
    if settings.project.url:
        return ()
    report = settings_report(settings) if settings.config_file else Report(FILE_NAME)
    report.add(
        "site/no-address",
        "the site has no feeds and no sitemap: it doesn't say where on the web it is",
        hint='write url = "https://…" under [project]',
        line=1 if settings.config_file else 0,
    )
    return tuple(report.diagnostics)


def _day(card: Card | None) -> str:
    return iso_day(day_of(card)) if card else ""
