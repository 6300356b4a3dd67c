"""What is published: the rules of Obsidian Publish and of the digital-garden plugin."""

from __future__ import annotations

import pytest

from tests.vaults import Project

NOTES = {
    "open.md": "---\npublish: true\n---\n[[closed]] [[plain]]\n\n![[closed]]\n\n![[plain]]\n",
    "closed.md": "---\ndg-publish: false\n---\nsecret words\n",
    "draft.md": "---\npublish: true\ndraft: true\n---\ndraft words\n",
    "plain.md": "plain words\n",
}


@pytest.fixture
def garden(project: Project) -> Project:
    for name, text in NOTES.items():
        project.write(name, text)
    return project


def made(project: Project, *paths: str) -> list[str]:
    return sorted(outcome.source for outcome in project.build(*paths).outcomes)


def test_all_but_what_says_no_is_published(garden: Project) -> None:
    assert made(garden) == ["open.md", "plain.md"]


def test_only_what_is_marked_is_published_where_the_project_says_so(garden: Project) -> None:
    garden.write("exporter.toml", '[build]\npublish = "marked"\n')
    assert made(garden) == ["open.md"]
    assert "plain words" not in (garden.out / "open.html").read_text()


def test_what_is_held_back_is_neither_linked_nor_shown(garden: Project) -> None:
    found = [(d.code, d.line) for d in garden.build().diagnostics if d.note == "open.md"]
    assert ("links/unpublished", 4) in found
    assert ("embeds/unpublished", 6) in found
    text = (garden.out / "open.html").read_text()
    assert "secret words" not in text
    assert "plain words" in text
    assert 'href="plain.html"' in text
    assert 'href="closed.html"' not in text


def test_a_note_that_is_named_is_made(garden: Project) -> None:
    garden.write("closed.md", NOTES["closed.md"] + "\n![[draft]]\n")
    assert made(garden, "closed.md") == ["closed.md"]
    assert "draft words" in (garden.out / "closed.html").read_text()


def test_a_folder_that_is_named_holds_back_what_the_project_does(project: Project) -> None:
    project.write("exporter.toml", "[project]\n")
    project.write("a/one.md", "text")
    project.write("a/two.md", "---\ndraft: true\n---\ntext")
    assert made(project, "a") == ["a/one.md"]


def test_a_book_publishes_its_chapters(project: Project) -> None:
    project.write("exporter.toml", '[build]\npublish = "marked"\n[[book]]\ntitle = "B"\n')
    project.write("one.md", "[[two]]\n")
    project.write("two.md", "text\n")
    assert made(project) == ["B"]
    assert 'href="#two"' in (project.out / "B.html").read_text()


def test_the_keys_of_the_garden_plugin_are_understood(project: Project) -> None:
    project.write("exporter.toml", '[project]\nurl = "https://g.example"\n')
    text = "---\ndg-home: true\ndg-show-toc: true\ndg-created: 2026-01-02\n"
    project.write("n.md", f"{text}dg-content-classes: wide gallery\n---\n## One\n\ntext\n")
    project.build()
    page = (project.out / "n.html").read_text()
    assert '<link rel="canonical" href="https://g.example/">' in page
    assert '<body class="note wide gallery"' in page
    assert 'href="#one">One</a>' in page
    assert 'datetime="2026-01-02"' in page
