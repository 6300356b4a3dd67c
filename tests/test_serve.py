"""What `exporter serve` shows and to whom; that what breaks breaks nothing; how it ends."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from starlette.types import ASGIApp

from exporter.config import Settings
from exporter.errors import UsageError
from exporter.executors import Workers
from exporter.run import ALONE, Summary
from exporter.serving.app import app
from exporter.serving.guard import is_ours
from exporter.serving.news import News
from exporter.serving.server import listening
from exporter.serving.session import Problem, Session
from exporter.serving.strip import with_strip
from exporter.serving.views import Views, key_of
from tests.asking import Answer, ask
from tests.vaults import Project

NOTES = {
    "Life.md": "# Life\n\nIt is a question, and [[Nowhere]] answers it. ![[gone.png]]\n",
    "AI/Deep Thought.md": "# Deep Thought\n\nSee [[Life]].\n",
    "Secret.md": "---\npublish: false\n---\nNobody knows.\n",
}


class Served:
    """A project that is served, without a socket."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.told: list[Problem | None] = []
        self.session = Session(self._settings, (), project.out, ALONE, self._tell)
        self.views = Views(project.out)
        self.app: ASGIApp = app(self.session, self.views, News())
        self.build()

    def build(self) -> None:
        changed = {self.project.root / "Life.md"}
        self.session.workshop.do(lambda: self.session.rebuild(changed)).result()

    def ask(self, target: str, method: str = "GET", **headers: str) -> Answer:
        return ask(self.app, target, method, **headers)

    def foot(self, page: str) -> dict[str, Any]:
        found: dict[str, Any] = self.ask(f"/.exporter/state?page={page}").json
        return found

    def _settings(self) -> Settings:
        return self.project.settings

    def _tell(
        self, changed: Collection[Path], summary: Summary | None, problem: Problem | None
    ) -> None:
        self.told.append(problem)


@pytest.fixture
def served(project: Project) -> Iterator[Served]:
    for name, text in NOTES.items():
        project.write(name, text)
    served = Served(project)
    yield served
    served.views.close()


def test_pages_come_with_their_strip_which_the_out_folder_never_has(served: Served) -> None:
    page = served.ask("/life/")
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "It is a question" in page.text
    assert "/.exporter/browser/strip.js" in page.text
    written = (served.project.out / "site/life/index.html").read_text()
    assert "/.exporter/" not in written
    assert len(written) < len(page.text)


def test_what_a_browser_has_is_not_sent_again(served: Served) -> None:
    tag = served.ask("/life/").headers["etag"]
    assert served.ask("/life/", if_none_match=tag).status == 304


def test_files_beside_pages_are_sent_and_those_of_the_vault_run_nothing(served: Served) -> None:
    (served.project.out / "site/assets/page.html").write_text("<script>alert(1)</script>")
    answer = served.ask("/assets/page.html")
    assert answer.text == "<script>alert(1)</script>"
    assert "script-src 'none'" in answer.headers["content-security-policy"]
    (style,) = (served.project.out / "site/assets").glob("style-*.css")
    answer = served.ask(f"/assets/{style.name}")
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.data == style.read_bytes()


def test_a_folder_without_its_slash_leads_to_it(served: Served) -> None:
    answer = served.ask("/life")
    assert (answer.status, answer.headers["location"]) == (307, "/life/")


def test_the_strip_says_what_was_found_about_the_note(served: Served) -> None:
    told = served.foot("/life/")
    assert told["note"] == "Life.md"
    assert [(each["code"], each["note"], each["line"]) for each in told["found"]] == [
        ("images/missing", "Life.md", 3),
        ("links/dangling", "Life.md", 3),
    ]
    assert served.foot("/ai/deep-thought/")["found"] == []


def test_a_chapter_of_a_book_is_a_note_like_others(served: Served) -> None:
    served.project.write("exporter.toml", '[[book]]\ntitle = "All"\nchapters = ["Life.md"]\n')
    served.build()
    address = served.session.state.addresses["Life.md"]
    assert "It is a question" in served.ask(f"/{address}").text
    told = served.foot(f"/{address}")
    assert (told["note"], told["found"][0]["code"]) == ("Life.md", "images/missing")
    assert "spine" in served.ask("/.exporter/made/epub/Life.md").json
    served.project.write("templates/nodes/paragraph.html", "{% if %}")
    served.build()
    assert "nodes/paragraph.html, line 1" in served.foot(f"/{address}")["found"][0]["message"]


