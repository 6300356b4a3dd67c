"""What browsers are answered: pages of the site, the strip's news, notes in other formats."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from html import escape
from importlib import resources
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.responses import StreamingResponse as Stream
from starlette.routing import Route

from exporter.serving.files import find
from exporter.serving.guard import Guard
from exporter.serving.strip import OWN, about, note_at, tag_of, with_strip
from exporter.serving.views import FORMATS

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from exporter.serving.news import News
    from exporter.serving.session import Session
    from exporter.serving.views import Views

Made = TypeVar("Made")

# What others wrote (files of the vault, a note's EPUB, its mail) is shown and runs nothing
HARMLESS = {"content-security-policy": "script-src 'none'; object-src 'none'; base-uri 'self'"}
LABELS = {"pdf": "PDF", "epub": "EPUB", "email": "e-mail"}
# Browsers ask for it though no page names it
ICON = "favicon.ico"
NOTHING = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<meta name="viewport" content="width=device-width">
<title>Nothing here</title>
<link rel="stylesheet" href="{own}browser/plain.css">
<body>
<main>
<h1>There is no page here</h1>
<p>The note may be held back, or have another name by now. <a href="/">The home page</a></p>
</main>
</body>
</html>
"""


def app(
    session: Session,
    views: Views,
    news: News,
    names: Collection[str] = (),
    *,
    network: bool = False,
) -> ASGIApp:
    """The app. `names` are the hosts that it answers to beside `localhost`; in a `network`, its
    addresses there as well."""
    desk = _Desk(session, views, news)
    routes = [
        Route(f"{OWN}events", desk.events),
        Route(f"{OWN}state", desk.state),
        Route(f"{OWN}browser/{{name}}", desk.browser),
        Route(f"{OWN}view/{{format}}/{{note:path}}", desk.view),
        Route(f"{OWN}made/{{format}}/{{note:path}}", desk.made),
        Route(f"{OWN}part/{{format}}/{{key}}/{{path:path}}", desk.part),
        Route("/{path:path}", desk.page),
    ]
    return Guard(Starlette(routes=routes), names, network=network)


class _Desk:
    """Answers requests, from what a session has."""

    def __init__(self, session: Session, views: Views, news: News) -> None:
        self._session, self._views, self._news = session, views, news

    async def page(self, request: Request) -> Response:
        """A file of the site, a page with its strip."""
        path = request.path_params["path"]
        found = find(self._session.site, path)
        if found is None and path == ICON:
            return Response(status_code=204)
        if found is None:
            return await self._nothing(path)
        if found.folder:
            return RedirectResponse(f"/{quote(path)}/", 307)
        below = path.startswith("assets/")
        if found.file.suffix == ".html" and not below:
            data = found.file.read_bytes()
            page = with_strip(data, page=f"/{path}", tag=tag_of(data))
            return _answer(request, page, "text/html; charset=utf-8")
        return FileResponse(found.file, headers=HARMLESS if below else {})

    async def _nothing(self, path: str) -> Response:
        own = find(self._session.site, "404.html")
        page = own.file.read_bytes() if own else NOTHING.format(own=OWN).encode()
        # its links are those of a page at the top
        page = page.replace(b"<head>", b'<head>\n<base href="/">', 1)
        return HTMLResponse(with_strip(page, page=f"/{path}", tag=""), 404)

    async def events(self, _request: Request) -> Response:
        return Stream(self._news.stream(), media_type="text/event-stream")

    async def state(self, request: Request) -> Response:
        """What the strip of a page says, and the tag of the page as it is now."""
        path = request.query_params.get("page", "/").removeprefix("/")
        found = find(self._session.site, path)
        page = found.file.read_bytes() if found and not found.folder else b""
        note = note_at(self._session.out, path) if found else ""
        known = about(note, self._session.state)
        return JSONResponse({**known, "tag": tag_of(page) if page else ""})

    async def view(self, request: Request) -> Response:
        """The page around a note in another format."""
        name, note = request.path_params["format"], request.path_params["note"]
        if not self._is_known(name, note):
            return await self._nothing(note)
        page = _own("view.html").decode()
        for key, value in (
            ("title", f"{note} – {LABELS[name]}"),
            ("wait", f"Making the {LABELS[name]} …"),
            ("made", f"{OWN}made/{name}/{quote(note)}"),
            ("format", name),
        ):
            page = page.replace(f"{{{{ {key} }}}}", escape(value))
        address = f"/{self._session.state.addresses[note]}"
        return HTMLResponse(with_strip(page.encode(), page=address, note=note, view=name))

    async def made(self, request: Request) -> Response:
        """A note made in another format: what its view shows."""
        name, note = request.path_params["format"], request.path_params["note"]
        if not self._is_known(name, note):
            return JSONResponse({}, 404)
        settings = self._session.settings
        return JSONResponse(await self._looking(lambda: self._views.make(settings, note, name)))

    async def part(self, request: Request) -> Response:
        """A part of a view."""
        name, key, path = (request.path_params[each] for each in ("format", "key", "path"))
        part = None
        if name in FORMATS:
            part = await self._looking(lambda: self._views.part(name, key, path))
        if part is None:
            return Response("There is no such part.\n", 404, media_type="text/plain")
        return _answer(request, part.data, part.media_type, HARMLESS)

    async def browser(self, request: Request) -> Response:
        """A script or a stylesheet of the strip and the views."""
        name = request.path_params["name"]
        if name not in ("strip.js", "view.js", "view.css", "plain.css"):
            return Response("There is no such file.\n", 404, media_type="text/plain")
        media_type = "text/javascript" if name.endswith(".js") else "text/css"
        return _answer(request, _own(name), media_type)

    def _is_known(self, name: str, note: str) -> bool:
        return name in FORMATS and note in self._session.state.addresses

    async def _looking(self, call: Callable[[], Made]) -> Made:
        return await asyncio.wrap_future(self._views.workshop.do(call))


def _answer(
    request: Request, data: bytes, media_type: str, headers: dict[str, str] | None = None
) -> Response:
    """The data, or that it is what the browser has already."""
    tag = f'"{tag_of(data)}"'
    given: dict[str, Any] = {**(headers or {}), "etag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=given)
    return Response(data, media_type=media_type, headers=given)


def _own(name: str) -> bytes:
    return (resources.files("exporter.serving") / "browser" / name).read_bytes()
