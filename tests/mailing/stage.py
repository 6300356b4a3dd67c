"""A project with an issue and a list, a server to kill, and a sender to kill."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
ISSUE = """---
title: October for {{ name | default("you") }}
date: 2026-10-01
---

Dear {{ name | default("reader") }},

"""
NEWSLETTER = """
[newsletter]
from = "The Paper <paper@example.org>"
address = "1 Street, Town"
unsubscribe = "https://example.org/leave"
list_id = "paper.example.org"
"""
SMTP = """
[newsletter.smtp]
host = "127.0.0.1"
port = {port}
security = "none"
connections = 4
rate = {rate}
"""


def readers(number: int, domain: str = "example.org") -> list[str]:
    return [f"reader{n}@{domain}" for n in range(number)]


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """Our mail server in a process of its own, or another module that is called like it; `record`
    outlives it."""

    def __init__(
        self, record: Path, behaviour: str = "takes", *security: str, module: str = "server"
    ) -> None:
        self.record = record
        self.words = (behaviour, *security)
        self.module = f"tests.mailing.{module}"
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        words = [sys.executable, "-m", self.module, str(self.port), str(self.record)]
        self.process = subprocess.Popen(
            [*words, *self.words], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def kill(self) -> None:
        """SIGKILL: it says no good-bye to anybody."""
        if self.process:
            self.process.kill()
            self.process.wait()
            if self.process.stdout:
                self.process.stdout.close()
        self.process = None

    def accepted(self) -> Counter[str]:
        """How many copies each recipient has."""
        text = self.record.read_text("utf-8") if self.record.exists() else ""
        return Counter(line.split()[1] for line in text.splitlines())


class Project:
    """A folder with `issue.md`, `list.csv` and `exporter.toml`."""

    def __init__(self, root: Path, port: int = 0, *, rate: float = 0) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self.settings(port, rate)
        self.issue()
        self.env = {**os.environ, "PYTHONPATH": str(ROOT)}

    def settings(self, port: int = 0, rate: float = 0) -> None:
        smtp = SMTP.format(port=port, rate=rate) if port else ""
        (self.root / "exporter.toml").write_text(NEWSLETTER + smtp)

    def issue(self, more: str = "This is October.\n", kilobytes: int = 0) -> None:
        text = "It was a quiet month, and the garden was asleep beneath its leaves. " * 14
        paragraphs = f"{text}\n\n" * kilobytes
        (self.root / "issue.md").write_text(ISSUE + more + "\n" + paragraphs)

    def sample_issue(self) -> None:
        """The issue of `content/`, with a field in it."""
        folder = ROOT / "content" / "newsletter"
        shutil.copytree(folder / "images", self.root / "images")
        _, front, text = next(folder.glob("*.md")).read_text("utf-8").split("---\n", 2)
        greeting = 'Dear {{ name | default("reader") }},\n'
        (self.root / "issue.md").write_text(f"---\n{front}---\n\n{greeting}\n{text}", "utf-8")

    def list(self, *addresses: str) -> None:
        rows = (f"{address},Reader {number}" for number, address in enumerate(addresses))
        (self.root / "list.csv").write_text("\n".join(("email,name", *rows)) + "\n")

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "exporter.cli", "newsletter", *words],
            cwd=self.root,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def call(self, *words: str) -> tuple[int, str]:
        """The exit code of a command, and all that it said."""
        process = self.start(*words)
        said, _ = process.communicate()
        assert "Traceback" not in said
        return process.returncode, said

    def send(self, *words: str) -> tuple[int, str]:
        return self.call("send", "issue.md", "--list", "list.csv", "--yes", *words)

    def states(self) -> dict[str, str]:
        """The state of each address, as the ledger has it at the moment."""
        file = self.root / ".mailing" / "ledger.sqlite"
        with suppress(sqlite3.OperationalError), closing(sqlite3.connect(file)) as ledger:
            return dict(ledger.execute("SELECT address, state FROM deliveries"))
        return {}

    def count(self) -> Counter[str]:
        return Counter(self.states().values())

    def wait_for(self, sent: int, process: subprocess.Popen[str]) -> None:
        """Until so many are sent, or the sender has ended."""
        while self.count()["sent"] < sent and process.poll() is None:
            time.sleep(0.02)


def misfits(states: dict[str, str], copies: Counter[str]) -> list[tuple[str, str, int]]:
    """Whoever has not exactly one copy, unless the ledger says that it does not know."""
    return [
        (address, state, copies[address])
        for address, state in states.items()
        if copies[address] > 1 or (state != "unknown" and copies[address] != (state == "sent"))
    ]