def test_a_page_of_no_note_tells_the_warnings_of_all_with_a_way_to_them(served: Served) -> None:
    (told,) = served.foot("/")["found"]
    assert (told["code"], told["href"]) == ("images/missing", "/life/")


OUTSIDE = [
    "/../secret.txt",
    "/life/../../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/life%2f..%2f..%2fsecret.txt",
    "/..%5csecret.txt",
    "/..\\secret.txt",
    "//etc/passwd",
    "/etc/passwd",
    "/./life/",
    "/C:/secret.txt",
    "/life/%00.html",
    "/.hidden.txt",
    "/.git/config",
    "/life/.env",
    "/link.txt",
    "/linked/secret.txt",
    "/to-hidden.txt",
    "/.site/life/index.leaf",
    "/../.exporter.build",
    "/.exporter/browser/../strip.py",
    "/.exporter/browser/view.html",
    "/.exporter/part/pdf/../../secret.txt",
    "/.exporter/view/pdf/../secret.md",
    "/.exporter/view/pdf/Secret.md",
    "/.exporter/view/docx/Life.md",
    "/.exporter/made/pdf/Secret.md",
    "/.exporter/made/pdf//etc/passwd",
]


@pytest.mark.parametrize("path", OUTSIDE)
def test_nothing_is_shown_but_the_site(served: Served, path: str) -> None:
    out = served.project.out
    for file in ("secret.txt", "site/.hidden.txt", "site/.git/config", "site/life/.env"):
        (out / file).parent.mkdir(exist_ok=True)
        (out / file).write_text("a secret")
    (out / "site/link.txt").symlink_to(out / "secret.txt")
    (out / "site/linked").symlink_to(out)
    (out / "site/to-hidden.txt").symlink_to(out / "site/.hidden.txt")
    answer = served.ask(path)
    assert answer.status == 404
    assert "a secret" not in answer.text
    assert "Nobody knows" not in answer.text


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("localhost:8000", True),
        ("127.0.0.1:8000", True),
        ("[::1]:8000", True),
        ("LOCALHOST", True),
        ("evil.example:8000", False),
        ("localhost.evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("evil.example@localhost", False),
        ("192.168.1.7:8000", False),
        ("", False),
    ],
)
def test_a_name_that_only_leads_here_is_not_answered(served: Served, host: str, ours: bool) -> None:
    assert served.ask("/life/", host=host).status == (200 if ours else 403)
    assert is_ours(host, {"localhost"}, network=False) == ours


def test_in_a_network_its_addresses_are_answered_and_names_are_not() -> None:
    assert is_ours("192.168.1.7:8000", {"localhost"}, network=True)
    assert not is_ours("evil.example", {"localhost"}, network=True)


def test_other_sites_get_nothing_but_a_link_to_a_page(served: Served) -> None:
    made = "/.exporter/made/pdf/Life.md"
    assert served.ask(made, sec_fetch_site="cross-site", sec_fetch_mode="no-cors").status == 403
    followed = {"sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}
    assert served.ask("/life/", sec_fetch_site="cross-site", **followed).status == 200
    assert served.ask("/life/").headers["cross-origin-resource-policy"] == "same-origin"


def test_nothing_can_be_sent_to_it(served: Served) -> None:
    assert served.ask("/life/", "POST").status == 405


def test_a_deleted_note_takes_its_page_along(served: Served) -> None:
    (served.project.root / "Life.md").unlink()
    served.build()
    answer = served.ask("/life/")
    assert answer.status == 404
    assert '<base href="/">' in answer.text
    assert "strip.js" in answer.text  # it comes back by itself when the note does
    assert served.foot("/life/")["tag"] == ""


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("exporter.toml", "[project]\ntitle = \n", "exporter.toml:2"),
        ("templates/site/note.html", "text\n{% if %}\n", "site/note.html, line 2"),
    ],
)
def test_what_breaks_all_is_told_and_the_last_good_page_stays(
    served: Served, file: str, text: str, said: str
) -> None:
    before = served.ask("/life/").text
    served.project.write(file, text)
    served.build()
    assert served.ask("/life/").text == before
    assert said in served.foot("/life/")["problem"]["message"]
    assert served.told[-1] is not None
    (served.project.root / file).unlink()
    served.build()
    assert served.foot("/life/")["problem"] is None


