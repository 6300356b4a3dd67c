"""Links that are tried: what counts as dead, and what is not asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import msgspec
import pytest

from exporter.mailing.checks import checked, images, links, spam
from exporter.mailing.checks.tried import dead, tried
from tests.mailing.drafts import CASES, OURS, Room


class Site(BaseHTTPRequestHandler):
    """Has `/here`, and takes no HEAD for `/shy`."""

    asked: ClassVar[list[str]] = []

    def do_HEAD(self) -> None:
        self.asked.append(f"HEAD {self.path}")
        self.send_response({"/here": 200, "/login": 403, "/shy": 405}.get(self.path, 404))
        self.end_headers()

    def do_GET(self) -> None:
        self.asked.append(f"GET {self.path}")
        self.send_response({"/shy": 200, "/login": 403}.get(self.path, 404))
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        """In silence."""


@pytest.fixture
def site() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Site)
    Site.asked.clear()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_link_is_dead_only_where_nothing_is_for_sure(site: str) -> None:
    said = {path: tried(f"{site}/{path}") for path in ("here", "shy", "login", "gone")}
    assert said == {"here": "", "shy": "", "login": "", "gone": "404 Not Found"}
    assert Site.asked == [
        *("HEAD /here", "HEAD /shy", "GET /shy", "HEAD /login", "GET /login"),
        *("HEAD /gone", "GET /gone"),
    ]
    assert "refused" in tried("http://127.0.0.1:1/")


def test_links_are_tried_once_and_only_those_of_the_web(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(target: str) -> str:
        asked.append(target)
        return "404 Not Found"

    monkeypatch.setattr("exporter.mailing.checks.tried.tried", answer)
    settings = msgspec.structs.replace(room.settings, newsletter=OURS)
    for number, case in enumerate(CASES):
        if case.check in (images.unsized, links.local, links.broken, spam.disguised_links):
            made = room.made(f"{number}.md", OURS)
            found = checked(made, settings, checks=(dead,))
            assert {each.code for each in found} <= {"newsletter/link-dead"}
    assert asked == [
        "https://example.org/dot.png",  # a picture that is shown from there
        *("https://e.org", "https://example.com/x", "http://93.184.215.14/x"),
    ]
