"""What is made again when something else changes, and what leaves with its note."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from exporter.seal import sealed, unsealed
from tests.vaults import Project

FORMATS = ("html", "json")


def made_again(project: Project, *, formats: tuple[str, ...] = ("html",)) -> set[str]:
    """What a build makes, as `note.format` where there are several."""
    outcomes = project.build(formats=formats).outcomes
    written = [each for each in outcomes if each.status == "written"]
    return {
        each.source if formats == ("html",) else f"{each.source}.{each.format}" for each in written
    }


def files(project: Project) -> list[str]:
    found = (file for file in project.out.rglob("*") if file.is_file())
    return sorted(file.relative_to(project.out).as_posix() for file in found if file.name[0] != ".")


@pytest.fixture
def linked(project: Project) -> Project:
    project.write("exporter.toml", "")
    project.write("a.md", "[[b#Part]] and [[new]]")
    project.write("b.md", "---\ntitle: B\n---\nText.\n\n## Part")
    project.write("c.md", "Alone.")
    project.build()
    return project


CHANGES = {
    "a note that nobody asked for": ({"d.md": "D"}, {"d.md"}),
    "a note that was asked for in vain": ({"new.md": "New"}, {"a.md", "new.md"}),
    "an alias that was asked for": ({"d.md": "---\naliases: [new]\n---\nD"}, {"a.md", "d.md"}),
    "the text of a note that is led into": (
        {"b.md": "---\ntitle: B\n---\nOther text.\n\n## Part"},
        {"b.md"},
    ),
    "the title of a note that is led into": (
        {"b.md": "---\ntitle: Other\n---\nText.\n\n## Part"},
        {"b.md"},
    ),
    "a heading that is led to": ({"b.md": "Text.\n\n## Another"}, {"a.md", "b.md"}),
    "another note of that name, nearer to the root": ({"b/b.md": "B"}, {"b/b.md"}),
    "a note that is not published any more": ({"b.md": "---\ndraft: true\n---\n## Part"}, {"a.md"}),
    "a picture that nobody shows": ({"dot.svg": "<svg/>"}, set()),
    "a template of another format": ({"templates/email/email.css": "p { margin: 0 }"}, set()),
    "a template": ({"templates/html/about.html": ""}, {"a.md", "b.md", "c.md"}),
    "a template that includes one of another format": (
        {
            "templates/html/about.html": '{% include "email/x.html" %}',
            "templates/email/x.html": "x",
        },
        {"a.md", "b.md", "c.md"},
    ),
    "a setting of another format": ({"exporter.toml": "[epub]\nfonts = true"}, set()),
    "a setting": ({"exporter.toml": '[project]\nlang = "de"'}, {"a.md", "b.md", "c.md"}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_made_again(linked: Project, name: str) -> None:
    changed, expected = CHANGES[name]
    for path, text in changed.items():
        linked.write(path, text)
    assert made_again(linked) == expected
    assert made_again(linked) == set()


def test_what_a_template_includes_is_read_though_it_is_of_another_format(linked: Project) -> None:
    linked.write("templates/html/about.html", '{% include "email/x.html" %}')
    linked.write("templates/email/x.html", "x")
    linked.build()
    linked.write("templates/email/x.html", "y")
    assert made_again(linked) == {"a.md", "b.md", "c.md"}


def test_a_listing_is_made_again_when_what_it_includes_changes(project: Project) -> None:
    project.write("exporter.toml", "[build]\nplaceholders = true")
    project.write("code.py", "one = 1")
    project.write("a.md", "```\n{{#include code.py}}\n```")
    project.build()
    project.write("code.py", "two = 2")
    assert made_again(project) == {"a.md"}


def test_a_bibliography_that_was_missing_is_looked_for_again(project: Project) -> None:
    project.write("a.md", "---\nbibliography: works.bib\n---\n[@key]")
    project.build()
    project.write("works.bib", "@book{key, title={T}, author={A}, year={2000}}")
    assert made_again(project) == {"a.md"}


def test_one_format_does_not_make_another_again(project: Project) -> None:
    project.write("a.md", "[[b]]")
    project.write("b.md", "B")
    project.build(formats=FORMATS)
    project.build(formats=("json",))
    assert made_again(project, formats=FORMATS) == set()


def test_a_note_by_its_name_is_what_it_is_among_all(project: Project) -> None:
    project.write("a.md", "[[b]]")
    project.write("b.md", "B")
    project.build()
    page = (project.out / "a.html").read_bytes()
    project.build("a.md")
    assert (project.out / "a.html").read_bytes() == page
    assert made_again(project) == set()


def test_what_no_note_stands_for_leaves(project: Project) -> None:
    project.write("a.md", "A")
    project.write("sub/b.md", "B")
    project.build(formats=FORMATS)
    (project.root / "sub/b.md").unlink()
    project.build("a.md")
    assert "sub/b.html" in files(project)
    summary = project.build(formats=("html",))
    assert files(project) == ["a.html", "a.json"]
    assert sorted(summary.removed) == ["sub/b.html", "sub/b.json"]
    assert not (project.out / "sub").exists()


def test_what_was_not_written_by_us_stays(project: Project) -> None:
    project.write("a.md", "A")
    project.write("b.md", "B")
    project.build(formats=FORMATS)
    (project.out / "CNAME").write_text("x.org")
    (project.out / "b.html").write_text("changed by hand")
    (project.root / "b.md").unlink()
    summary = project.build()
    assert files(project) == ["CNAME", "a.html", "a.json", "b.html"]
    assert [found.code for found in summary.diagnostics] == ["out/changed"]
    assert project.build().diagnostics == ()


def test_nothing_leaves_while_something_fails(project: Project) -> None:
    project.write("a.md", "A")
    project.write("b.md", "B")
    project.build()
    (project.root / "b.md").unlink()
    (project.root / "a.md").write_bytes(b"\0\1\2 binary")
    project.build()
    assert files(project) == ["a.html", "b.html"]
    project.write("a.md", "A")
    project.build()
    assert files(project) == ["a.html"]


def test_what_was_asked_for_by_name_stays_with_its_note(project: Project) -> None:
    project.write("a.md", "---\ndraft: true\n---\nA")
    project.write("b.md", "B")
    project.build("a.md")
    project.build()
    assert files(project) == ["a.html", "b.html"]
    (project.root / "a.md").unlink()
    project.build()
    assert files(project) == ["b.html"]


def test_another_project_in_the_same_folder_is_left_alone(project: Project) -> None:
    project.write("a.md", "A")
    project.build()
    other = Project(project.root.parent / "other")
    other.out = project.out
    other.write("b.md", "B")
    other.build()
    assert files(project) == ["a.html", "b.html"]


def test_a_note_of_another_project_in_the_same_folder_is_not_taken_for_ours(
    project: Project,
) -> None:
    project.write("a.md", "A")
    project.build()
    other = Project(project.root.parent / "other")
    other.out = project.out
    other.write("a.md", "Other")
    assert made_again(other) == made_again(project) == {"a.md"}


@pytest.mark.parametrize("brought", [shutil.copytree, os.rename])
def test_a_project_that_is_brought_elsewhere_with_its_out_folder_is_itself(
    project: Project, brought: Callable[[Path, Path], object]
) -> None:
    project.out = project.root / "out"
    project.write("a.md", "A ![[c]]")
    for name in "bcd":
        project.write(f"{name}.md", f"{name} [[a#^there]]")
    project.build()
    other = Project(project.root.parent / "other")
    other.out = other.root / "out"
    brought(project.root, other.root)
    assert made_again(other) == set()
    other.write("c.md", "Changed")
    (other.root / "d.md").unlink()
    assert made_again(other) == {"a.md", "c.md"}
    assert files(other) == ["a.html", "b.html", "c.html"]


def test_a_file_of_the_manifest_outside_the_folder_is_not_removed(project: Project) -> None:
    project.write("a.md", "A")
    project.write("b.md", "B")
    project.build()
    file = project.root / "secret.html"
    os.link(project.out / "b.html", file)
    manifest = project.out / ".exporter.build"
    content = unsealed(manifest.read_bytes())
    assert content is not None
    manifest.write_bytes(sealed(content.replace(b'"b.html"', b'"../vault/secret.html"')))
    (project.root / "b.md").unlink()
    project.build()
    assert file.exists()
