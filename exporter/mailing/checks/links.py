"""Where links lead, as far as their addresses tell. Nothing is fetched: `tried.py` does."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import SplitResult, unquote, urlsplit

from exporter.mailing.addresses import inbox
from exporter.mailing.checks.draft import Draft, Finding

# Names that mean something on one machine or in one network (RFC 6761, 6762, 8375)
AT_HOME = (".localhost", ".local", ".internal", ".home.arpa", ".lan")
# What opens with a file or a program of the writer's
LOCAL_SCHEMES = ("", "file", "obsidian", "vscode")
LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.IGNORECASE)


def local(draft: Draft) -> Iterator[Finding]:
    """Links that lead to something only where the letter was written."""
    for target in _targets(draft):
        if not target.startswith("#") and is_local(target):
            yield Finding(
                "newsletter/link-local",
                f"“{draft.written(target)}” leads nowhere from a subscriber's machine",
                "link to where it lies on the web",
                about=draft.in_note(target),
            )


def broken(draft: Draft) -> Iterator[Finding]:
    """Links that are no addresses, and those into the letter that find nothing there."""
    anchors = {each.get(key) for each in draft.tree.iter() for key in ("id", "name")}
    for target in _targets(draft):
        if target.startswith("#"):
            why = "" if target[1:] in anchors else "there is no such place in the letter"
        else:
            why = "" if is_local(target) else fault(target, fields=draft.issue.fields.mark)
        if why:
            yield Finding(
                "newsletter/link-broken",
                f"“{draft.written(target)}” is a link that can't work: {why}",
                "correct it, or take it out",
                about=draft.in_note(target),
            )


def is_local(target: str) -> bool:
    try:
        parts = urlsplit(target)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return False
    if parts.scheme in ("http", "https"):
        return host == "localhost" or host.endswith(AT_HOME) or _private(host)
    return parts.scheme in LOCAL_SCHEMES


def fault(target: str, fields: re.Pattern[str]) -> str:
    """Why an address is none; nothing where it may be one, as a field may make one of it."""
    try:
        parts = urlsplit(target)
        _ = parts.port
    except ValueError as error:
        return str(error)
    if parts.scheme == "mailto":
        return _mail_fault(parts, fields)
    if parts.scheme not in ("http", "https") or fields.search(parts.netloc):
        return ""
    host = (parts.hostname or "").rstrip(".")
    if not host:
        return "it names no host"
    if ":" in host or _number(host):
        return ""
    try:
        labels = host.encode("idna").decode("ascii").split(".")
    except UnicodeError:
        return f"“{host}” is no name of a host"
    if len(labels) < 2 or not all(map(LABEL.fullmatch, labels)):
        return f"“{host}” is no name of a host on the web"
    return ""


def _mail_fault(parts: SplitResult, fields: re.Pattern[str]) -> str:
    # RFC 6068 §2: several with commas, or none where the query has `to=`
    for written in filter(None, unquote(parts.path).split(",")):
        if fields.search(written):
            continue
        try:
            inbox(written)
        except ValueError as error:
            return str(error)
    return "" if parts.path or "to=" in parts.query else "it names no address"


def _targets(draft: Draft) -> list[str]:
    return list(dict.fromkeys(target for target, _ in draft.links))


def _number(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _private(host: str) -> bool:
    number = _number(host)
    return number is not None and not number.is_global


def is_number(host: str) -> bool:
    return _number(host) is not None
