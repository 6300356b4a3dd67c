"""The page that shows an issue, and its pictures: what is on them, and that nothing runs there."""

from __future__ import annotations

import io
import re
import shutil
import socket
from collections.abc import Iterator
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path

import pytest
from lxml import html
from PIL import Image
from playwright.sync_api import Browser

from exporter.diagnostics import Diagnostic
from exporter.errors import ExporterError
from exporter.mailing.preview import Seen, letter, page, seen, teaser
from exporter.mailing.preview.pictures import pictures
from exporter.output.manifest import is_ours
from tests.browser import Window, barriers, chromium
from tests.commands import Call
from tests.mailing import letters
from tests.mailing.stage import NEWSLETTER, Project

STYLE = """<style>p { color: #000001 }
@media (prefers-color-scheme: dark) { body { background: #010203 } }</style>"""
HOSTILE = f"""<html><head>{STYLE}</head><body><p>Hello</p>
<img src="https://tracker.invalid/a.png" alt="A tracker"><script>document.title = "taken"</script>
<p onclick="x()">"></iframe><script>document.title = "out"</script></p>
<a href="https://example.org/">There</a><form action="https://example.org/"></form>
<img src="cid:image-1" alt="A square"></body></html>"""
FOUND = (
    Diagnostic("newsletter/subject", "warning", "issue.md", 2, "too <b>short</b>", "write more"),
    Diagnostic("newsletter/clipped", "error", "issue.md", 1, "too long"),
)


def message(markup: str = HOSTILE) -> Seen:
    picture = io.BytesIO()
    Image.new("RGB", (40, 40), "#c00000").save(picture, "PNG")
    made = EmailMessage()
    made["Subject"] = "A <i>letter</i>"
    made["From"] = '"The Paper" <paper@example.org>'
    made.set_content("Hello\n")
    made.add_alternative(markup, subtype="html")
    part = made.get_payload()[1]  # type: ignore[index]
    part.add_related(picture.getvalue(), "image", "png", cid="<image-1>")  # type: ignore[union-attr]
    return seen(made.as_bytes())


def port_of(listening: socket.socket) -> int:
    return int(listening.getsockname()[1])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def window(browser: Browser, tmp_path: Path) -> Iterator[Window]:
    opened = Window(browser, tmp_path)
    yield opened
    opened.close()


def test_hostile_html_stays_in_its_frame_and_asks_for_nothing(
    window: Window, tmp_path: Path
) -> None:
    # not all that sandboxed frames ask for goes through Playwright: somebody has to listen
    with closing(socket.create_server(("127.0.0.1", 0))) as tracker:
        markup = HOSTILE.replace("https://tracker.invalid", f"http://localhost:{port_of(tracker)}")
        (tmp_path / "index.html").write_text(page(message(markup), 20_000, FOUND, ""), "utf-8")
        shown = window.open("index.html")
        shown.frame_locator("iframe.light").get_by_text("There").wait_for()
        shown.wait_for_timeout(300)
        tracker.settimeout(0)
        with pytest.raises(BlockingIOError):
            tracker.accept()
    assert shown.title() == "A <i>letter</i> · preview"
    assert shown.locator("iframe").count() == 3
    assert shown.locator(".findings b").all_inner_texts() == ["error", "warning"]
    assert "too <b>short</b>" in shown.locator(".findings").inner_text()


