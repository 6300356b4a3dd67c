"""Profiles: settings by name, and what the built-in ones make of a book."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from exporter import config
from exporter.config import Settings
from exporter.errors import UsageError
from exporter.model import nodes as n
from exporter.model.edition import Edition
from exporter.model.walk import collect, plain_text
from exporter.publication.link_addresses import with_addresses
from exporter.publication.outline import Item
from exporter.publication.sample import Sample, sample
from exporter.run import Summary, build
from tests import editions, oracles
from tests.commands import Call
from tests.vaults import Project


def read(folder: Path, text: str, profile: str = "") -> Settings:
    file = folder / "exporter.toml"
    file.write_text(text)
    return config.load(file, profile)


def complaint(folder: Path, text: str, profile: str = "") -> tuple[str, str]:
    with pytest.raises(UsageError) as caught:
        read(folder, text, profile)
    return caught.value.message.rpartition("exporter.toml:")[2], caught.value.hint


def made(project: Project, profile: str, formats: tuple[str, ...] = ("html",)) -> Summary:
    settings = config.load(project.root / "exporter.toml", profile)
    return build(settings, [], formats=formats, out=project.out)


# --- settings ------------------------------------------------------------------------------------


def test_a_profile_replaces_single_keys(tmp_path: Path) -> None:
    text = """
        [project]
        title = "Notes"
        author = "A"
        [build]
        theme = "one"
        typography = false
        [build.variables]
        version = "1"
        name = "x"
        [profile.press.project]
        author = "B"
        [profile.press.build]
        theme = "two"
        variables = { version = "2" }
        [profile.press.newsletter]
        from = "B <b@example.org>"
        """
    settings = read(tmp_path, text, "press")
    assert (settings.project.title, settings.project.author) == ("Notes", "B")
    assert (settings.build.theme, settings.build.typography) == ("two", False)
    assert settings.build.variables == {"version": "2", "name": "x"}
    assert settings.newsletter is not None
    assert read(tmp_path, text).build.theme == "one"
    assert read(tmp_path, text).newsletter is None


def test_a_profile_has_one_table_for_all_books(tmp_path: Path) -> None:
    text = """
        [[book]]
        title = "One"
        cover = "a.png"
        [[book]]
        title = "Two"
        [profile.press.book]
        cover = "b.png"
        date = 2026-10-31
        """
    books = read(tmp_path, text, "press").books
    assert [(b.title, b.cover, b.date) for b in books] == [
        ("One", "b.png", "2026-10-31"),
        ("Two", "b.png", "2026-10-31"),
    ]


def test_what_is_built_in_needs_no_settings(tmp_path: Path) -> None:
    assert config.default(tmp_path, "draft").build.draft
    assert config.default(tmp_path, "sample").build.sample
    assert config.default(tmp_path, "print").build.link_addresses == "notes"
    assert config.default(tmp_path, "screen") == config.default(tmp_path)


def test_a_project_refines_what_is_built_in(tmp_path: Path) -> None:
    text = '[build]\nformats = ["epub"]\n[profile.draft.build]\nformats = ["html"]'
    build = read(tmp_path, text, "draft").build
    assert (build.draft, build.formats) == (True, ("html",))


def test_the_screen_is_what_is_built_without_a_profile(tmp_path: Path) -> None:
    text = '[profile.screen.build]\ntheme = "bright"'
    assert read(tmp_path, text).build.theme == "bright"
    assert read(tmp_path, text, "print").build.theme == "default"


def test_an_unknown_profile_is_answered_with_the_one_that_was_meant(tmp_path: Path) -> None:
    text = '[profile.press.build]\ntheme = "two"'
    assert complaint(tmp_path, text, "pres") == (
        "there is no profile “pres”",
        "did you mean “press”?",
    )
    assert complaint(tmp_path, text, "x")[1] == "known are screen, print, sample, draft, press"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "[profile.a.build]\n[profile.b.build]\n\ntypograhpy = true",
            "4: [build] has no key “typograhpy”",
            "“typography”",
        ),
        ("[profile.a.buidl]", "1: a profile has no “buidl”", "“build”"),
        (
            '[profile.a.build]\ntypography = "no"',
            "2: build.typography must be true or false",
            "",
        ),
        ('[profile.a.build]\nformats = ["pfd"]', "2: “pfd” is not a value", "“pdf”"),
        ('\n[profile.a.book]\ntitel = "x"', "3: [book] has no key “titel”", "“title”"),
        ("[profile.a.book]\nsample = 0", "2: book.sample: Expected `int` >= 1", ""),
        (
            '[[profile.a.book]]\ntitle = "x"',
            "1: a profile has one table for all books",
            "[profile.a.book]",
        ),
        ("[profile]\na = 3", "2: a profile is a table", "[profile.NAME.build]"),
        ("profile = 3", "1: a profile is a table", "[profile.NAME.build]"),
        ("[profil.a.build]", "1: there is no “profil” here", "“profile”"),
    ],
)
def test_what_is_wrong_with_a_profile_is_named_whether_it_is_asked_for_or_not(
    tmp_path: Path, text: str, message: str, hint: str
) -> None:
    said, advice = complaint(tmp_path, text)
    assert said.startswith(message)
    assert hint in advice


def test_commands_take_a_profile(exporter: Call) -> None:
    Path("note.md").write_text("[[nowhere]]\n")
    assert exporter("build", "note.md", "--profile", "draft", "--to", "html").code == 0
    assert Path("out/note - draft.html").is_file()
    assert exporter("check", "note.md", "--profile", "draft").code == 0
    ended = exporter("check", "note.md", "--profile", "drat")
    assert ended.code == 2
    assert "did you mean “draft”?" in ended.err


# --- names ---------------------------------------------------------------------------------------


def test_profiles_keep_what_the_others_made(project: Project) -> None:
    project.write("exporter.toml", "")
    project.write("one/note.md", "words")
    project.write("two/note.md", "---\nslug: page\n---\nwords")
    made(project, "")
    made(project, "draft")
    names = {path.relative_to(project.out).as_posix() for path in project.out.rglob("*.html")}
    assert names == {
        "one/note.html",
        "one/note - draft.html",
        "two/page.html",
        "two/page - draft.html",
    }
    for profile in ("", "draft"):
        assert {each.status for each in made(project, profile).outcomes} == {"unchanged"}


def test_a_profile_says_how_its_files_are_called(project: Project) -> None:
    project.write("exporter.toml", '[profile."a/b".build]\n[profile.plain.build]\nsuffix = ""\n')
    project.write("note.md", "words")
    made(project, "a/b")
    made(project, "plain")
    assert {path.name for path in project.out.glob("*.html")} == {"note - a-b.html", "note.html"}


# --- samples -------------------------------------------------------------------------------------

OUTLINE = (
    Item("front", role="titlepage"),
    Item(note="preface.md"),
    Item("part", title="One"),
    Item(note="a.md"),
    Item(note="a1.md", level=2),
    Item(note="b.md"),
    Item("part", title="Two"),
    Item(note="c.md"),
    Item(note="dedication.md"),
    Item("appendix", note="x.md", role="appendix"),
    Item("back", made="endnotes"),
    Item("back", note="colophon.md", role="colophon"),
)
ROLES = {"preface.md": "preface", "dedication.md": "dedication"}


def names(items: tuple[Item, ...]) -> list[str]:
    return [item.note or item.title or item.made or item.role for item in items]


def test_a_sample_has_the_front_matter_and_the_first_chapters_with_what_is_in_them() -> None:
    kept, left_out = sample(OUTLINE, 1, ROLES)
    first = ["titlepage", "preface.md", "One", "a.md", "a1.md"]
    assert names(kept) == [*first, "dedication.md", "endnotes"]
    assert names(left_out) == ["b.md", "c.md", "x.md"]


def test_a_part_without_its_chapters_is_left_out() -> None:
    assert "Two" not in names(sample(OUTLINE, 2, ROLES).kept)


def test_a_book_with_no_more_chapters_is_left_whole() -> None:
    assert sample(OUTLINE, 3, ROLES) == Sample(OUTLINE, ())


BOOK = """
    [[book]]
    title = "The Whole"
    folder = "book"
    sample = 1
    url = "https://example.org/whole"
    """


@pytest.fixture
def book(project: Project) -> Project:
    project.write("exporter.toml", BOOK)
    project.write("book/1.md", "# First\n\nSee [[2]] and [[3|the end]].\n\n[[nowhere]]\n")
    project.write("book/2.md", "# Second *one*\n\nHidden words.\n")
    project.write("book/3.md", "# Third\n\nMore.\n")
    project.write("note.md", "alone\n")
    return project


def test_a_sample_says_what_it_lacks_and_where_to_get_it(book: Project) -> None:
    summary = made(book, "sample")
    assert [each.source for each in summary.outcomes] == ["The Whole"]
    text = (book.out / "The Whole - sample.html").read_text()
    assert "Hidden words" not in text
    assert "This is a sample of <em>The Whole</em>." in text
    ending = text[text.index("This is a sample") :]
    assert re.findall(r"<li>(.*?)</li>", ending) == ["Second one", "Third"]
    assert 'href="https://example.org/whole"' in ending


def test_a_link_to_what_a_sample_lacks_keeps_its_text(book: Project) -> None:
    book.write("exporter.toml", BOOK + '[project]\nurl = "https://example.org"\n')
    made(book, "sample")
    text = (book.out / "The Whole - sample.html").read_text()
    assert '<span class="unresolved">the end</span>' in text


def test_a_sample_is_made_again_when_a_title_that_it_lists_changes(book: Project) -> None:
    made(book, "sample")
    book.write("book/3.md", "# Fourth\n\nMore.\n")
    assert [each.status for each in made(book, "sample").outcomes] == ["written"]
    assert "Fourth" in (book.out / "The Whole - sample.html").read_text()


def test_without_a_book_there_is_nothing_to_sample(exporter: Call) -> None:
    Path("note.md").write_text("words")
    ended = exporter("build", ".", "--profile", "sample")
    assert ended.code == 2
    assert "a sample is one of a book" in ended.err


def test_a_profile_holds_for_a_book_of_a_manifest_of_its_own(project: Project) -> None:
    project.write("exporter.toml", "[profile.sample.book]\nsample = 1\ndate = 2026-10-31\n")
    project.write("it/book.toml", 'title = "It"\n')
    project.write("it/1.md", "# First\n")
    project.write("it/2.md", "# Second\n")
    made(project, "sample")
    text = (project.out / "It - sample.html").read_text()
    assert re.findall(r"<li>(.*?)</li>", text[text.index("This is a sample") :]) == ["Second"]
    assert "October 31, 2026" in text


def test_without_the_profile_the_book_is_whole(book: Project) -> None:
    made(book, "")
    text = (book.out / "The Whole.html").read_text()
    assert "Hidden words" in text
    assert "sample of" not in text


# --- drafts --------------------------------------------------------------------------------------

NOTE = """---
title: T
---
## A *heading*

