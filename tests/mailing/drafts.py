"""Notes that a check has something to say about each, and their finished issues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec
from PIL import Image as Picture

from exporter import config
from exporter.assembly import assemble, in_format
from exporter.backends import email as backend
from exporter.bench import Bench
from exporter.config import Newsletter, Settings, Smtp
from exporter.diagnostics import Report, Reports
from exporter.mailing.checks import (
    Check,
    identity,
    images,
    links,
    personal,
    sizes,
    spam,
    subject,
)
from exporter.mailing.checks.support import unsupported
from exporter.mailing.issue import Made, taken_apart
from exporter.model.edition import Mailing
from exporter.personal.fields import with_marks
from exporter.rendering.templates import DEFAULT, load_theme
from exporter.survey import planned, survey

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
    Case(images.undescribed, "image-text", 6, "![Dot](dot.png)", spoil=(' alt="Image"', "")),
    Case(images.unsized, "image-size", 6, text="![A dot](https://example.org/dot.png)"),
    Case(links.local, "link-local", 6, text="[here](http://localhost:8000/x)"),
    Case(links.local, "link-local", 6, text="[here](http://192.168.1.4/x)"),
    Case(links.local, "link-local", 6, text="[x](https://e.org)", spoil=("https://e.org", "/x")),
    Case(links.broken, "link-broken", 6, text="[here](http://https://example.org/x)"),
    Case(links.broken, "link-broken", 6, text="[write](mailto:nobody)"),
    Case(links.broken, "link-broken", 1, spoil=('href="https://example.org/leave"', 'href="#x"')),
    Case(personal.unclosed, "field", 6, text="Dear {{ name,"),
    Case(personal.unclosed, "field", 2, title="October in the garden {{ name"),
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
    Case(unsupported, "unsupported", 6, text="![A](https://e.org/a.heic){width=9}"),
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
        edition = assemble(job, self.bench, reports, self.bench.tracing())
        assert edition is not None
        keys = ("sender", "address", "unsubscribe")
        mailing = Mailing(**{key: getattr(newsletter, key) for key in keys})
        edition = msgspec.structs.replace(edition, mailing=mailing)
        marked, fields = with_marks(
            in_format("email", job, edition, self.bench, reports), lambda _written: job.source
        )
        data = backend.render(marked, self.theme, reports).files[0].data
        issue = taken_apart(data, job.name, job.source, fields)
        old, new = spoil
        assert old in issue.html
        issue = issue._replace(html=issue.html.replace(old, new) if old else issue.html)
        return Made(issue, (), marked, reports)


@contextmanager
def opened(vault: Path) -> Iterator[Room]:
    """All notes in one vault, read by one reader."""
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
