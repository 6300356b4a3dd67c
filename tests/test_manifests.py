"""Files in a vault that describe a book each, and what is said where they are wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from exporter.config import Book
from exporter.config.settings import Part
from tests.commands import Call
from tests.vaults import Project, outline_of, told

MDBOOK = """\
[book]
title = "A manual"
authors = ["Ada", "Bea"]
language = "de"
text-direction = "rtl"
description = "How to."
src = "text"
multilingual = false
unknown-key = 1

[build]
build-dir = "book"

[output.html]
smart-punctuation = true
"""


def book_of(project: Project, name: str, text: str) -> Book:
    """The one book of a project with one manifest."""
    project.write(name, text)
    (bound,) = project.books()
    assert [found.message for found in bound.found if found.code == "book/manifest"] == []
    return bound.book


def complaint(project: Project, name: str, text: str) -> tuple[int, str, str]:
    """The line of what is wrong with a manifest, the message and the hint."""
    project.write(name, text)
    (bound,) = project.books()
    (found,) = bound.found
    assert (found.code, found.severity, found.note) == ("book/manifest", "error", name)
    return found.line, found.message, found.hint


# --- ours -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "book.toml",
            'title = "T"\nseries_number = 1.5\ndate = 2026-01-02\nhalf_title = true\n'
            'chapters = ["a.md", { part = "Two", chapters = ["b.md"] }]\n',
        ),
        (
            "book.toml",
            '[book]\ntitle = "T"\nseries_number = 1.5\ndate = 2026-01-02\nhalf_title = true\n'
            'chapters = ["a.md", { part = "Two", chapters = ["b.md"] }]\n',
        ),
        (
            "book.yaml",
            "title: T\nseries_number: 1.5\ndate: 2026-01-02\nhalf_title: true\nsubtitle:\n"
            "chapters:\n  - a.md\n  - part: Two\n    chapters: [b.md]\n",
        ),
        (
            "book.yml",
            "# a book\nbook:\n  title: T\n  series_number: 1.5\n  date: 2026-01-02\n"
            "  half_title: true\n  chapters:\n  - a.md\n  - {part: Two, chapters: [b.md]}\n",
        ),
    ],
)
def test_a_manifest_has_the_keys_of_a_book_in_the_settings(
    project: Project, name: str, text: str
) -> None:
    assert book_of(project, f"x/{name}", text) == Book(
        title="T",
        series_number="1.5",
        date="2026-01-02",
        half_title=True,
        folder="x",
        chapters=("a.md", Part("Two", ("b.md",))),
    )


def test_paths_are_relative_to_the_manifest(project: Project) -> None:
    for name in ("one/cover.png", "one/text/a.md", "one/about.md", "two/cover.png"):
        project.write(name, "")
    text = 'cover = "cover.png"\nabout = "./about.md"\ncolophon = "Set in type."\nfolder = "text"\n'
    book = book_of(project, "one/book.toml", text)
    assert (book.cover, book.about) == ("one/cover.png", "one/about.md")
    assert (book.colophon, book.folder) == ("Set in type.", "one/text")


def test_a_book_without_a_title_is_called_by_its_folder(project: Project) -> None:
    assert book_of(project, "deep/My book/book.yaml", "").title == "My book"
    # what no output can hold is none
    assert book_of(project, "deep/My book/book.yaml", 'title: "\\ufdd0 "').title == "My book"
    (project.root / "deep/My book/book.yaml").unlink()
    assert book_of(project, "book.yaml", "").title == project.root.name


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ('title = "x"\n\ntitel = "y"\n', 3, "[book] has no key “titel”", "“title”"),
        ('[book]\n# why\ntitel = "y"\n', 3, "[book] has no key “titel”", "“title”"),
        ("[book]\nhalf_title = 1\n", 2, "book.half_title must be true or false, not a number", ""),
        ('chapters = [\n  "a.md",\n  3,\n]\n', 1, "book.chapters", ""),
        ('folder = "../.."\n', 1, "the folder of its notes lies outside the vault", ""),
        ("title = x\n", 1, "invalid value", "quotation marks"),
        ('[book]\ntitle = "x"\n[buidl]\n', 1, "[book] has no key “book”", ""),
        ('[book]\nlanguage = "de"\n', 2, "[book] has no key “language”", ""),
        ('[book]\nsrc = "src"\ntitle = 3\n', 3, "book.title must be text", ""),
        ('[book]\nsrc = "src"\ntext-direction = "up"\n', 3, "book.dir", ""),
        ('[book]\n\nsrc = "../../etc"\n', 3, "the folder of its notes lies outside", ""),
    ],
)
def test_what_is_wrong_in_toml_is_told_with_its_line(
    project: Project, text: str, line: int, message: str, hint: str
) -> None:
    at, said, hinted = complaint(project, "x/book.toml", text)
    assert (at, message in said, hint in hinted) == (line, True, True), (said, hinted)


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ("title: x\n\ntitel: y\n", 3, "[book] has no key “titel”", "“title”"),
        ("book:\n  title: x\n  chapters:\n  - a.md\n  - 3\n", 5, "book.chapters", ""),
        ("title: x\nchapters:\n- part: P\n  chapters: b.md\n", 4, "must be a list", ""),
        ("title: a: b\n", 1, "mapping values are not allowed", "quotation marks"),
        ("title: x\nlang: de\ntitle: y\n", 3, "the key “title” is there twice", ""),
        ("a: &a [x]\nb: *a\n", 2, "aliases", ""),
        ("- a.md\n", 1, "it holds no keys", "title: My book"),
    ],
)
def test_what_is_wrong_in_yaml_is_told_with_its_line(
    project: Project, text: str, line: int, message: str, hint: str
) -> None:
    at, said, hinted = complaint(project, "x/book.yaml", text)
    assert (at, message in said, hint in hinted) == (line, True, True), (said, hinted)


def test_bytes_that_are_no_text_are_told(project: Project) -> None:
    (project.root / "book.toml").write_bytes(b'lang = "de"\ntitle = "\xff"\n')
    (bound,) = project.books()
    assert told(bound) == [("book/manifest", "book.toml", 2)]


# --- mdBook's -------------------------------------------------------------------------------------


def test_what_mdbook_says_of_a_book_is_taken_and_the_rest_passed_over(project: Project) -> None:
    project.write("m/text/SUMMARY.md", "- [A](a.md)\n")
    project.write("m/text/a.md", "A")
    assert book_of(project, "m/book.toml", MDBOOK) == Book(
        title="A manual",
        authors=("Ada", "Bea"),
        lang="de",
        dir="rtl",
        description="How to.",
        folder="m/text",
        chapters="SUMMARY.md",
    )


@pytest.mark.parametrize("text", ['[book]\ntitle = "T"\nlanguage = "en"\n', "[output.html]\n"])
def test_a_summary_where_mdbook_has_it_tells_whose_manifest_it_is(
    project: Project, text: str
) -> None:
    project.write("src/SUMMARY.md", "- [A](a.md)\n")
    project.write("src/a.md", "A")
    project.write("book.toml", text)
    assert outline_of(project.books()[0]) == ["chapter src/a.md"]


# --- builds ---------------------------------------------------------------------------------------


def test_notes_beside_a_manifest_are_made_only_with_its_book(project: Project) -> None:
    project.write("b/book.yaml", "title: Book\nchapters: [a.md]\n")
    for note in ("b/a.md", "b/other.md", "note.md"):
        project.write(note, "Text.")
    summary = project.build()
    assert {outcome.source for outcome in summary.outcomes} == {"Book", "note.md"}
    assert [(d.code, d.note, d.line) for d in summary.diagnostics] == [
        ("book/unlisted", "b/other.md", 1)
    ]
    assert [outcome.source for outcome in project.build("b/other.md").outcomes] == ["b/other.md"]


def test_a_wrong_manifest_costs_its_own_book_only(project: Project) -> None:
    project.write("b/book.toml", 'titel = "Book"\n')
    project.write("b/a.md", "Text.")
    project.write("c/book.toml", 'title = "Other"\n')
    project.write("c/a.md", "Text.")
    summary = project.build()
    assert [outcome.source for outcome in summary.outcomes] == ["Other"]
    assert ("book/manifest", "b/book.toml") in [(d.code, d.note) for d in summary.diagnostics]
    assert project.build("c").diagnostics == ()


def test_a_change_of_a_manifest_or_a_summary_makes_its_book_again(project: Project) -> None:
    project.write("book.toml", '[book]\ntitle = "Book"\nsrc = "."\n')
    project.write("SUMMARY.md", "- [A](a.md)\n")
    project.write("a.md", "Alpha")
    project.write("b.md", "Beta")
    project.build()
    assert [outcome.status for outcome in project.build().outcomes] == ["unchanged"]
    project.write("SUMMARY.md", "- [A](a.md)\n- [B](b.md)\n")
    assert [outcome.status for outcome in project.build().outcomes] == ["written"]
    assert "Beta" in (project.out / "Book.html").read_text()
    project.write("book.toml", '[book]\ntitle = "Book"\nsrc = "."\ndescription = "New"\n')
    assert [outcome.status for outcome in project.build().outcomes] == ["written"]


def test_findings_about_a_book_as_a_whole_are_about_its_manifest(project: Project) -> None:
    project.write("b/book.toml", 'title = "Book"\n\ncover = "gone.png"\n')
    project.write("b/a.md", "Text.")
    found = [(d.note, d.line) for d in project.build().diagnostics if d.code == "book/cover"]
    assert found == [("b/book.toml", 3)]


@pytest.mark.parametrize("words", [("build",), ("build", "."), ("build", "book.toml")])
def test_the_folder_of_a_book_is_built_without_any_settings(
    exporter: Call, project: Project, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    project.write("book.toml", 'title = "Book"\n')
    project.write("a.md", "Text.")
    monkeypatch.chdir(project.root)
    done = exporter(*words, "--to", "json", "--report", "json")
    assert done.code == 0, done.err
    assert [each["source"] for each in json.loads(done.out)["artifacts"]] == ["Book"]


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_book_that_can_not_be_made_fails_the_command(
    exporter: Call, project: Project, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    project.write("book.yaml", "titel: Book\n")
    project.write("a.md", "Text.")
    monkeypatch.chdir(project.root)
    done = exporter(command, ".")
    assert done.code == 1
    assert "[book] has no key “titel”" in done.err + done.out


# --- the examples of docs/books.md ----------------------------------------------------------------

PAGE = (Path(__file__).parent.parent / "docs/books.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(("kind", "text"), EXAMPLES)
def test_an_example_is_a_book(project: Project, kind: str, text: str) -> None:
    names = re.findall(r"[\w/]+(?:%20\w+)*\.md\b", text)
    names += [f"{name}.md" for name in re.findall(r"\[\[(\w+)", text)]
    for name in names:
        project.write(unquote(name), f"# {name}")
    if kind == "markdown":
        note = "SUMMARY.md" if "# Summary" in text else "Map.md"
        project.write(note, text)
        project.write("book.toml", f'title = "The garden"\nchapters = "{note}"\n')
    else:
        project.write(f"book.{kind}", text)
        project.write("01.md", "# One")
    (book,) = project.books()
    assert {code for code, _, _ in told(book)} <= {"book/draft-chapter"}
    assert book.book.title == "The garden"
    assert {unquote(name) for name in names} <= {item.note for item in book.items}


def test_a_book_may_run_from_right_to_left(project: Project) -> None:
    project.write("book.toml", 'title = "Book"\ndir = "rtl"\n')
    project.write("a.md", "Text.")
    project.build()
    assert 'dir="rtl"' in (project.out / "Book.html").read_text().partition(">")[2][:200]


def test_a_manifest_made_to_cost_time_costs_little(project: Project) -> None:
    project.write("book.toml", "note = '''\n" + "titel\n" * 20_000 + "'''\ntitel = 3\n")
    (bound,) = project.books()
    assert [code for code, _, _ in told(bound)] == ["book/manifest"]