def test_each_view_shows_one_thing_and_needs_no_script(window: Window, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(page(message(), 20_000, FOUND, ""), "utf-8")
    shown = window.open("index.html")
    views = {
        "desktop": "iframe.light", "phone": "iframe.light", "text": "pre.text",
        "headers": "div.headers",
    }  # fmt: skip
    for view, visible in views.items():
        shown.locator(f"label[for={view}]").click()
        assert shown.locator(".stage > :visible").count() == 1
        assert shown.locator(visible).is_visible()
    shown.locator("label[for=phone]").click()
    shown.locator("label[for=dark]").click()
    assert shown.locator("iframe.dark").evaluate("frame => frame.clientWidth") == 375
    body = shown.frame_locator("iframe.dark").locator("body")
    assert body.evaluate("b => getComputedStyle(b).backgroundColor") == "rgb(1, 2, 3)"
    assert barriers(shown) == []


def test_the_hour_is_that_of_the_view_and_not_of_the_computer() -> None:
    assert "@media (min-width: 0) { body" in letter(message(), dark=True)
    assert "@media (max-width: 0) { body" in letter(message(), dark=False)


def test_pictures_of_the_letter_are_in_the_page_and_those_of_the_web_are_not() -> None:
    told = page(message(), 20_000, (), "")
    frames = {
        each.get("class"): each.get("srcdoc") for each in html.fromstring(told).iter("iframe")
    }
    assert 'src="data:image/png;base64,' in frames["letter light"]
    assert "src=" not in re.sub(r"<script.*?</script>", "", frames["letter blocked"])
    assert 'alt="A square"' in frames["letter blocked"]


def test_the_line_in_a_list_of_messages_ends_where_the_filler_begins() -> None:
    markup = "<html><body><div>In short\u034f\u200c\xa0</div><p>Long</p></body></html>"
    assert teaser(markup) == "In short"
    assert teaser("<html><body><p>One</p>\n<p>Two</p></body></html>") == "One Two"
    assert teaser(f"<html><body>{'x' * 300}</body></html>") == "x" * 140 + "…"


def test_the_command_writes_page_and_message(exporter: Call, tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.list("ada@example.org")
    assert exporter("newsletter", "preview", "issue.md").code == 0
    told = (tmp_path / "out/issue.preview/index.html").read_text("utf-8")
    assert "Fields show their names." in told
    done = exporter("newsletter", "preview", "issue.md", "--list", "list.csv", "--out", "there")
    assert done.out == "written there/issue.preview/index.html\n"
    told = (tmp_path / "there/issue.preview/index.html").read_text("utf-8")
    assert "Fields as for the first of list.csv." in told
    written = letters.read((tmp_path / "there/issue.preview/message.eml").read_bytes())
    assert written["Subject"] == "October for Reader 0"
    assert not (tmp_path / ".mailing").exists()
    # whose folder it is says whether a build may write to it later, where it lies outside the vault
    assert is_ours(tmp_path / "there")


def test_pictures_that_are_linked_are_shown_before_they_are_on_the_web(
    exporter: Call, tmp_path: Path
) -> None:
    project = Project(tmp_path)
    Image.new("RGB", (40, 40), "#c00000").save(tmp_path / "dot.png")
    project.issue("![A dot](dot.png)\n")
    settings = '[project]\nurl = "https://example.org/"\n' + NEWSLETTER + 'images = "linked"\n'
    (tmp_path / "exporter.toml").write_text(settings)
    assert exporter("newsletter", "preview", "issue.md").code == 0
    told = (tmp_path / "out/issue.preview/index.html").read_text("utf-8")
    assert "data:image/png;base64," in told
    assert "KB in all." in told
    written = letters.parts((tmp_path / "out/issue.preview/message.eml").read_bytes())[1]
    assert 'src="https://example.org/' in written


def test_pictures_need_a_browser(
    exporter: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Project(tmp_path)
    monkeypatch.setattr(shutil, "which", lambda *_words, **_more: None)
    done = exporter("newsletter", "preview", "issue.md", "--pictures")
    assert done.code == 2
    assert "pictures need Chromium or Chrome, and neither is installed" in done.err


def test_pictures_are_as_wide_as_screens_and_as_long_as_the_letter() -> None:
    drawn = {each.name: each for each in pictures(message())}
    sizes = {name: Image.open(io.BytesIO(each.data)) for name, each in drawn.items()}
    assert {name: each.width for name, each in sizes.items()} == {
        "desktop.png": 800, "desktop-dark.png": 800, "phone.png": 375, "phone-dark.png": 375,
    }  # fmt: skip
    assert all(100 < each.height < 1000 for each in sizes.values())
    assert sizes["phone-dark.png"].convert("RGB").getpixel((374, 0)) == (1, 2, 3)
    assert not any(each.cut for each in drawn.values())


def test_a_picture_that_fails_once_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    drawn = io.BytesIO()
    Image.new("RGB", (800, 300), "#ffffff").save(drawn, "PNG")
    blank = drawn.getvalue()

    def draw(_program: str, _html: str, width: int) -> bytes:
        calls.append(width)
        if len(calls) % 2:
            return blank
        some = Image.open(io.BytesIO(blank))
        some.paste("#000000", (0, 0, 10, 200))
        made = io.BytesIO()
        some.save(made, "PNG")
        return made.getvalue()

    monkeypatch.setattr("exporter.mailing.preview.pictures._drawn", draw)
    assert [Image.open(io.BytesIO(each.data)).height for each in pictures(message())] == [224] * 4
    assert len(calls) == 8
    monkeypatch.setattr("exporter.mailing.preview.pictures._drawn", lambda *_words: blank)
    with pytest.raises(ExporterError, match="the picture is empty"):
        next(pictures(message()))
