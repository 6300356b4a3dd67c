"""`exporter newsletter check`, and how it keeps a send from what it finds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands import Call
from tests.mailing.stage import NEWSLETTER, Project


@pytest.fixture
def project(exporter: Call, tmp_path: Path) -> Project:
    """In the folder that commands are called in."""
    made = Project(tmp_path)
    made.list("ada@example.org")
    return made


def test_an_error_stops_a_send_unless_it_is_accepted(exporter: Call, project: Project) -> None:
    project.issue("See [my machine](http://localhost:8000/).\n")
    send = ("newsletter", "send", "issue.md", "--list", "list.csv", "--yes")
    stopped = exporter(*send)
    assert stopped.code == 2
    assert "issue.md:8: error newsletter/link-local: “http://localhost:8000/”" in stopped.err
    assert not (project.root / ".mailing/outbox").exists()
    assert exporter(*send, "--despite", "newsletter/link-local").code == 0


def test_what_is_missing_in_the_settings_has_its_line_there(
    exporter: Call, project: Project
) -> None:
    settings = NEWSLETTER.replace("unsubscribe", "# unsubscribe")
    (project.root / "exporter.toml").write_text(settings)
    done = exporter("newsletter", "check", "issue.md", "--report", "json")
    assert done.code == 1
    (found,) = [d for d in json.loads(done.out)["diagnostics"] if d["severity"] == "error"]
    assert (found["code"], found["note"], found["line"]) == (
        "newsletter/no-unsubscribe",
        "exporter.toml",
        2,
    )


def test_a_check_with_a_list_looks_at_everybody_on_it(exporter: Call, project: Project) -> None:
    project.issue("Dear {{ name }},\n")
    assert exporter("newsletter", "check", "issue.md", "--list", "list.csv").code == 0
    (project.root / "list.csv").write_text("email,name\nada@example.org,\n")
    done = exporter("newsletter", "check", "issue.md", "--list", "list.csv")
    assert done.code == 2
    assert "list.csv:2: the subscriber has no “name”" in done.err


def test_warnings_fail_a_strict_check_only(exporter: Call, project: Project) -> None:
    project.issue("[www.bank.org](https://example.com/x)\n")
    assert exporter("newsletter", "check", "issue.md").code == 0
    assert exporter("newsletter", "check", "issue.md", "--strict").code == 1
    assert exporter("newsletter", "check", "nothing.md").code == 2
