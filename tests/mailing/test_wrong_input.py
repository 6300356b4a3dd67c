"""What is said to whoever gives a command something wrong; nothing is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import Call
from tests.mailing.stage import Project

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


def test_a_row_that_is_none_is_named_by_its_line(exporter: Call, project: Project) -> None:
    (project.root / "list.jsonl").write_text(
        '{"email": "a@example.org", "name": "A"}\n[1]\n{"email": "x"}\n'
    )
    done = exporter("newsletter", "send", "issue.md", "--list", "list.jsonl", "--yes")
    assert "\n  line 2: it is no object\n  line 3: x: An email address must" in done.out
