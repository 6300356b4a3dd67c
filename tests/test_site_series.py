"""The issues of a newsletter in a site: the page that lists them, and their feeds."""

from __future__ import annotations

import json
from pathlib import Path

import feedparser
import pytest
from lxml import html

from tests.vaults import Project

BASE = "https://example.org/garden/"
SETTINGS = f'[project]\ntitle = "Garden"\nurl = "{BASE}"\n[newsletter]\nfolder = "Letters"\n'
NOTES = {
    "exporter.toml": SETTINGS,
    "Letters/2 Second.md": "---\ndate: 2026-02-01\n---\nTwo.\n",
    "Letters/10 Tenth.md": "---\ndate: 2026-10-01\npermalink: /elsewhere/\n---\nTen.\n",
    "Letters/1 First.md": "One, long ago.\n",
    "Note.md": "---\ndate: 2026-11-01\n---\nNo letter.\n",
}


@pytest.fixture
def garden(project: Project) -> Project:
    for name, text in NOTES.items():
        project.write(name, text)
    return project


def built(project: Project) -> Path:
    project.build(formats=("site",))
    return project.out / "site"


def listed(page: Path) -> list[str]:
    return html.parse(page).xpath("//main//a[@class='entry']/text()")


def test_a_page_lists_all_issues_the_newest_first(garden: Project) -> None:
    assert listed(built(garden) / "letters/index.html") == ["10 Tenth", "2 Second", "1 First"]


def test_there_is_such_a_page_where_all_issues_lie_elsewhere(garden: Project) -> None:
    for number in (1, 2):
        (path,) = (garden.root / "Letters").glob(f"{number} *.md")
        path.write_text(f"---\npermalink: /{number}/\n---\nHello.\n")
    assert listed(built(garden) / "letters/index.html") == ["10 Tenth", "2 Second", "1 First"]


def test_a_note_that_speaks_for_the_folder_is_no_issue_and_lists_them(garden: Project) -> None:
    garden.write("Letters/index.md", "---\ndate: 2026-12-01\n---\nAll my letters.\n")
    site = built(garden)
    assert listed(site / "letters/index.html") == ["10 Tenth", "2 Second", "1 First"]
    feed = feedparser.parse((site / "letters/feed.xml").read_bytes())
    assert [entry.title for entry in feed.entries] == ["10 Tenth", "2 Second"]


def test_issues_have_feeds_of_their_own(garden: Project) -> None:
    site = built(garden)
    atom = feedparser.parse((site / "letters/feed.xml").read_bytes())
    assert not atom.bozo
    assert (atom.feed.title, atom.feed.id) == ("Garden – Letters", f"{BASE}letters/")
    assert [entry.id for entry in atom.entries] == [f"{BASE}elsewhere/", f"{BASE}letters/2-second/"]
    feed = json.loads((site / "letters/feed.json").read_bytes())
    assert feed["feed_url"] == f"{BASE}letters/feed.json"
    assert [item["id"] for item in feed["items"]] == [entry.id for entry in atom.entries]
    page = html.parse(site / "note/index.html")
    assert page.xpath("//link[@rel='alternate']/@href")[2:] == [
        "../letters/feed.xml",
        "../letters/feed.json",
    ]


@pytest.mark.parametrize(
    "settings",
    [SETTINGS.replace("Letters", ""), SETTINGS.replace("url", "# url")],
    ids=["no folder", "no address"],
)
def test_without_a_folder_or_an_address_there_are_none(garden: Project, settings: str) -> None:
    garden.write("exporter.toml", settings)
    site = built(garden)
    assert not (site / "letters/feed.xml").exists()
    assert not html.parse(site / "note/index.html").xpath("//link[contains(@href, 'letters/feed')]")
