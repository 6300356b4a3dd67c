"""Which notes a digest chooses, and in which order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pytest

from exporter.config import Digest
from exporter.config.days import counted_back, moment
from exporter.diagnostics import Report
from exporter.normalize.index import Entry, Index
from exporter.publication.digest_outline import digest_items, facts_of
from exporter.publication.selection import Searched, chosen
from exporter.source.note import day_in_name
from exporter.source.syntax.tags import tags_in

ENTRIES = (
    Entry("a.md", "Apple", date="2026-10-01", tags=("fruit/red",)),
    Entry("posts/b10.md", "banana", date="2026-10-20", tags=("Fruit",)),
    Entry("posts/b2.md", "Cherry", date="2026-10-20T09:00:00", hashtags=("fruit/red",)),
    Entry("posts/2026-08-01 d.md", "Date", date="2026-08-01", tags=("fruitless",)),
    Entry("e.md", "Elder"),
    Entry("draft.md", "Draft", date="2026-10-21", tags=("fruit",), draft=True),
)
FRONT: Mapping[str, Mapping[str, Any]] = {
    "a.md": {"Status": "Done", "rating": 5, "up": "[[Trees|the trees]]"},
    "posts/b10.md": {"status": ["open", "done"], "pinned": True},
    "posts/b2.md": {"status": "open", "reading time": "5"},
}


def find(report: Report | None = None, *, hashtags: bool = True, **query: Any) -> list[str]:
    """The titles of the notes that a digest of ENTRIES chooses."""
    index = Index("/", ENTRIES, ())
    searched = Searched(index, {"draft.md"}, lambda p: FRONT.get(p, {}), "en", hashtags)
    found = chosen(Digest(**query), "It", searched, report or Report("exporter.toml"))
    return [index.entries[path].title for path in found]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, "Cherry banana Apple Date Elder"),
        ({"tags": ["fruit"]}, "Cherry banana Apple"),
        ({"tags": ["#Fruit/Red"]}, "Cherry Apple"),
        ({"tags": ["red"]}, ""),
        ({"tags": ["fruitless", "fruit/red"]}, "Cherry Apple Date"),
        ({"folder": "posts/"}, "Cherry banana Date"),
        ({"folder": "post"}, ""),
        ({"since": "2026-10-01"}, "Cherry banana Apple"),
        ({"until": "2026-10-01"}, "Apple Date"),
        ({"since": "2026-10-20", "until": "2026-10-20"}, "Cherry banana"),
        ({"since": "19 days"}, "Cherry banana Apple"),
        ({"since": "18 days"}, "Cherry banana"),
        ({"since": "2 Months", "until": "2026-10-01"}, "Apple Date"),
        ({"until": "1 week"}, "Apple Date"),
        ({"since": "9999 years"}, "Cherry banana Apple Date"),
        ({"where": {"status": "done"}}, "banana Apple"),
        ({"where": {"status": ("done", "open"), "rating": 5}}, "Apple"),
        ({"where": {"pinned": True}}, "banana"),
        ({"where": {"reading-time": 5}}, "Cherry"),
        ({"where": {"up": "trees"}}, "Apple"),
        ({"where": {"missing": "x"}}, ""),
        ({"notes": ["e.md", "posts/*.md"]}, "Elder Date Cherry banana"),
        ({"notes": ["posts/*.md", "posts/b10.md"], "order": "date"}, "Cherry banana Date"),
        ({"notes": ["*"], "tags": ["fruit"], "folder": "posts"}, "Cherry banana"),
        ({"order": "title"}, "Apple banana Cherry Date Elder"),
        ({"order": "path", "reverse": True}, "banana Cherry Date Elder Apple"),
        ({"reverse": True}, "Elder Date Apple banana Cherry"),
        ({"order": "title", "limit": 2}, "Apple banana"),
    ],
)  # fmt: skip
def test_a_query_finds_what_holds_for_all_of_it(query: dict[str, Any], found: str) -> None:
    assert " ".join(find(**query)) == found


def test_tags_in_a_text_count_in_obsidians_dialect_only() -> None:
    assert find(tags=["fruit"], hashtags=False) == ["banana", "Apple"]


def test_a_time_is_counted_from_the_source_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1793664000")  # 2026-11-03
    assert find(since="14 days") == ["Cherry", "banana"]
    assert find(since="13 days") == []


def test_a_time_is_counted_from_the_newest_that_fits() -> None:
    assert find(since="30 days", tags=["fruitless"]) == ["Date"]


def test_drafts_are_in_no_digest_even_where_they_are_listed() -> None:
    report = Report("exporter.toml", 'notes = ["e.md", "gone.md",\n  "draft.md"]')
    assert find(report, notes=["e.md", "gone.md", "draft.md"]) == ["Elder"]
    assert [(d.code, d.line) for d in report.diagnostics] == [
        ("digest/missing-note", 1),
        ("digest/missing-note", 2),
    ]


def test_notes_without_a_date_are_told_where_a_digest_asks_for_one() -> None:
    report = Report("exporter.toml", '\nsince = "2026-10-01"')
    find(report, since="2026-10-01")
    assert [(d.code, d.line) for d in report.diagnostics] == [("digest/undated", 2)]
    assert "e.md" in report.diagnostics[0].message


def items(report: Report, **query: Any) -> list[tuple[str, str, str]]:
    searched = Searched(Index("/", ENTRIES, ()), (), lambda _path: {}, "en")
    found = digest_items(Digest(**query), "It", searched, report)
    return [(item.kind, item.note, item.text) for item in found]


def test_what_stands_around_is_a_note_or_a_text() -> None:
    report = Report("exporter.toml")
    query = {
        "folder": "posts",
        "intro": "e.md",
        "outro": "All {{ count }}. See `x.md` too",
        "limit": 1,
    }
    assert items(report, **query) == [
        ("front", "e.md", ""),
        ("chapter", "posts/b2.md", ""),
        ("back", "", "All 1. See `x.md` too"),
    ]
    assert not report.diagnostics


def test_a_note_around_it_is_no_item_of_it() -> None:
    assert ("chapter", "e.md", "") not in items(Report(""), intro="e.md")


def test_a_missing_introduction_is_told() -> None:
    report = Report("exporter.toml", 'intro = "gone.md"')
    assert items(report, notes=["a.md"], intro="gone.md") == [("chapter", "a.md", "")]
    assert [(d.code, d.line) for d in report.diagnostics] == [("digest/missing-note", 1)]


def test_a_digest_that_finds_nothing_is_told_and_not_made() -> None:
    report = Report("exporter.toml", '[[digest]]\ntitle = "Nobody’s"')
    assert items(report, title="Nobody’s", tags=["x"]) == []
    assert [(d.code, d.line) for d in report.diagnostics] == [("digest/empty", 2)]


def test_a_title_may_hold_the_days_of_its_notes() -> None:
    searched = Searched(Index("/", ENTRIES, ()), (), lambda _path: {}, "en")
    found = digest_items(Digest(folder="posts"), "It", searched, Report(""))
    assert facts_of(found, searched.index, "en-GB") == {
        "first": "1 August 2026",
        "last": "20 October 2026",
        "count": "3",
    }


@pytest.mark.parametrize(
    ("body", "tags"),
    [
        ("A #tag and #tag/nested, again #tag.", ("tag", "tag/nested")),
        ("**#bold** ==#marked== <span>#html #two</span>", ("bold", "marked", "html", "two")),
        ("# Heading\n\n#1 C# a#b [x](#here) [[#part]] #fff", ()),
        ("`#code` %%#comment%% <!-- #hidden -->\n\n```\n#fenced\n```", ()),
        ("{ #id}\n\nEnd {#other}", ()),
        ("#été #1984er", ("été", "1984er")),
    ],
)
def test_the_tags_of_a_text_are_found_without_reading_it(body: str, tags: tuple[str, ...]) -> None:
    assert tags_in(body) == tags


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("daily/2026-10-01.md", "2026-10-01"),
        ("2026-10-01-a-post.md", "2026-10-01"),
        ("2026-10-011.md", ""),
        ("2026-10-01/a.md", ""),
        ("on 2026-10-01.md", ""),
    ],
)
def test_a_file_name_may_begin_with_a_day(path: str, day: str) -> None:
    assert day_in_name(path) == day


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1 day", "2024-03-30"),
        ("2 weeks", "2024-03-17"),
        ("1 month", "2024-02-29"),
        ("4 months", "2023-11-30"),
        ("12 MONTHS", "2023-03-31"),
        ("1 year", "2023-03-31"),
        ("3000 years", "0001-01-01"),
    ],
)
def test_a_time_is_counted_back(written: str, day: str) -> None:
    assert counted_back(written, date(2024, 3, 31)).isoformat() == day


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("2026", "2026-01-01T00:00:00+00:00"),
        ("2026-10-01T01:00:00+02:00", "2026-09-30T23:00:00+00:00"),
        ("9999-12-31T23:59:59-14:00", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("spring", None),
    ],
)
def test_a_moment_lies_in_a_year_of_ours(written: str, found: str | None) -> None:
    assert moment(written) == (datetime.fromisoformat(found) if found else None)
