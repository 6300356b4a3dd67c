"""A build of a few notes: what is made, what is made again, and what one bad note costs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable

import pytest

from exporter import record, run
from exporter import work as working
from exporter.errors import UsageError
from exporter.executors import Workers
from exporter.output import manifest
from exporter.output.writer import NEW
from exporter.prospect import prospect
from exporter.publication.plan import Job
from exporter.record import Record
from exporter.run import Summary
from exporter.work import Result, take
from tests.vaults import Project


def statuses(summary: Summary) -> dict[str, str]:
    return {outcome.source: outcome.status for outcome in summary.outcomes}


def codes(summary: Summary) -> list[str]:
    return sorted(found.code for found in summary.diagnostics)


def made(project: Project) -> list[str]:
    files = (file for file in project.out.rglob("*") if file.is_file())
    return sorted(file.relative_to(project.out).as_posix() for file in files if file.name[0] != ".")


def readers() -> set[str]:
    """The numbers of the Pandoc children of this process."""
    of_ours = ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(os.getpid())]
    listed = subprocess.run(of_ours, capture_output=True, text=True, check=False).stdout
    return {line.split()[0] for line in listed.splitlines() if "reader.lua" in line}


def test_notes_keep_their_folders_and_names(project: Project) -> None:
    project.write("a.md", "A")
    project.write("b/What? A #1 name.md", "B")
    project.write("slugged.md", "---\nslug: short\n---\nC")
    project.build()
    assert made(project) == ["a.html", "b/What- A -1 name.html", "short.html"]


def test_names_that_differ_in_case_only_do_not_collide(project: Project) -> None:
    project.write("Note.md", "A")
    project.write("note.md", "B")
    project.build()
    assert made(project) == ["Note.html", "note 2.html"]


@pytest.mark.parametrize("slug", ["../../x", "/etc/x", "..", "a/../../x"])
def test_no_slug_leaves_the_out_folder(project: Project, slug: str) -> None:
    project.write("a.md", f"---\nslug: '{slug}'\n---\nA")
    project.build()
    assert len(made(project)) == 1
    assert sorted(p.name for p in project.root.parent.iterdir()) == ["made", "vault"]


def test_nothing_changed_makes_nothing(project: Project) -> None:
    project.write("a.md", "A")
    assert statuses(project.build()) == {"a.md": "written"}
    os.utime(project.root / "a.md")
    assert statuses(project.build()) == {"a.md": "unchanged"}
    project.write("a.md", "B")
    assert statuses(project.build()) == {"a.md": "written"}


def test_notes_that_change_their_names_are_made_again(project: Project) -> None:
    for name, text in (("a.md", "---\nslug: one\n---\nA"), ("b.md", "---\nslug: two\n---\nB")):
        project.write(name, text)
        os.utime(project.root / name, (5, 5))  # as archives are unpacked
    project.build()
    os.rename(project.root / "a.md", project.root / "c.md")
    os.rename(project.root / "b.md", project.root / "a.md")
    os.rename(project.root / "c.md", project.root / "b.md")
    assert statuses(project.build()) == {"a.md": "written", "b.md": "written"}
    assert "<p>B</p>" in (project.out / "two.html").read_text()


def test_a_font_that_is_installed_makes_all_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("a.md", "A")
    project.build()
    monkeypatch.setattr("exporter.keys.installed", lambda: (("fonts", 1),))
    assert statuses(project.build()) == {"a.md": "written"}


def test_only_what_changed_is_made_again(project: Project) -> None:
    project.write("a.md", "A")
    project.write("b.md", "![[c]]")
    project.write("c.md", "C")
    project.build()
    project.write("c.md", "C again")
    assert statuses(project.build()) == {"a.md": "unchanged", "b.md": "written", "c.md": "written"}
    assert "C again" in (project.out / "b.html").read_text()


def test_a_file_that_went_is_made_again(project: Project) -> None:
    project.write("a.md", "A")
    project.build()
    (project.out / "a.html").unlink()
    assert statuses(project.build()) == {"a.md": "written"}


def test_a_bad_note_costs_only_itself_and_keeps_its_last_good_page(project: Project) -> None:
    project.write("a.md", "A")
    project.write("b.md", "B")
    project.build()
    (project.root / "a.md").write_bytes(b"\0\1\2 binary")
    project.write("b.md", "B again")
    summary = project.build()
    assert statuses(summary) == {"a.md": "failed", "b.md": "written"}
    assert "A" in (project.out / "a.html").read_text()
    assert "note/unreadable" in codes(summary)


def test_a_note_without_text_gets_a_web_page_alone_and_is_told(project: Project) -> None:
    project.write("a.md", "---\ntitle: A\n---\n")
    project.write("b.md", "[[a]]")
    for _ in range(2):
        assert codes(project.build(formats=("html", "epub", "json"))) == ["note/empty"]
        assert [name for name in made(project) if name.startswith("a.")] == ["a.html"]
        assert 'href="a.html"' in (project.out / "b.html").read_text()


def test_findings_are_told_again_where_nothing_was_made(project: Project) -> None:
    project.write("a.md", "[[Gone]]")
    assert codes(project.build()) == codes(project.build()) == ["links/dangling"]


def test_what_is_held_back_is_made_when_it_is_named(project: Project) -> None:
    project.write("a.md", "---\ndraft: true\n---\nA")
    project.write("b.md", "---\npublish: false\n---\nB")
    project.write("c.md", "C")
    assert codes(project.build()) == ["publish/held-back"] * 2
    assert made(project) == ["c.html"]
    project.build("a.md")
    assert made(project) == ["a.html", "c.html"]


def test_pages_link_to_the_pages_beside_them(project: Project) -> None:
    project.write("a.md", "[[b|there]] [[b#Part]]")
    project.write("sub/b.md", "## Part\n\n[[a]]")
    project.build()
    assert 'href="sub/b.html"' in (project.out / "a.html").read_text()
    assert 'href="sub/b.html#part"' in (project.out / "a.html").read_text()
    assert 'href="../a.html"' in (project.out / "sub/b.html").read_text()


def test_a_book_is_made_of_its_chapters_and_they_are_not_made_alone(project: Project) -> None:
    project.write("exporter.toml", '[[book]]\ntitle = "The book"\nfolder = "ch"\n')
    for number in (10, 2, 1):
        project.write(f"ch/{number}.md", f"Chapter {number}")
    project.write("note.md", "A note")
    project.build()
    assert made(project) == ["The book.html", "note.html"]
    page = (project.out / "The book.html").read_text()
    assert page.index("Chapter 1<") < page.index("Chapter 2<") < page.index("Chapter 10<")


def test_issues_of_the_newsletter_are_letters_and_pages(project: Project) -> None:
    project.write("exporter.toml", '[newsletter]\nfrom = "a@b.org"\nfolder = "letters"\n')
    project.write("letters/1.md", "An issue")
    project.write("note.md", "A note")
    project.build(formats=("html", "epub", "email"))
    assert made(project) == [
        "letters/1.email.html", "letters/1.email.txt", "letters/1.eml", "letters/1.html",
        "note.epub", "note.html",
    ]  # fmt: skip


def test_several_processes_make_the_same(project: Project) -> None:
    for number in range(6):
        project.write(f"{number}.md", f"Note {number} with [[{(number + 1) % 6}]]")
    project.build(jobs=2)
    pages = {name: (project.out / name).read_bytes() for name in made(project)}
    project.out = project.root.parent / "again"
    project.build(jobs=1)
    assert pages == {name: (project.out / name).read_bytes() for name in made(project)}
    assert len(pages) == 6


def test_a_build_in_this_process_leaves_no_pandoc_behind(project: Project) -> None:
    project.write("a.md", "![[b]]")
    project.write("b.md", "B")
    before = readers()  # other tests may have some
    project.build()
    assert readers() <= before


def test_a_folder_without_notes_is_a_usage_error(project: Project) -> None:
    with pytest.raises(UsageError, match="nothing to publish"):
        project.build()


def test_a_note_that_is_named_and_left_out_is_told_of(project: Project) -> None:
    project.write("exporter.toml", '[build]\nexclude = ["private/"]\n')
    project.write("a.md", "A")
    project.write("private/b.md", "B")
    both = [project.root / "a.md", project.root / "private/b.md"]
    summary = run.build(project.settings, both, formats=("html",), out=project.out)
    assert [each.source for each in summary.artifacts] == ["a.md"]
    told = [(each.code, each.note) for each in summary.diagnostics]
    assert told == [("publish/left-out", "private/b.md")]
    with pytest.raises(UsageError) as raised:
        run.build(project.settings, both[1:], formats=("html",), out=project.out)
    assert "`exclude`" in raised.value.hint


def test_what_another_build_made_meanwhile_is_remembered(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("a.md", "A")
    project.write("b.md", "B")
    work = run.work

    def interrupted(job: Job) -> Result:
        monkeypatch.setattr(run, "work", work)
        ours = working._taken()
        project.build("b.md")
        take(ours)  # another process would have its own
        return work(job)

    monkeypatch.setattr(run, "work", interrupted)
    project.build("a.md")
    assert statuses(project.build()) == {"a.md": "unchanged", "b.md": "unchanged"}


def test_what_a_killed_build_left_half_written_is_swept_by_who_is_alone(project: Project) -> None:
    project.write("a.md", "A")
    project.write("sub/b.md", "B")
    project.build()
    (project.out / f"sub/{NEW}torn").write_text("half")
    (project.out / ".mine").write_text("whole")
    project.write("a.md", "A again")
    project.build()
    assert sorted(file.name for file in project.out.rglob(".*")) == [
        ".exporter.build", ".exporter.lock", ".mine",
    ]  # fmt: skip


def test_a_build_keeps_what_another_entered_since_it_began(project: Project) -> None:
    project.write("a.md", "A")
    project.write("b.md", "B")
    formats = ("html",)
    before = prospect(project.settings, [project.root / "a.md"], formats, project.out)
    project.build("b.md")
    Record(before, project.out).close()
    assert list(manifest.load(project.out).made) == ["html:b"]


# --- a build that is ended ------------------------------------------------------------------------


class Ended(Exception):
    """As by Ctrl-C."""


def end_after(count: int) -> Callable[[int, int, str], None]:
    def progress(done: int, _total: int, _label: str) -> None:
        if done == count:
            raise Ended

    return progress


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_an_ended_build_made_is_not_made_again(project: Project, jobs: int) -> None:
    for name in "abcd":
        project.write(f"{name}.md", name)
    options = {"formats": ("html",), "out": project.out, "workers": Workers(jobs)}
    with pytest.raises(Ended):
        run.build(project.settings, [], **options, progress=end_after(2))
    assert sorted(statuses(project.build()).values()) == ["unchanged"] * 2 + ["written"] * 2


def test_what_a_killed_build_made_is_written_down(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "PAUSE", 0.0)
    monkeypatch.setattr(record, "SHARE", 0)
    known: list[int] = []
    for name in "abc":
        project.write(f"{name}.md", name)
    run.build(
        project.settings,
        [],
        formats=("html",),
        out=project.out,
        progress=lambda *_: known.append(len(manifest.load(project.out).made)),
    )
    assert known == [0, 1, 2, 3]


def test_what_another_build_made_meanwhile_is_kept(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "PAUSE", 0.0)
    monkeypatch.setattr(record, "SHARE", 0)
    for name in "abc":
        project.write(f"{name}.md", name)

    def other(done: int, _total: int, _label: str) -> None:
        if done == 1:
            project.build(formats=("json",))

    run.build(project.settings, [], formats=("html",), out=project.out, progress=other)
    assert len(manifest.load(project.out).made) == 6
