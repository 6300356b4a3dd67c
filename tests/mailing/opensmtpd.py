"""A second server, of another make: Debian's OpenSMTPD, in a configuration of its own.

It needs root, for it works as users of its own, and keeps its queue where Debian puts it. Every
message goes into one Maildir, and its log says which.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path

from tests.mailing.stage import free_port

SMTPD = "/usr/sbin/smtpd"
USER = "nobody"
CONFIGURATION = """
table everybody {{ "@" = "{user}" }}
listen on 127.0.0.1 port {port}
action keep maildir "{maildir}" virtual <everybody>
match from any for any action keep
"""
# it has a number for each message: what it delivers twice, as it was killed, it took once
DELIVERED = re.compile(r"delivery evpid=(\w+) .* rcpt=<([^>]+)> .* result=Ok")


def installed() -> bool:
    return os.path.exists(SMTPD) and os.geteuid() == 0


class OpenSmtpd:
    """The server; its queue outlives it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True)
        # the user whose mail it is has to reach the Maildir
        for each in (folder, *folder.parents):
            with suppress(PermissionError):
                if each.stat().st_uid == os.geteuid() and not each.stat().st_mode & 0o001:
                    each.chmod(each.stat().st_mode | 0o011)
        self.maildir = folder / "Maildir"
        self.maildir.mkdir()
        shutil.chown(self.maildir, USER)
        self.file = folder / "smtpd.conf"
        self.file.write_text(CONFIGURATION.format(user=USER, port=self.port, maildir=self.maildir))

    def start(self) -> None:
        self.process = subprocess.Popen(
            [SMTPD, "-d", "-f", str(self.file)],
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "log").open("ab"),
            start_new_session=True,
        )
        for _ in range(100):
            with suppress(OSError), closing(socket.create_connection(("127.0.0.1", self.port), 1)):
                return
            time.sleep(0.1)
        raise RuntimeError((self.folder / "log").read_text())

    def kill(self) -> None:
        """SIGKILL, to all of its processes."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None

    def accepted(self) -> Counter[str]:
        """How many copies each recipient has, once everything in the queue is delivered."""
        before = -1
        while (found := len(self._delivered())) != before:
            before = found
            time.sleep(3)
        return Counter(recipient for _, recipient in self._delivered())

    def _delivered(self) -> set[tuple[str, str]]:
        return set(DELIVERED.findall((self.folder / "log").read_text("utf-8", "replace")))
