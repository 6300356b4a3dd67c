"""What is found before an issue is sent: for each check a note that it alone has something to say
about, so that none can be switched off unnoticed."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple

import msgspec
import pytest
from PIL import Image as Picture

from exporter import config
from exporter.assembly import assemble, in_format
from exporter.backends import email as backend
from exporter.bench import Bench
from exporter.config import Newsletter, Settings, Smtp
from exporter.diagnostics import Report, Reports
from exporter.mailing.checks import (
    CHECKS,
    Check,
    checked,
    draft_of,
    identity,
    images,
    links,
    personal,
    sizes,
    spam,
    subject,
)
from exporter.mailing.checks.fallbacks import FALLBACKS
from exporter.mailing.checks.support import features, unsupported, uses
from exporter.mailing.checks.tried import dead, tried
from exporter.mailing.fields import with_marks
from exporter.mailing.issue import Made, taken_apart
from exporter.model.edition import Mailing
from exporter.render.templates import DEFAULT, load_theme
from exporter.survey import planned, survey
from tests.commands import Call
from tests.conftest import CONTENT
from tests.mailing.stage import NEWSLETTER, Project

TITLE = "A quiet month in the garden"
DESCRIPTION = "What was tended in October, and what was left to grow by itself."
WORDS = "It was a quiet month, and the garden was asleep beneath its leaves. " * 14
OURS = Newsletter(
    sender="The Paper <paper@example.org>",
    address="1 Street, Town",
    unsubscribe="https://example.org/leave",
)


class Case(NamedTuple):
    """A note, with what `spoil` replaces in its finished HTML; the text begins on line 6."""

    check: Check
    code: str
    line: int
    text: str = ""
    title: str = TITLE
    description: str = DESCRIPTION
    newsletter: Mapping[str, Any] = MappingProxyType({})
    spoil: tuple[str, str] = ("", "")
    words: str = WORDS


GMAIL = {"sender": "me@gmail.com", "smtp": Smtp(host="smtp.example.org")}
CASES = [
    Case(identity.settings, "no-sender", 1, newsletter={"sender": ""}),
    Case(identity.settings, "no-address", 1, newsletter={"address": ""}),
    Case(identity.settings, "no-unsubscribe", 1, newsletter={"unsubscribe": ""}),
    Case(identity.footer, "no-address", 1, spoil=("1 Street, Town", "")),
    Case(identity.footer, "no-unsubscribe", 1, spoil=('href="https://example.org/leave"', "")),
    Case(identity.one_click, "one-click", 1, newsletter={"unsubscribe": "mailto:x@example.org"}),
    Case(subject.subject, "subject", 2, title="News"),
    Case(subject.subject, "subject", 2, title="A quiet month " * 6),
    Case(subject.preheader, "preheader", 2, description=""),
    Case(subject.preheader, "preheader", 3, description="October."),
    Case(subject.preheader, "preheader", 3, description=DESCRIPTION * 4),
    Case(sizes.clip, "clipped", 2, text=f"{WORDS}\n\n" * 110),
    Case(sizes.heavy_pictures, "image-heavy", 6, text="![Noise](noise.png)"),
    Case(images.undescribed, "image-text", 6, "![Dot](dot.png)", spoil=(' alt="Dot"', "")),
    Case(images.unsized, "image-size", 6, text="![A dot](https://example.org/dot.png)"),
    Case(links.local, "link-local", 6, text="[here](http://localhost:8000/x)"),
    Case(links.local, "link-local", 6, text="[here](http://192.168.1.4/x)"),
    Case(links.local, "link-local", 6, text="[x](https://e.org)", spoil=("https://e.org", "/x")),
    Case(links.broken, "link-broken", 6, text="[here](http://https://example.org/x)"),
    Case(links.broken, "link-broken", 6, text="[write](mailto:nobody)"),
    Case(links.broken, "link-broken", 1, spoil=('href="https://example.org/leave"', 'href="#x"')),
    Case(personal.without_default, "personal", 6, text="Dear {{ name }},"),
    Case(spam.shouting, "spam", 2, title="BUY A GARDEN NOW"),
    Case(spam.pretended_reply, "spam", 2, title="'Re: the garden in October'"),
    Case(spam.borrowed_domain, "spam", 1, newsletter=GMAIL),
    Case(spam.pictures_alone, "spam", 1, text="![A dot](dot.png)", words=""),
    Case(spam.disguised_links, "spam", 6, text="[www.bank.org](https://example.com/x)"),
    Case(spam.disguised_links, "spam", 6, text="[the bank](http://93.184.215.14/x)"),
    Case(unsupported, "unsupported", 1, spoil=("<h1 ", '<h1 id="x" hidden="" ')),
    Case(unsupported, "unsupported", 1, spoil=("margin:0", "display: grid")),
    Case(unsupported, "unsupported", 1, spoil=("margin:0", "margin: 2rem")),
    Case(unsupported, "unsupported", 1, spoil=("margin:0", "color: rgba(0,0,0,.5)")),
    Case(
        unsupported, "unsupported", 1, spoil=("@media (max", "a:hover { color: red }\n@media (max")
    ),
    Case(unsupported, "unsupported", 1, spoil=("@media (max", "@supports (max")),
    Case(unsupported, "unsupported", 6, text="![A](https://e.org/a.webp){width=9}"),
]
# Those have a second finding by nature: the letter lacks what another check looks for
ALSO = {("link-broken", 1): "no-unsubscribe"}


class Room(NamedTuple):
    settings: Settings
    bench: Bench
    theme: Any
    jobs: dict[str, Any]

    def made(self, name: str, newsletter: Newsletter, spoil: tuple[str, str] = ("", "")) -> Made:
        job = self.jobs[name]
        reports = Reports(Report(job.source))
        edition = assemble(job, self.bench, reports, {})
        assert edition is not None
        keys = ("sender", "address", "unsubscribe")
        mailing = Mailing(**{key: getattr(newsletter, key) for key in keys})
        edition = msgspec.structs.replace(edition, mailing=mailing)
        marked, fields = with_marks(in_format("email", job, edition, self.bench, reports))
        data = backend.render(marked, self.theme, reports).files[0].data
        issue = taken_apart(data, job.name, job.source, fields)
        old, new = spoil
        assert old in issue.html
        issue = issue._replace(html=issue.html.replace(old, new) if old else issue.html)
        return Made(issue, (), marked, reports)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """All notes in one vault, read by one reader."""
    vault = tmp_path_factory.mktemp("vault")
    (vault / ".obsidian").mkdir()
    Picture.new("RGB", (40, 30), "red").save(vault / "dot.png")
    Picture.effect_noise((1100, 1000), 90).save(vault / "noise.png")
    for number, case in enumerate(CASES):
        head = f"title: {case.title}\ndescription: {case.description}"
        text = f"---\n{head}\n---\n\n{case.text}\n\n{case.words}\n"
        (vault / f"{number}.md").write_text(text, "utf-8")
    settings = config.default(vault)
    project = survey(settings, vault / "out")
    jobs = {job.source: job for job in planned(project, [], ("email",)).jobs}
    theme = load_theme(DEFAULT, vault)
    bench = Bench(
        project.settings,
        tuple(project.index.entries.values()),
        project.index.assets,
        theme,
        vault / "out",
        frozenset(jobs),
    )
    yield Room(settings, bench, theme, jobs)
    bench.reader.close()


@pytest.mark.parametrize("number", range(len(CASES)))
def test_each_check_finds_what_no_other_does(room: Room, number: int) -> None:
    case = CASES[number]
    newsletter = msgspec.structs.replace(OURS, **case.newsletter)
    settings = msgspec.structs.replace(room.settings, newsletter=newsletter)
    made = room.made(f"{number}.md", newsletter, case.spoil)

    def found(checks: tuple[Check, ...]) -> list[tuple[str, int]]:
        told = checked(made, settings, checks=checks)
        return [(each.code.removeprefix("newsletter/"), each.line) for each in told]

    also = [(code, 1) for key, code in ALSO.items() if key == (case.code, case.line)]
    assert sorted(found(CHECKS)) == sorted([(case.code, case.line), *also])
    assert found(tuple(each for each in CHECKS if each is not case.check)) == also


def test_no_check_is_without_a_case() -> None:
    assert {case.check for case in CASES} == set(CHECKS)


def test_a_link_to_the_letter_itself_finds_its_title(room: Room) -> None:
    settings = msgspec.structs.replace(room.settings, newsletter=OURS)
    made = room.made("0.md", OURS, ('href="https://example.org/leave"', 'href="#title"'))
    assert checked(made, settings, checks=(links.broken,)) == ()


@pytest.mark.parametrize(
    ("sender", "host"),
    [("me@gmail.com", "smtp.gmail.com"), ("me@live.com", "smtp.office365.com")],
)
def test_who_sends_through_their_own_provider_is_no_stranger(
    room: Room, sender: str, host: str
) -> None:
    ours = msgspec.structs.replace(OURS, sender=sender, smtp=Smtp(host=host))
    settings = msgspec.structs.replace(room.settings, newsletter=ours)
    assert checked(room.made("0.md", ours), settings) == ()


def test_a_good_letter_is_clean(room: Room) -> None:
    settings = msgspec.structs.replace(room.settings, newsletter=OURS)
    good = next(n for n, case in enumerate(CASES) if case.check is identity.settings)
    assert checked(room.made(f"{good}.md", OURS), settings) == ()


@pytest.mark.parametrize("note", ["newsletter/07 The month in the garden.md"])
def test_the_sample_issue_is_clean(exporter: Call, note: str) -> None:
    done = exporter("newsletter", "check", str(CONTENT / note), "--verbose")
    assert "nothing found" in done.out
    assert done.code == 0


def test_the_theme_uses_nothing_that_has_no_fallback(room: Room) -> None:
    """And what is said to have one is used: a reason is no decoration."""
    css = "".join(room.theme.text(f"email/{name}.css") for name in ("email", "head", "outlook"))
    # what the inliner takes out of selectors is not sent
    sheet = (
        f"<style>{re.sub(':(?:first|last)-child', '', css)}</style><a href='#x'></a><abbr></abbr>"
    )
    made = room.made("0.md", OURS, ("<style>", f"{sheet}<style>"))
    known = features()
    settings = msgspec.structs.replace(room.settings, newsletter=OURS)
    found = {known[use].slug for use in uses(draft_of(made, settings)) if use in known}
    assert found == set(FALLBACKS)


def test_the_longest_values_are_measured(room: Room) -> None:
    name = next(f"{n}.md" for n, case in enumerate(CASES) if case.check is personal.without_default)
    settings = msgspec.structs.replace(room.settings, newsletter=OURS)
    made = room.made(name, OURS)
    rows = [{"name": "Ada"}, {"name": "A" * 110_000}]
    assert "newsletter/clipped" in {each.code for each in checked(made, settings, rows)}
    assert "newsletter/clipped" not in {each.code for each in checked(made, settings, rows[:1])}


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
        if case.check in (links.local, links.broken, spam.disguised_links):
            made = room.made(f"{number}.md", OURS)
            found = checked(made, settings, checks=(dead,))
            assert {each.code for each in found} <= {"newsletter/link-dead"}
    assert asked == ["https://e.org", "https://example.com/x", "http://93.184.215.14/x"]


@pytest.fixture
def project(exporter: Call, tmp_path: Path) -> Project:
    """In the folder that commands are called in."""
    made = Project(tmp_path)
    made.list("ada@example.org")
    return made


def test_an_error_stops_a_send_unless_it_is_accepted(exporter: Call, project: Project) -> None:
    project.issue("See [my machine](http://localhost:8000/).\n")
    send = ("newsletter", "send", "issue.md", "--list", "list.csv", "--yes")
    stopped = exporter(*send)
    assert stopped.code == 2
    assert "issue.md:8: error newsletter/link-local: “http://localhost:8000/”" in stopped.err
    assert not (project.root / ".mailing/outbox").exists()
    assert exporter(*send, "--despite", "newsletter/link-local").code == 0


def test_what_is_missing_in_the_settings_has_its_line_there(
    exporter: Call, project: Project
) -> None:
    settings = NEWSLETTER.replace("unsubscribe", "# unsubscribe")
    (project.root / "exporter.toml").write_text(settings)
    done = exporter("newsletter", "check", "issue.md", "--report", "json")
    assert done.code == 1
    (found,) = [d for d in json.loads(done.out)["diagnostics"] if d["severity"] == "error"]
    assert (found["code"], found["note"], found["line"]) == (
        "newsletter/no-unsubscribe",
        "exporter.toml",
        2,
    )


def test_a_check_with_a_list_looks_at_everybody_on_it(exporter: Call, project: Project) -> None:
    project.issue("Dear {{ name }},\n")
    assert exporter("newsletter", "check", "issue.md", "--list", "list.csv").code == 0
    (project.root / "list.csv").write_text("email,name\nada@example.org,\n")
    done = exporter("newsletter", "check", "issue.md", "--list", "list.csv")
    assert done.code == 2
    assert "list.csv:2: the subscriber has no “name”" in done.err


def test_warnings_fail_a_strict_check_only(exporter: Call, project: Project) -> None:
    project.issue("[www.bank.org](https://example.com/x)\n")
    assert exporter("newsletter", "check", "issue.md").code == 0
    assert exporter("newsletter", "check", "issue.md", "--strict").code == 1
    assert exporter("newsletter", "check", "nothing.md").code == 2
