"""The commands against a real server: who has how many copies, whatever dies when."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.mailing.stage import Project, Server, free_port, misfits, readers


@contextmanager
def serving(folder: Path, behaviour: str = "takes") -> Iterator[Server]:
    server = Server(folder / "record", behaviour)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def test_the_sender_and_the_server_die_and_nobody_gets_two(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        project = Project(tmp_path / "project", server.port)
        project.list(*readers(300))
        sender = project.start("send", "issue.md", "--list", "list.csv", "--yes")
        project.wait_for(60, sender)
        server.kill()
        server.start()
        project.wait_for(120, sender)
        sender.kill()
        sender.communicate()
        assert project.count()["sending"] > 0
        sender = project.start("resume", "--yes")
        project.wait_for(200, sender)
        sender.kill()
        sender.communicate()
        project.call("resume", "--yes")
        states = project.states()
        assert len(states) == 300
        assert misfits(states, server.accepted()) == []
        assert project.count()["sent"] + project.count()["unknown"] == 300
        # three for each of four connections whenever the sender died, and one for each connection
        # that the server took with it
        assert project.count()["unknown"] <= 2 * 12 + 4


def test_an_unknown_one_is_sent_again_only_when_asked(tmp_path: Path) -> None:
    with serving(tmp_path, "drops-after") as server:
        project = Project(tmp_path / "project", server.port)
        project.list(*readers(30))
        assert project.send()[0] == 1
        assert project.count() == {"sent": 27, "unknown": 3}
        assert project.call("resume", "--yes")[0] == 1
        assert max(server.accepted().values()) == 1
        project.issue("This is another October.\n")
        code, said = project.call("resume", "--yes", "--resend-unknown")
        assert code == 2
        assert "is not what was sent to 30 since" in said
        assert project.call("resume", "--yes", "--resend-unknown", "--edited")[0] == 0
        assert sum(server.accepted().values()) == 33


def test_a_polite_end_leaves_nothing_unknown(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        project = Project(tmp_path / "project", server.port)
        project.list(*readers(300))
        sender = project.start("send", "issue.md", "--list", "list.csv", "--yes")
        project.wait_for(30, sender)
        sender.send_signal(signal.SIGINT)
        said, _ = sender.communicate()
        assert sender.returncode == 130
        assert "pending" in said
        assert set(project.count()) == {"pending", "sent"}
        assert project.call("resume", "--yes")[0] == 0
        assert server.accepted() == dict.fromkeys(readers(300), 1)


def test_another_sender_is_turned_away_and_who_leaves_gets_nothing(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        project = Project(tmp_path / "project", server.port, rate=5)
        project.list(*readers(100), "zoe@example.org")
        sender = project.start("send", "issue.md", "--list", "list.csv", "--yes")
        project.wait_for(5, sender)
        code, said = project.send()
        assert code == 2
        assert "another exporter is sending" in said
        assert project.call("unsubscribe", "zoe@example.org")[0] == 0
        sender.terminate()
        sender.communicate()
        assert sender.returncode == 143
        project.settings(server.port)
        assert project.call("resume", "--yes")[0] == 1
        assert project.states()["zoe@example.org"] == "refused"
        assert server.accepted() == dict.fromkeys(readers(100), 1)


def test_nobody_at_the_port_is_told(tmp_path: Path) -> None:
    project = Project(tmp_path / "project", free_port())
    project.list(*readers(3))
    code, said = project.send()
    assert code == 1
    assert "connection refused" in said
    assert project.states() == {}
