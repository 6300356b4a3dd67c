"""What files there are: those of the vault, and nothing outside it."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

from exporter import config
from exporter.diagnostics import Report
from exporter.errors import NoteError, UsageError
from exporter.normalize.index import Entry
from exporter.source import entries, note, single
from exporter.source.entries import front_matter, look
from exporter.source.frontmatter import Split, split
from exporter.source.vault import discover, regular_files


def touch(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()


def test_notes_and_assets_are_told_apart(tmp_path: Path) -> None:
    touch(tmp_path, "b.md", "a/C.MD", "d.markdown", "a/x.png", "e.txt")
    vault = discover(tmp_path)
    assert vault.notes == ("a/C.MD", "b.md", "d.markdown")
    assert vault.assets == ("a/x.png", "e.txt")


def test_what_is_hidden_ignored_or_made_by_us_is_left_out(tmp_path: Path) -> None:
    touch(tmp_path, "a.md", ".obsidian/b.md", "node_modules/c.md", "out/d.md", "x/e.md", "f.md")
    (tmp_path / ".exporterignore").write_text("# why\nx/\n")
    vault = discover(tmp_path, exclude=["f.*"], out=tmp_path / "out")
    assert vault.notes == ("a.md",)
    assert vault.assets == ()


def test_links_never_leave_the_vault(tmp_path: Path) -> None:
    root, outside = tmp_path / "vault", tmp_path / "outside"
    touch(root, "a.md", "folder/b.md")
    touch(outside, "secret.md")
    (root / "inside.md").symlink_to(root / "a.md")
    (root / "file.md").symlink_to(outside / "secret.md")
    (root / "dir").symlink_to(outside)
    (root / "loop").symlink_to(root)
    (root / "broken.md").symlink_to(root / "nothing")
    assert discover(root).notes == ("a.md", "folder/b.md", "inside.md")


def test_links_lead_to_nothing_hidden_and_to_nothing_made_by_us(tmp_path: Path) -> None:
    touch(tmp_path, "a.md", ".git/config", "b/.keys", ".mailing/list/x.md", "out/page.html")
    for number, target in enumerate(
        (".git/config", "b/.keys", ".mailing/list/x.md", "out/page.html")
    ):
        (tmp_path / f"{number}.md").symlink_to(tmp_path / target)
        (tmp_path / f"{number}.txt").symlink_to(tmp_path / target)
    vault = discover(tmp_path, out=tmp_path / "out")
    assert (vault.notes, vault.assets) == (("a.md",), ())
    assert [*regular_files(tmp_path, tmp_path / "out")] == ["a.md"]


@pytest.mark.parametrize("folder", ["folder", "folder/.hidden", "folder/.hidden/vault"])
def test_links_stay_where_the_vault_itself_is_hidden_or_lies_in_the_out_folder(
    tmp_path: Path, folder: str
) -> None:
    root = tmp_path / folder
    touch(root, "a.md", "b/c.md")
    (root / "d.md").symlink_to(root / "b" / "c.md")
    for out in (root, root.parent):
        assert discover(root, out=out).notes == ("a.md", "b/c.md", "d.md")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md")
    assert discover(tmp_path).notes == ()


@pytest.mark.parametrize("pattern", ["*a*a*a*a*b", "**/a/**/b/**/c/**/d"])
def test_a_pattern_that_may_never_end_is_told(tmp_path: Path, pattern: str) -> None:
    (tmp_path / f"{'a' * 200}.md").write_text("A")
    (tmp_path / ".exporterignore").write_text(f"{pattern}\n")
    with pytest.raises(UsageError, match="more than 3 stars"):
        discover(tmp_path)


def test_what_is_no_pattern_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("A")
    with pytest.raises(UsageError, match="can't be understood") as caught:
        discover(tmp_path, exclude=("\\",))
    assert ".exporterignore" in caught.value.hint


def test_folders_in_folders_without_end_are_listed(tmp_path: Path) -> None:
    folder = tmp_path
    (tmp_path / "a.md").write_text("A")
    for _ in range(1200):
        folder = folder / "d"
        folder.mkdir()
    (folder / "b.md").write_text("B")
    try:
        assert discover(tmp_path).notes == ("a.md", f"{'d/' * 1200}b.md")
    finally:  # pytest removes folders with a stack that ends, too
        subprocess.run(["rm", "-r", tmp_path / "d"], check=True)


@pytest.mark.parametrize("broken", [False, True])
def test_many_notes_are_looked_at_by_processes_as_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: bool
) -> None:
    for number in range(7):
        (tmp_path / f"{number}.md").write_text(f"---\naliases: [a{number}]\n---\n#tag{number}\n")
    vault = discover(tmp_path)
    alone = look(vault, {})
    monkeypatch.setattr(entries, "MANY", 5)
    monkeypatch.setattr(entries, "TOGETHER", 2)
    if broken:  # no process has a result in time
        monkeypatch.setattr(entries, "PATIENCE", 0.001)
    together = look(vault, {}, jobs=2)
    assert list(together.items()) == list(alone.items())
    known = {path: together[path] for path in ("1.md", "4.md")}
    assert list(look(vault, known, jobs=2).items()) == list(alone.items())


def test_a_note_that_is_not_read_in_time_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "slow", "z"):
        (tmp_path / f"{name}.md").write_text(
            f"---\ntitle: T {name}\ndraft: true\n---\n#tag{name}\n"
        )
    vault = discover(tmp_path)
    whole = look(vault, {})

    def slowly(text: str, report: Report) -> Split:
        if "slow" in text:
            time.sleep(60)
        return split(text, report)

    with monkeypatch.context() as patch:
        patch.setattr(note, "PATIENCE", 0.5)
        patch.setattr(note, "split", slowly)
        seen = look(vault, {})
        front = front_matter(vault.root)
        assert (front("a.md")["title"], front("slow.md")) == ("T a", {})
        with pytest.raises(NoteError, match="takes longer"):  # where it is made, too
            note.open_note(tmp_path, "slow.md")
    assert seen["slow.md"].entry == Entry("slow.md", "slow")
    assert [seen[name] for name in ("a.md", "z.md")] == [whole[name] for name in ("a.md", "z.md")]
    # another time it may be read, and not published, as it is a draft
    assert look(vault, seen) == whole


def test_what_a_note_says_holds_where_its_tags_take_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: T\ndraft: true\n---\n#tag\n")
    monkeypatch.setattr(note, "PATIENCE", 0.5)
    monkeypatch.setattr(note, "tags_in", lambda _body: time.sleep(60))
    assert look(discover(tmp_path), {})["a.md"].entry == Entry("a.md", "T", draft=True)


def test_a_list_of_chapters_that_is_not_read_in_time_can_t_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "SUMMARY.md").write_text("- [a](a.md)\n")
    monkeypatch.setattr(single, "PATIENCE", 0.5)
    monkeypatch.setattr(note, "read", lambda *_: time.sleep(60))
    with single.reading(config.default(tmp_path)) as load:
        assert load("SUMMARY.md") is None