def test_a_note_that_breaks_keeps_its_last_page_and_the_others_go_on(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    from exporter.errors import NoteError
    from exporter.source.pandoc import Reader

    read = Reader.read

    def fails(self: Reader, text: str, *args: Any, **named: Any) -> Any:
        if "BREAK" in text:
            raise NoteError("Pandoc needed too much memory for it")
        return read(self, text, *args, **named)

    monkeypatch.setattr(Reader, "read", fails)
    served.project.write("Life.md", "BREAK\n")
    served.project.write("AI/Deep Thought.md", "It is clear now.\n")
    served.build()
    assert "It is a question" in served.ask("/life/").text
    assert "It is clear now" in served.ask("/ai/deep-thought/").text
    told = served.foot("/life/")
    assert {each["severity"] for each in told["found"]} == {"error"}
    assert any("too much memory" in each["message"] for each in told["found"])


def test_an_accident_of_ours_ends_nothing(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def falls(*_args: object, **_named: object) -> None:
        raise ZeroDivisionError("by zero")

    with monkeypatch.context() as patch:
        patch.setattr("exporter.serving.session.build", falls)
        served.build()
    assert "ZeroDivisionError" in served.foot("/life/")["problem"]["message"]
    served.build()
    assert served.foot("/life/")["problem"] is None


def test_a_policy_of_the_page_lets_the_strip_listen() -> None:
    policy = "default-src 'none'; script-src 'self' 'sha256-x'; style-src 'self'"
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    sent = with_strip(f"<head>{meta}</head><body></body>".encode(), page="/")
    assert f"content=\"{policy}; connect-src 'self'\"".encode() in sent
    assert with_strip(sent).count(b"connect-src") == 1


def test_a_note_as_pdf(served: Served) -> None:
    told = served.ask("/.exporter/made/pdf/Life.md").json
    (page,) = told["pages"]
    assert (page["width"], page["height"]) == (794, 1123)  # A4 in CSS pixels
    picture = served.ask(page["src"])
    assert picture.headers["content-type"] == "image/png"
    assert picture.data.startswith(b"\x89PNG")
    assert served.ask(told["document"]).data.startswith(b"%PDF")
    assert served.ask(page["src"].replace("1.png", "2.png")).status == 404
    assert [each["code"] for each in told["found"]] == ["images/missing", "links/dangling"]


def test_a_note_as_epub(served: Served) -> None:
    told = served.ask("/.exporter/made/epub/Life.md").json
    parts = [served.ask(address) for address in told["spine"]]
    assert "It is a question" in parts[0].text
    assert {part.headers["content-type"] for part in parts} == {"application/xhtml+xml"}
    assert "script-src 'none'" in parts[0].headers["content-security-policy"]
    base = told["spine"][0].rpartition("/")[0]
    assert served.ask(f"{base}/no.xhtml").status == 404


def test_a_note_as_email(served: Served) -> None:
    told = served.ask("/.exporter/made/email/Life.md").json
    assert told["subject"] == "Life"
    assert "It is a question" in served.ask(told["html"]).text
    assert "It is a question" in served.ask(told["text"]).text
    other = f"/.exporter/part/email/{key_of('Life.md')}/.exporter.build"
    assert served.ask(other).status == 404


def test_a_view_follows_its_note_and_survives_what_breaks(served: Served) -> None:
    first = served.ask("/.exporter/made/epub/Life.md").json
    served.project.write("Life.md", "Changed.\n")
    second = served.ask("/.exporter/made/epub/Life.md").json
    assert second["version"] != first["version"]
    served.project.write("templates/epub/chapter.xhtml", "{% if %}")
    third = served.ask("/.exporter/made/epub/Life.md").json
    assert third["version"] == second["version"]
    assert "epub/chapter.xhtml" in third["problem"]["message"]


def test_a_view_that_hangs_is_told_and_no_page_waits_for_it(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert served.ask("/.exporter/made/epub/Life.md").json["problem"] is None
    monkeypatch.setattr("exporter.serving.views.TIMEOUT", 2)
    monkeypatch.setattr("exporter.serving.views._made", forever)
    asked = Thread(target=lambda: told.append(served.ask("/.exporter/made/epub/Life.md").json))
    told: list[Any] = []
    asked.start()
    served.build()
    assert told == []
    asked.join()
    assert "longer than 2 seconds" in told[0]["problem"]["message"]
    assert told[0]["spine"]  # the last good one stays


def test_a_page_that_hangs_is_told_and_the_next_build_goes_on(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(served.session, "workers", Workers(timeout=0.5))
        patch.setattr("exporter.run.work", forever)
        served.project.write("Life.md", "Changed.\n")
        served.build()
    assert "longer than 0.5 seconds" in served.foot("/life/")["found"][0]["message"]
    served.build()
    assert "Changed." in served.ask("/life/").text


def test_what_has_no_site_has_no_index(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exporter.serving.indexing.QUIET", 0)
    out = served.project.root.parent / "pages"
    settings = served.project.settings
    session = Session(lambda: settings, (), out, ALONE, served._tell, lambda _: ("html",))
    session.workshop.do(lambda: session.rebuild({served.project.root / "Life.md"})).result()
    time.sleep(0.2)
    session.leave()
    assert (out / "Life.html").exists()
    assert not (out / ".site").exists()


def test_the_search_follows_when_nobody_saves_any_more(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exporter.serving.indexing.QUIET", 0.1)
    fragments = served.project.out / "site/pagefind/fragment"
    served.session.workshop.do(lambda: served.session.rebuild(())).result()
    before = {file.name for file in fragments.iterdir()}
    served.project.write("Life.md", "# Life\n\nMarmalade.\n")
    served.build()
    for _ in range(600):
        if {file.name for file in fragments.iterdir()} != before:
            break
        time.sleep(0.1)
    else:
        raise AssertionError("the index never changed")
    served.session.leave()


def forever(_task: object) -> None:
    while True:
        time.sleep(0.01)


def test_the_usual_out_folder_is_no_part_of_what_is_viewed(project: Project) -> None:
    project.out = project.root / "out"
    project.write("Life.md", "![[style.css]]\n")
    served = Served(project)
    try:
        (project.out / "site/style.css").write_text("")
        told = served.ask("/.exporter/made/email/Life.md").json
        assert "links/asset" not in [each["code"] for each in told["found"]]
    finally:
        served.views.close()


def test_the_next_free_port_is_taken_and_a_taken_one_told() -> None:
    with listening("127.0.0.1", None) as first, listening("127.0.0.1", None) as second:
        assert first.getsockname()[1] < second.getsockname()[1]
        with pytest.raises(UsageError, match="is taken"):
            listening("127.0.0.1", first.getsockname()[1])


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_its_address_and_ends_at_once(project: Project, number: signal.Signals) -> None:
    project.write("exporter.toml", "")
    project.write("Life.md", "It is a question.\n")
    command = [sys.executable, "-m", "exporter.cli", "serve", str(project.root), "--out"]
    program = subprocess.Popen(
        [*command, str(project.out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert program.stdout is not None
    built, address = program.stdout.readline(), program.stdout.readline()
    assert "1 page made" in built
    where = address.split()[0].removeprefix("http://").rstrip("/")
    # a page that listens for news does not hold it up
    listener = http.client.HTTPConnection(where)
    listener.request("GET", "/.exporter/events")
    assert listener.getresponse().readline().startswith(b"data:")
    reader = http.client.HTTPConnection(where)
    reader.request("GET", "/.exporter/made/email/Life.md")
    assert reader.getresponse().status == 200
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(program.pid)],
        check=False,
        capture_output=True,
        text=True,
    )
    children = found.stdout.split()
    program.send_signal(number)
    out, err = program.communicate()
    assert program.returncode == (0 if number == signal.SIGINT else 143)
    assert "Traceback" not in out + err
    listener.close()
    reader.close()
    assert children  # who makes views
    # the system needs a moment to bury them
    until = time.monotonic() + 60
    while alive := [child for child in children if Path("/proc", child).exists()]:
        assert time.monotonic() < until, alive
        time.sleep(0.05)
