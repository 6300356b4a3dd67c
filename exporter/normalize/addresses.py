"""Web addresses of a note: which may be followed, and how they are written."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit, urlunsplit

# What a reader may be led to. `javascript:`, `data:` and `file:` are an attack or of no use.
SCHEMES = frozenset(
    {"http", "https", "mailto", "tel", "sms", "ftp", "geo", "xmpp", "doi", "obsidian"}
)
# `std::mem` names no scheme
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):(?!:)")
# RFC 3986: what may stand unescaped in a path, a query or a fragment; `%` only before two digits
SAFE = "/:@!$&'()*+,;=-._~?"
LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
BREAKS = re.compile(r"[\x00-\x20\x7f]+")
CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")


def scheme(address: str) -> str:
    """The scheme in lower case; empty for a relative address.

    Browsers skip control characters and blanks inside a scheme, and so does this.
    """
    found = SCHEME.match(BREAKS.sub("", address))
    return found.group(1).lower() if found else ""


def is_web(address: str) -> bool:
    return scheme(address) in ("http", "https") or address.startswith("//")


def written(address: str) -> str | None:
    """The address with everything escaped that RFC 3986 wants escaped; None where it is none."""
    text = CONTROLS.sub("", address).strip()
    if text.startswith("//"):
        text = f"https:{text}"
    try:
        parts = urlsplit(text)
        host = _host(parts.netloc)
    except ValueError:
        return None
    if parts.scheme in ("http", "https") and not parts.hostname:
        return None
    if not any(parts[1:4]):
        return None  # nothing but a scheme and a fragment
    return urlunsplit(
        (parts.scheme, host, _escaped(parts.path), _escaped(parts.query), _escaped(parts.fragment))
    )


def _host(netloc: str) -> str:
    if netloc.isascii():
        if re.search(r'[\s<>"{}|\\^`%]', netloc.rpartition("@")[2]):
            raise ValueError(netloc)
        return netloc
    user, at, host = netloc.rpartition("@")
    name, colon, port = host.partition(":")
    return f"{user}{at}{name.encode('idna').decode('ascii')}{colon}{port}"


def _escaped(part: str) -> str:
    return quote(LONE_PERCENT.sub("%25", part), safe=SAFE + "%")


def local_path(address: str) -> tuple[str, str]:
    """A relative address as `(path, fragment)`, both unescaped."""
    path, _, fragment = address.partition("#")
    return unquote(path.partition("?")[0]), unquote(fragment)
