"""Who may ask: a browser on this computer, for pages of its own.

A page on the web can ask 127.0.0.1 too, by a name that it lets mean that (DNS rebinding) or by a
picture that it says to lie here.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from typing import Any

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOCAL = frozenset({"localhost"})
# A name or an address, and perhaps a port
HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^\[\]:@/]+)(?::\d+)?")
# A slash or a backslash in disguise
DISGUISED = re.compile(rb"%(2f|5c|00)", re.IGNORECASE)
HEADERS = {
    b"cache-control": b"no-cache",
    b"cross-origin-resource-policy": b"same-origin",
    b"referrer-policy": b"same-origin",
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"SAMEORIGIN",
}


class Guard:
    """The app, for those who may ask. `names` are the hosts by which it is known beside LOCAL;
    with `network`, it is asked by its addresses in a network as well."""

    def __init__(self, app: ASGIApp, names: Collection[str] = (), *, network: bool = False) -> None:
        self._app, self._names, self._network = app, LOCAL | {n.lower() for n in names}, network

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        refusal = self._refusal(scope)
        if refusal:
            await PlainTextResponse(refusal[1], refusal[0])(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _value in message["headers"]}
                added = [each for each in HEADERS.items() if each[0] not in given]
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self._app(scope, receive, answer)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        if not is_ours(host, self._names, network=self._network):
            return 403, "This server answers to its own name only.\n"
        # Fetch Metadata: browsers say where a request comes from; what is typed comes from “none”
        if headers.get(b"sec-fetch-site") == b"cross-site" and not _followed(headers):
            return 403, "This server answers to its own pages only.\n"
        if scope["method"] not in ("GET", "HEAD"):
            return 405, "This server only shows things.\n"
        if DISGUISED.search(scope.get("raw_path") or b""):
            return 404, "There is no such page.\n"
        return None


def is_ours(host: str, names: Collection[str], *, network: bool) -> bool:
    """Whether a Host header is of a name or an address that we are known by."""
    found = HOST.fullmatch(host)
    if found is None:
        return False
    name = found[1].lower().strip("[]")
    if name in names:
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    # whoever asks by an address has not been misled by a name
    return network or address.is_loopback


def _followed(headers: dict[Any, bytes]) -> bool:
    """Whether somebody followed a link from elsewhere, which shows a page and tells nobody."""
    return (
        headers.get(b"sec-fetch-mode") == b"navigate"
        and headers.get(b"sec-fetch-dest") == b"document"
    )
