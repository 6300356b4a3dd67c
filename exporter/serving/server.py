"""The socket, and the server on it, which ends at once when it is asked to."""

from __future__ import annotations

import errno
import os
import socket
from typing import TYPE_CHECKING

import uvicorn

from exporter.errors import UsageError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from exporter.serving.news import News

FIRST = 8000
# Ports that are tried where none is asked for
TRIED = 100


class Server(uvicorn.Server):
    """Ends the streams of news when it ends itself, for which it would wait."""

    def __init__(self, app: ASGIApp, news: News) -> None:
        config = uvicorn.Config(
            app,
            log_level="critical",
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        super().__init__(config)
        self._news = news

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._news.close()
        await super().shutdown(sockets)


def listening(host: str, port: int | None) -> socket.socket:
    """A socket on that port, or on the first free one from 8000 on.

    Raises UsageError where there is none, or no such host.
    """
    for number in (port,) if port is not None else range(FIRST, FIRST + TRIED):
        try:
            return _bound(host, number)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise UsageError(
                    f"nothing can listen on {host}, port {number}: {error.strerror or error}",
                    "leave --host and --port out to use this computer's own address",
                ) from error
    if port is not None:
        raise UsageError(f"port {port} is taken", "leave --port out to use the next free one")
    raise UsageError(f"the ports {FIRST} to {FIRST + TRIED - 1} are all taken", "free one of them")


def _bound(host: str, port: int) -> socket.socket:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    family, kind, protocol, _name, address = found[0]
    listener = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":  # elsewhere it would share the port with another server
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener
