"""The hostile vault, and what watches it. `make hostile` builds all of it; here, what reaches."""

from __future__ import annotations

import shutil
import sys
import tomllib
from pathlib import Path

import pytest

from tests.hostile import __main__ as supervisor
from tests.hostile import large, outcome, projects, watch
from tests.test_defences import DEFENCES

LOG = r"""
10 openat(AT_FDCWD</home/me>, "notes/caf\303\251.md", O_RDONLY|O_CLOEXEC) = 3</home/me/notes/caf.md>
11 openat(AT_FDCWD</home/me>, "/etc/passwd", O_RDONLY) = -1 EACCES (Permission denied)
10 openat(5</out>, "page.html", O_WRONLY|O_CREAT|O_EXCL, 0600) = 6</out/page.html>
10 rename("/out/.a", "/out/b.html" <unfinished ...>
11 socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 7<TCP:[1]>
11 socket(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC, 0) = 7<UNIX:[1]>
10 <... rename resumed>) = 0
12 execve("/usr/bin/true", ["true", "--help"], 0x1 /* 3 vars */) = 0
"""


def notes() -> set[str]:
    in_git = {
        file.relative_to(supervisor.VAULT).as_posix() for file in supervisor.VAULT.rglob("*.md")
    }
    written = {f"{name}.md" for name in (*large.TEXTS, *large.FRONT)}
    return in_git | written


def test_something_is_expected_of_each_attack() -> None:
    # a name that is no text is no note, and no line of a table
    named = {name for name in notes() if not any("\ud800" <= each <= "\udfff" for each in name)}
    wanted = {*outcome.expected(), *supervisor.HARMLESS}
    assert named ^ wanted == set()
    assert len(wanted) > 150


def test_what_strace_writes_is_understood() -> None:
    seen = watch.seen(LOG.strip().splitlines(), Path("/home/me"))
    assert seen.read == {"/home/me/notes/café.md", "/usr/bin/true"}
    assert seen.changed == {"/out/page.html", "/out/.a", "/out/b.html"}
    assert seen.network == ("socket(AF_INET, SOCK_STREAM, IPPROTO_TCP)",)


@pytest.mark.parametrize(
    ("printed", "obeyed"),
    [
        ("x\\n::error::y.md:1: warning a/b: c\n    hint: d::e", 0),
        ("x\n::error::y.md:1: warning a/b: c", 1),
        ("::debug::z.md:1: warning a/b: c", 1),
        ("written a##[debug]b.html", 1),
        ("second.md:1: warning a/b: c", 1),
    ],
)
def test_lines_that_a_name_made_are_seen(printed: str, obeyed: int) -> None:
    assert len(list(supervisor._ordered(printed, ["x\n::error::y.md", "a\nsecond.md"]))) == obeyed


def test_notes_that_reach_out_reach_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not watch.available():
        pytest.skip("strace is not here, or may not trace")
    few = tmp_path / "few"
    shutil.copytree(supervisor.VAULT / "reach", few / "reach")
    for name in ("exporter.toml", "harmless.md", "tidy.md", "dot.png"):
        shutil.copy(supervisor.VAULT / name, few / name)
    monkeypatch.setattr(supervisor, "VAULT", few)
    monkeypatch.setattr(large, "TEXTS", {})
    monkeypatch.setattr(large, "FRONT", {})
    monkeypatch.setattr(large, "DRAWINGS", {})
    monkeypatch.setattr(large, "_pictures", lambda _folder: None)
    seen, found = supervisor.built(tmp_path / "work")
    assert {each.result for each in found} == {"made"}
    problems = [
        *supervisor._outside(tmp_path / "work", seen),
        *supervisor._secrets(tmp_path / "work"),
    ]
    assert (problems, seen.network, seen.left) == ([], (), ())


def test_a_read_outside_is_seen(tmp_path: Path) -> None:
    if not watch.available():
        pytest.skip("strace is not here, or may not trace")
    (tmp_path / "secret.txt").write_text("Quagga")
    command = [sys.executable, "-c", f"open({str(tmp_path / 'secret.txt')!r}).read()"]
    seen = watch.watched(command, tmp_path / "log", tmp_path, {}, 60)
    assert f"read outside the vault: {tmp_path / 'secret.txt'}" in supervisor._outside(
        tmp_path, seen
    )


def test_every_trap_has_what_fails_without_its_defence() -> None:
    here = Path(__file__).parent
    attacks, settings = outcome.expected(), projects.names()
    traps = tomllib.loads((here / "hostile" / "traps.toml").read_text("utf-8"))["trap"]
    for each in traps:
        assert each["by"], each["trap"]
        for named in each["by"]:
            kind, _, name = named.partition(": ")
            file, _, test = named.partition("::")
            known = {
                "switch": name in DEFENCES,
                "attack": name in attacks,
                "settings": name in settings,
            }.get(kind)
            if known is None:
                text = (here.parent / file).read_text("utf-8")
                known = f"def {test}" in text
            assert known, named


def test_something_is_expected_of_all_settings() -> None:
    assert len(projects.names()) > 20
    for name in projects.names():
        assert projects.expected(name).split()[0] in ("made", "refused", "without-email"), name
