"""What crawlers and hosts ask of a site: <https://www.sitemaps.org/protocol.html>, `robots.txt`
(RFC 9309), and a mark for GitHub Pages, which else hides names that begin with `_`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote
from xml.sax.saxutils import escape

from exporter.model.edition import File

SITEMAP, ROBOTS, NO_JEKYLL = "sitemap.xml", "robots.txt", ".nojekyll"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Addresses in one file at most
MOST = 50_000


def sitemap(url: str, pages: Mapping[str, str], most: int = MOST) -> tuple[File, ...]:
    """The map of a site at `url`: its pages, each with the day on which it was changed (ISO 8601)
    or nothing; with an index where these are more than one file may hold."""
    places = [(url + quote(address), day) for address, day in sorted(pages.items())]
    parts = [places[start : start + most] for start in range(0, len(places), most)]
    if len(parts) < 2:
        return (_listed(SITEMAP, "urlset", "url", places),)
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    return (
        _listed(SITEMAP, "sitemapindex", "sitemap", [(url + name, "") for name in names]),
        *(_listed(name, "urlset", "url", part) for name, part in zip(names, parts, strict=True)),
    )


def at_the_top(url: str) -> tuple[File, ...]:
    """`robots.txt`, which lets everybody in, and GitHub's mark."""
    lines = ["User-agent: *", "Allow: /", *([f"Sitemap: {url}{SITEMAP}"] if url else ())]
    return (File(ROBOTS, "\n".join((*lines, "")).encode()), File(NO_JEKYLL, b""))


def _listed(name: str, whole: str, each: str, places: Sequence[tuple[str, str]]) -> File:
    lines = [
        f"<{each}><loc>{escape(place)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</{each}>"
        for place, day in places
    ]
    top = f'<?xml version="1.0" encoding="utf-8"?>\n<{whole} xmlns="{NAMESPACE}">'
    return File(name, "\n".join((top, *lines, f"</{whole}>\n")).encode())
