"""A command under strace: what it opens, writes and calls, and what is left of it.

strace sees the system calls of all its processes, Pandoc and Chromium included, whatever they are
written in; `-f` follows them, `--seccomp-bpf` leaves all other calls at their speed.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

CALL = re.compile(r"^(?:\[pid +\d+\] |\d+ +)?(\w+)\((.*)\)\s+=\s+(-?\d+)")
NAME = re.compile(r'"((?:[^"\\]|\\.)*)"')
BEGUN = re.compile(r"^(\d+) +(.*) <unfinished \.\.\.>$")
GOING_ON = re.compile(r"^(\d+) +<\.\.\. \w+ resumed>(.*)$")
AT = re.compile(r'^(?:AT_FDCWD|\d+)(?:<((?:[^>\\]|\\.)*)>)?, "((?:[^"\\]|\\.)*)"')
WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC")
CHANGES = frozenset(
    "rename renameat renameat2 unlink unlinkat mkdir mkdirat rmdir link linkat symlink symlinkat"
    " chmod fchmodat chown fchownat truncate mknod mknodat utimensat creat".split()
)
CALLS = frozenset({"socket", "connect", "sendto", "bind"})
OPENS = frozenset({"open", "openat", "openat2", "execve", "execveat"})
MARK = "EXPORTER_HOSTILE_MARK"


class Seen(NamedTuple):
    """Absolute paths, as they were asked for, of what was read or run and what was changed; calls
    to the network; processes that were left."""

    read: frozenset[str]
    changed: frozenset[str]
    network: tuple[str, ...]
    left: tuple[str, ...]
    code: int

    def with_(self, other: Seen) -> Seen:
        """What both saw."""
        return Seen(
            self.read | other.read,
            self.changed | other.changed,
            self.network + other.network,
            self.left + other.left,
            self.code or other.code,
        )


def available() -> bool:
    """Whether strace is there and may trace."""
    if shutil.which("strace") is None:
        return False
    tried = subprocess.run(
        ["strace", "-qq", "-e", "trace=none", "true"], capture_output=True, check=False
    )
    return tried.returncode == 0


def watched(
    command: Sequence[str], log: Path, cwd: Path, environment: Mapping[str, str], timeout: float
) -> Seen:
    """Run a command and watch it. Raises TimeoutExpired."""
    mark = secrets.token_hex(8)
    strace = ["strace", "-f", "--seccomp-bpf", "-y", "-qq", "-s", "4096", "-o", str(log)]
    strace += ["-e", "trace=%file,%network", "--"]
    done = subprocess.run(
        [*strace, *command],
        cwd=cwd,
        env={**os.environ, **environment, MARK: mark},
        timeout=timeout,
        check=False,
    )
    return seen(log.read_text("utf-8", "replace").splitlines(), cwd, done.returncode, mark)


def seen(lines: Iterable[str], cwd: Path, code: int = 0, mark: str = "") -> Seen:
    """What a log of strace has."""
    read: set[str] = set()
    changed: set[str] = set()
    network: list[str] = []
    for name, arguments, result in _calls(lines):
        if name in CALLS and "AF_INET" in arguments:
            network.append(f"{name}({arguments})")
        elif name in OPENS and result >= 0:
            where = changed if WRITES.search(arguments) else read
            where |= set(_paths(arguments, cwd))
        elif name in CHANGES and result >= 0:
            changed |= set(_paths(arguments, cwd))
    return Seen(frozenset(read), frozenset(changed), tuple(network), tuple(_left(mark)), code)


def _calls(lines: Iterable[str]) -> Iterator[tuple[str, str, int]]:
    begun: dict[str, str] = {}
    for line in lines:
        if found := BEGUN.match(line):
            begun[found[1]] = found[2]
            continue
        if found := GOING_ON.match(line):
            line = f"{found[1]} {begun.pop(found[1], '')}{found[2]}"
        if found := CALL.match(line):
            yield found[1], found[2], int(found[3])


def _paths(arguments: str, cwd: Path) -> Iterator[str]:
    home = str(cwd)
    if found := AT.match(arguments):
        home = found[1] or home
    # the second of `rename` and the like is a file, too; that of `execve` is a word
    for name in NAME.findall(arguments.partition(", [")[0])[:2]:
        path = _plain(name)
        if path:
            yield os.path.normpath(os.path.join(_plain(home), path))


def _plain(name: str) -> str:
    """A name as strace writes it: octal escapes for bytes that are no ASCII."""
    data = re.sub(
        rb"\\([0-7]{1,3}|.)",
        lambda found: (
            bytes([int(found[1], 8)])
            if found[1].isdigit()
            else {b"n": b"\n", b"t": b"\t", b"r": b"\r"}.get(found[1], found[1])
        ),
        name.encode(),
    )
    return data.decode("utf-8", "surrogateescape")


def _left(mark: str) -> Iterator[str]:
    """The processes that have the mark in their environment."""
    if not mark:
        return
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            try:
                if f"{MARK}={mark}".encode() in (process / "environ").read_bytes():
                    yield (process / "cmdline").read_text().replace("\0", " ")
            except OSError:
                continue