Some words.

- one
- [[nowhere]]

| a | b |
|---|---|
| c | d |
"""


@pytest.fixture
def draft(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1793000000")
    project.write("exporter.toml", "")
    project.write("note.md", NOTE)
    return project


def test_a_draft_shows_the_line_of_each_block(draft: Project) -> None:
    made(draft, "draft")
    text = (draft.out / "note - draft.html").read_text()
    assert re.findall(r'class="source-line" title="(\d+)"', text) == ["4", "6", "8", "9", "11"]


def test_a_draft_shows_findings_beside_what_they_are_about(draft: Project) -> None:
    made(draft, "draft")
    text = (draft.out / "note - draft.html").read_text()
    (item,) = (each for each in re.findall(r"<li>(.*?)</li>", text) if "nowhere" in each)
    assert '<span class="finding finding-info">links/dangling: ' in item
    assert text.count('class="finding ') == 1


def test_a_draft_bears_its_day(draft: Project) -> None:
    made(draft, "draft")
    assert (
        '<p class="draft-mark">Draft, October 26, 2026</p>'
        in (draft.out / "note - draft.html").read_text()
    )


def test_a_draft_on_paper_has_lines_and_findings_in_its_margin(draft: Project) -> None:
    made(draft, "draft", ("pdf",))
    text = oracles.pdftotext(draft.out / "note - draft.pdf")
    for shown in ("Draft, October 26, 2026", "links/dangling", "11"):
        assert shown in text


def test_marks_are_in_a_draft_alone(draft: Project) -> None:
    made(draft, "")
    made(draft, "draft", ("epub", "json"))
    assert "source-line" not in (draft.out / "note.html").read_text()
    assert "draft-mark" not in (draft.out / "note.html").read_text()
    assert "source-line" not in (draft.out / "note - draft.json").read_text()


def test_the_contents_of_a_draft_are_without_marks(draft: Project) -> None:
    draft.write("exporter.toml", '[build]\ncontents = "always"')
    made(draft, "draft")
    text = (draft.out / "note - draft.html").read_text()
    (contents,) = re.findall(r"<nav class=\"contents\".*?</nav>", text, re.DOTALL)
    assert "A <em>heading</em></a>" in contents
    assert "source-line" not in contents


def test_what_is_found_before_any_block_stands_at_the_first(draft: Project) -> None:
    draft.write("note.md", "---\ntitle: T\ntitle: U\n---\nwords\n")
    made(draft, "draft")
    text = (draft.out / "note - draft.html").read_text()
    assert re.search(r"<p><span[^>]*></span><span class=\"finding [^>]*>frontmatter/dupl", text)


# --- paper ---------------------------------------------------------------------------------------


def web(text: str, target: str) -> n.Link:
    return n.Link((n.Text(text),), target)


def shown(edition: Edition) -> str:
    return plain_text(edition.chapters[0].document.blocks)


def test_the_address_of_a_link_stands_in_a_footnote() -> None:
    edition = editions.note(
        editions.footnote("before", 1), editions.paragraph(web("there", "https://example.org/a/"))
    )
    notes = collect(with_addresses(edition, "notes").chapters[0].document.blocks, n.Footnote)
    assert [(note.number, plain_text(note.blocks)) for note in notes] == [
        (1, "before"),
        (2, "example.org/a"),
    ]


def test_the_address_of_a_link_stands_in_brackets_where_there_can_be_no_note() -> None:
    link = web("there", "https://example.org/a")
    note = n.Footnote((editions.paragraph(link),), 1)
    table = n.Table((n.Column(),), body=(n.Row((n.Cell((n.Plain((link,)),)),)),))
    edition = with_addresses(editions.note(editions.paragraph(note), table), "notes")
    assert shown(edition) == "there (example.org/a)"
    (inner,) = collect(edition.chapters[0].document.blocks, n.Footnote)
    assert plain_text(inner.blocks) == "there (example.org/a)"
    assert shown(with_addresses(editions.note(editions.paragraph(link)), "text")) == shown(edition)


def test_an_address_that_a_text_says_already_is_not_said_again() -> None:
    bare = web("example.org/a", "https://example.org/a/")
    mail = web("a@example.org", "mailto:a@example.org")
    own = web("above", "#above")
    edition = editions.note(
        editions.paragraph(bare, mail, own),
        n.Heading(2, (web("there", "https://example.org"),)),
    )
    assert with_addresses(edition, "notes") == edition


def test_a_book_on_paper_opens_its_chapters_on_the_right(book: Project) -> None:
    made(book, "", ("pdf",))
    made(book, "print", ("pdf",))
    pages = [
        oracles.pdftotext(book.out / name).split("\f")
        for name in ("The Whole.pdf", "The Whole - print.pdf")
    ]
    screen, paper = ([page.strip() for page in each[:-1]] for each in pages)
    assert all("Second one" not in page or number % 2 == 0 for number, page in enumerate(paper[4:]))
    # and the leaf of the cover is no part of it
    assert len(paper) > len(screen) - 2
    assert "" in paper[-3:]
