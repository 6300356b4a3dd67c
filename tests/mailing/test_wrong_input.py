"""What is said to whoever gives a command something wrong; nothing is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import Call
from tests.mailing.stage import NEWSLETTER, Project, Server

SEND = ("send", "issue.md", "--list", "list.csv", "--yes")


@pytest.fixture
def project(exporter: Call, tmp_path: Path) -> Project:
    """In the folder that commands are called in."""
    made = Project(tmp_path)
    made.list("ada@example.org")
    (tmp_path / "broken.md").write_text(
        "---\ntitle: October in the garden\n---\n\nHello.\n\nDear {{ name | foo }},\n"
    )
    return made


@pytest.mark.parametrize(
    ("words", "told", "hint"),
    [
        (("check", "broken.md"), "broken.md:7: {{ name | foo }}: there is no filter “foo”", ""),
        ((*SEND, "--segment", ""), "there is no condition in it", "--segment 'plan == "),
        ((*SEND, "--segment", "plan ="), "“=” is not expected there", "--segment 'plan == "),
        ((*SEND, "--table", "x"), "the list list.csv is no database", "CSV"),
        ((*SEND, "--despite", "newsletter/spma"), "there is no code newsletter/spma", "spam"),
        (
            (*SEND, "--segment", 'name == "Zoe"'),
            "nobody on list.csv can get it",
            "nothing was sent",
        ),
        (("test", "issue.md", "--to", "me"), "--to me: An email address must have", "--to once"),
        (
            ("export", "issue.md", "--to", "csv", "--out", "no/folder.csv"),
            "issue.md was not begun",
            "status",
        ),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    exporter: Call, project: Project, words: tuple[str, ...], told: str, hint: str
) -> None:
    done = exporter("newsletter", *words)
    assert done.code == 2
    error, *rest = done.err.splitlines()
    assert f"error: {error.removeprefix('error: ')}" == error
    assert told in error
    assert hint in "".join(rest)
    assert not (project.root / ".mailing/outbox/new").exists()


def test_a_file_that_can_t_be_written_is_told(exporter: Call, project: Project) -> None:
    assert exporter("newsletter", *SEND).code == 0
    done = exporter("newsletter", "export", "issue.md", "--to", "csv", "--out", "no/folder.csv")
    assert done.code == 2
    assert "error: no/folder.csv can't be written: No such file or directory" in done.err


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('from = "x"', "newsletter.from is no e-mail address: x"),
        ('from = "a@example.org\\nBcc: b@example.org"', "newsletter.from is no e-mail address"),
        ('from = "a@example.org, b@example.org"', "newsletter.from is no e-mail address"),
        ('unsubscribe = "javascript:x"', "newsletter.unsubscribe is no web address"),
    ],
)
def test_settings_that_are_wrong_are_told_before_anything_is_begun(
    exporter: Call, project: Project, line: str, told: str
) -> None:
    key = line.partition(" ")[0]
    kept = [each for each in NEWSLETTER.splitlines() if not each.startswith(key)]
    (project.root / "exporter.toml").write_text("\n".join([*kept, line, ""]))
    done = exporter("newsletter", *SEND)
    assert done.code == 2
    assert told in done.err


def test_an_issue_that_nobody_has_may_be_changed(exporter: Call, project: Project) -> None:
    server = Server(project.root / "record", "refuses-sender")
    server.start()
    try:
        project.settings(server.port)
        assert "takes nothing from paper@example.org" in exporter("newsletter", *SEND).err
        assert project.count() == {"pending": 1}
        project.issue("This is another October.\n")
        assert "takes nothing from paper@example.org" in exporter("newsletter", *SEND).err
    finally:
        server.kill()


def test_a_row_that_is_none_is_named_by_its_line(exporter: Call, project: Project) -> None:
    (project.root / "list.jsonl").write_text(
        '{"email": "a@example.org", "name": "A"}\n[1]\n{"email": "x"}\n'
    )
    done = exporter("newsletter", "send", "issue.md", "--list", "list.jsonl", "--yes")
    assert "\n  line 2: it is no object\n  line 3: x: An email address must" in done.out
