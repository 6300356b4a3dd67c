"""The Content-Security-Policy of a web page: what it shows and runs is named, all else is refused.

CSP Level 3, <https://www.w3.org/TR/CSP3/>, as a `<meta>`; `frame-ancestors` and `sandbox` can stand
in a header only (§3.3), and `<link rel="next">` would be refused, for Firefox fetches it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from exporter.model.edition import Edition
from exporter.model.media import film_player
from exporter.model.nodes import Image, Media
from exporter.model.walk import walk

# What lies beside the page
OWN = "'self'"
# What lies in the page: its pictures, and the signs in its stylesheet
DRAWN = "data:"
# Pagefind is WebAssembly, and runs in the page where it can have no worker
WASM = "'wasm-unsafe-eval'"
HOST = re.compile(r"[\w.-]+(?::\d+)?", re.ASCII)


class Shown(NamedTuple):
    """The sources of what a page shows: the values of `img-src`, `media-src` and `frame-src`."""

    images: frozenset[str] = frozenset()
    media: frozenset[str] = frozenset()
    frames: frozenset[str] = frozenset()


NOTHING = Shown()


def sources(edition: Edition, place: Callable[[Image | Media], str]) -> Shown:
    """The sources of what the chapters of an edition show; `place` gives the address of each."""
    nodes = [node for chapter in edition.chapters for node in walk(chapter.document.blocks)]
    media = [node for node in nodes if isinstance(node, Media)]
    return Shown(
        frozenset(_source(place(node)) for node in nodes if isinstance(node, Image)),
        frozenset(_source(place(node)) for node in media if node.kind in ("audio", "video")),
        frozenset(_host(film_player(node.source)) for node in media if node.kind == "frame"),
    )


def _source(address: str) -> str:
    """What stands for a picture or a film: the page itself, what lies beside it, or the web. No
    host, for most of what plays, and many a picture, is sent on by one host to another, and a
    policy that names the first refuses the second (CSP3 §6.7.2.8)."""
    scheme = urlsplit(address).scheme
    return f"{scheme}:" if scheme else "https:" if address.startswith("//") else OWN


def _host(address: str) -> str:
    """What stands for a frame: its scheme and host."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    scheme = parts.scheme or "https"
    return f"{scheme}://{host}" if HOST.fullmatch(host) else f"{scheme}:"


def hashed(text: str) -> str:
    """What stands in a policy for a script or a stylesheet that is in the page, as it is in it."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def policy(
    shown: Shown,
    *,
    styles: Iterable[str],
    scripts: Iterable[str],
    styled: bool,
    fonts: bool = False,
    fetched: Iterable[str] = (),
    base: str = "'none'",
) -> str:
    """The value of the `<meta>`; `styles` and `scripts` are their hashes, or OWN.

    `styled` says that elements have a `style` of their own: ours, for those of notes never reach
    an output. `fonts` says that the stylesheet has fonts in it, `fetched` what scripts ask
    for, and `base` whom the page may name as its base.
    """
    allowed: dict[str, Iterable[str]] = {
        "default-src": ["'none'"],
        "script-src": scripts,
        "style-src": styles,
        "style-src-attr": ["'unsafe-inline'"] if styled else (),
        "img-src": sorted({DRAWN, *shown.images}),
        "media-src": sorted(shown.media),
        "frame-src": sorted(shown.frames),
        "font-src": [DRAWN] if fonts else (),
        "connect-src": fetched,
        "base-uri": [base],
        "form-action": ["'none'"],
    }
    values = {name: " ".join(dict.fromkeys(sources)) for name, sources in allowed.items()}
    return "; ".join(f"{name} {value}" for name, value in values.items() if value)


def site_policy(shown: Shown = NOTHING, *, styled: bool = False, fonts: bool = False) -> str:
    """The same for a page of a site, whose style, scripts and search are files of the site."""
    return policy(
        shown._replace(images=shown.images | {OWN}),
        styles=[OWN],
        scripts=[OWN, WASM],
        styled=styled,
        fonts=fonts,
        fetched=[OWN],
        base=OWN,
    )
