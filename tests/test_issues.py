"""The issues of a newsletter lead to each other, by their days."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from tests.vaults import Project


@pytest.fixture
def letters(project: Project) -> Project:
    project.write("exporter.toml", '[newsletter]\nfrom = "A <a@example.org>"\nfolder = "letters"\n')
    for name, day in (("b", "2026-01-01"), ("a", "2026-03-01"), ("c", "2026-02-01")):
        project.write(f"letters/{name}.md", f"---\ntitle: Letter {name}\ndate: {day}\n---\nText.\n")
    project.write("note.md", "Text.\n")
    project.build()
    return project


def around(project: Project, name: str) -> dict[str, str]:
    page = html.parse(str(project.out / f"{name}.html"))
    return {link.get("rel"): link.get("href") for link in page.iterfind(".//nav[@class='turn']/a")}


def test_an_issue_leads_to_the_one_before_and_the_one_after(letters: Project) -> None:
    assert around(letters, "letters/c") == {"prev": "b.html", "next": "a.html"}


def test_the_first_and_the_last_have_one_neighbour(letters: Project) -> None:
    assert around(letters, "letters/b") == {"next": "c.html"}
    assert around(letters, "letters/a") == {"prev": "c.html"}


def test_a_note_that_is_no_issue_leads_nowhere(letters: Project) -> None:
    assert around(letters, "note") == {}


def test_an_issue_is_made_again_when_another_comes_between(letters: Project) -> None:
    letters.write("letters/d.md", "---\ndate: 2026-02-10\n---\nText.\n")
    letters.build()
    assert around(letters, "letters/c") == {"prev": "b.html", "next": "d.html"}
    letters.write("letters/b.md", "---\ntitle: Letter b\ndate: 2026-02-11\n---\nText.\n")
    letters.build()
    assert around(letters, "letters/d") == {"prev": "c.html", "next": "b.html"}


@pytest.mark.parametrize(
    ("front", "told"),
    [
        ("title: On moss\nnumber: 12", "No.\u00a012 · 2026"),
        ("title: On moss\nIssue: 12", "No.\u00a012 · 2026"),
        ("title: The Paper 12\nnumber: 12", "2026"),
        ("title: The Paper 112\nnumber: 12", "No.\u00a012 · 2026"),
        ("title: On moss\nnumber: twelve", "2026"),
        ("title: On moss", "2026"),
    ],
)
def test_a_letter_says_its_number_unless_its_title_does(
    project: Project, front: str, told: str
) -> None:
    project.write("exporter.toml", '[newsletter]\nfrom = "A <a@example.org>"\n')
    project.write("a.md", f"---\n{front}\ndate: 2026\n---\nText.\n")
    project.build(formats=("email",))
    page = html.parse(str(project.out / "a.email.html"))
    assert page.find(".//p[@class='byline']").text == told
    assert Path(project.out, "a.email.txt").read_text().splitlines()[2] == told
