"""The specimen, which has all that a letter may hold, and some issues that others wrote: no fault
is found in them. `make letters` goes through all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from exporter import config
from exporter.mailing.issue import issue_of
from tests.browser import chromium
from tests.conservation.checking import NOTHING, missing
from tests.conservation.outputs import EXTRACTORS
from tests.conservation.source import visible
from tests.letters.__main__ import ISSUES, SPECIMEN, settings_of
from tests.letters.checking import CHECKS, Letter, faults, letter
from tests.letters.photographs import too_wide

PICKED = 3


@pytest.fixture(scope="module")
def specimen(tmp_path_factory: pytest.TempPathFactory) -> Letter:
    settings = config.load(SPECIMEN / "exporter.toml")
    return letter(settings, SPECIMEN / "specimen.md", tmp_path_factory.mktemp("out"))


def test_the_specimen_has_no_fault(specimen: Letter) -> None:
    assert faults(specimen) == []


@pytest.mark.parametrize(
    "construct",
    [
        "<h2", "<h4", "<ul", "<ol", "☑", "<dl", '"quote-cell"', '"callout-cell"', '"listing-cell"',
        'class="data"', 'class="data dense stacked"', '"label"', '"figure"', "<v:roundrect",
        'class="media"', 'src="cid:image-2"', 'src="cid:math-', 'src="cid:diagram-', "<i>E</i>",
        '"embed-cell"', '"bookmark-text"', 'class="button"', "<hr", 'name="fn1"', 'href="#fnref1"',
        'src="cid:logo"', "View in the browser", "No.&nbsp;12 · Ada Example",
        "1 Example Street", "Unsubscribe",
        'class="preheader"', "\u034f\u200c", 'name="color-scheme"', "prefers-color-scheme",
        "[data-ogsc]", "[data-ogsb]", "https://letters.example.org/notes/Line%20length.html",
    ],
)  # fmt: skip
def test_the_specimen_has_all_that_a_letter_may_hold(construct: str, specimen: Letter) -> None:
    assert construct in specimen.page


def test_the_text_of_the_specimen_has_no_markup_left(specimen: Letter) -> None:
    text = specimen.text.replace("\r", "")
    for told in (
        "E = mc²", "[Image: A wide picture, with a caption.]", "[Diagram: Note · Letter · Inbox]",
        "Become a member: https://example.org/join", "Typography     41      36    1",
        "| *A callout*", "> A quotation", "¹ The first note", "- [x] done",
    ):  # fmt: skip
        assert told in text
    assert not re.search(r"<\w+[ >]|\]\(|\*\*|\\\w|&\w+;|```|\{\.", text)


def test_no_letter_is_wider_than_a_phone(specimen: Letter) -> None:
    wide = specimen.page.replace("Dear reader", "x" * 90).replace("word-wrap:break-word", "")
    with chromium() as browser:
        assert list(too_wide(browser, (specimen.page,))) == []
        assert len(list(too_wide(browser, (wide,)))) == 2


def broken(specimen: Letter) -> Iterator[tuple[str, Letter]]:
    """For each check a letter that it alone has something to say about."""
    page, text, data = specimen.page, specimen.text, specimen.data
    yield "clipped", specimen._replace(size=200_000)
    yield "headers", specimen._replace(title="Another")
    yield "mime", specimen._replace(data=data + b"\r\n" + b"a" * 999)
    yield "addresses", specimen._replace(page=page.replace('href="#fn1"', 'href="#fn9"'))
    yield "addresses", specimen._replace(page=page.replace("https://example.org/join", "join.md"))
    yield "leftovers", specimen._replace(text=f"{text}See [[Note]].")
    yield "leftovers", specimen._replace(page=page.replace("Dear", "/home/ada/Dear"))
    yield "unsupported", specimen._replace(page=page.replace("<hr", "<video></video><hr"))
    yield "outlook", specimen._replace(page=page.replace("<![endif]-->", "", 1))
    yield "wrapped", specimen._replace(text=text + "word " * 20)


def test_every_check_finds_what_it_is_for(specimen: Letter) -> None:
    found = [(name, {each.partition(":")[0] for each in faults(b)}) for name, b in broken(specimen)]
    assert all(names == {name} for name, names in found), found
    assert {name for name, _ in found} == {check.__name__ for check in CHECKS}


@pytest.mark.parametrize("corpus", ISSUES)
def test_issues_that_others_wrote_have_no_fault(corpus: str, corpora: Path, tmp_path: Path) -> None:
    root = corpora / corpus
    notes = sorted(root.glob(ISSUES[corpus]))
    for note in notes[:: len(notes) // PICKED][:PICKED]:
        made = letter(settings_of(root), note, tmp_path / "out")
        assert faults(made) == []
        (tmp_path / "it.eml").write_bytes(made.data)
        parts = EXTRACTORS["email"](tmp_path / "it.eml")
        source = visible(note.read_text("utf-8", "replace")).words
        for part in ("email", "text"):
            assert list(missing(source, parts.get(part, NOTHING))) == []


def test_linked_pictures_are_where_the_build_writes_them(tmp_path: Path) -> None:
    settings = config.load(SPECIMEN / "exporter.toml")
    newsletter = msgspec.structs.replace(settings.newsletter, images="linked")
    linked = msgspec.structs.replace(settings, newsletter=newsletter)
    issue = issue_of(linked, str(SPECIMEN / "specimen.md"), tmp_path).issue
    assert issue.pictures == ()
    shown = re.findall(r'<img [^>]*src="([^"]+)"', issue.html)
    ours = [src for src in shown if "gutenberg" not in src]
    assert len(ours) == 6
    assert all(src.startswith("https://letters.example.org/specimen.email/") for src in ours)
