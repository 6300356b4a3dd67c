"""An ASGI app asked as over the wire: a path goes as it is, which clients tidy up first."""

from __future__ import annotations

import asyncio
import json
from typing import Any, NamedTuple
from urllib.parse import unquote

from starlette.types import ASGIApp, Message


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    data: bytes

    @property
    def text(self) -> str:
        return self.data.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.data)


def ask(app: ASGIApp, target: str, method: str = "GET", **headers: str) -> Answer:
    """The answer to a request; `sec_fetch_site=…` gives that header."""
    path, _, query = target.partition("?")
    given = {"host": "localhost:8000", **headers}
    scope = {
        "type": "http",
        "method": method,
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in given.items()],
    }
    said: list[Message] = []
    asked = iter([{"type": "http.request", "body": b""}])

    async def receive() -> Message:
        for message in asked:
            return message
        # whoever asked stays until all is said
        return await asyncio.Future()

    async def send(message: Message) -> None:
        said.append(message)

    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
    start, *rest = said
    return Answer(
        start["status"],
        {name.decode(): value.decode() for name, value in start["headers"]},
        b"".join(each.get("body", b"") for each in rest),
    )
