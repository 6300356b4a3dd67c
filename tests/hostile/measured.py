"""A build that notes how long each note takes, and how much memory its worker has at most."""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import chdir, redirect_stderr, redirect_stdout, suppress
from pathlib import Path

from exporter import config, run
from exporter.cli.findings import print_findings
from exporter.cli.summary import print_summary
from exporter.executors import Workers
from exporter.publication.plan import Job
from exporter.work import Result
from exporter.work import work as plain_work

FORMATS = ("html", "epub", "pdf", "email", "json", "site")
# Seconds of processor time for one note in all formats, and of the clock
LIMIT = 120.0
PATIENCE = 1200.0
MEASURES = "EXPORTER_HOSTILE_MEASURES"
CALLS = "EXPORTER_HOSTILE_CALLS"
# What a person, or the log of a build server, is shown of a build
PRINTED = "printed.txt"
# strace sees each file and socket of all processes, but not whom a local service asks for a name,
# nor for which note (docs.python.org/3/library/audit_events.html)
EVENTS = frozenset(
    "socket.connect socket.getaddrinfo socket.gethostbyname socket.gethostbyaddr socket.sendto"
    " urllib.Request http.client.connect ftplib.connect smtplib.connect os.system os.exec"
    " os.posix_spawn subprocess.Popen webbrowser.open".split()
)
_note = ""


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    if event not in EVENTS or CALLS not in os.environ:
        return
    about = str(arguments[0] if event in ("subprocess.Popen", "urllib.Request") else arguments[1:])
    # a socket of this machine has a name, not an address; a `data:` one is in the document
    if about.startswith("data:") or (event == "socket.connect" and isinstance(arguments[1], str)):
        return
    with open(os.environ[CALLS], "a", encoding="utf-8") as stream:
        stream.write(f"{json.dumps([_note, event, about])}\n")


sys.addaudithook(_hear)


def work(job: Job) -> Result:
    global _note  # noqa: PLW0603 - a worker has one job at a time
    _note = job.source
    began = time.process_time()
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew (proc_pid_clear_refs)
    try:
        return plain_work(job)
    finally:
        line = json.dumps([job.source, time.process_time() - began, _peak()])
        with open(os.environ[MEASURES], "a", encoding="utf-8") as stream:
            stream.write(f"{line}\n")


def _peak() -> int:
    """Megabytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) // 1024
    return 0


def main(vault: str, out: str, told: str) -> None:
    """Build a vault in all formats at once, and write what became of it."""
    run.work = work  # type: ignore[assignment]
    root = Path(vault)
    file = root / config.FILE_NAME
    settings = config.load(file) if file.exists() else config.default(root)
    summary = run.build(settings, [], formats=FORMATS, out=Path(out), workers=Workers(2, PATIENCE))
    with (
        open(Path(told).with_name(PRINTED), "w", encoding="utf-8", errors="replace") as stream,
        redirect_stdout(stream),
        redirect_stderr(stream),
        chdir(root),  # where names stand at the beginning of a line
    ):
        print_findings(summary.diagnostics, Path(settings.root), everything=True)
        print_summary(summary, quiet=False, everything=True)
    made = [(o.source, o.format, o.path, o.status, o.message) for o in summary.outcomes]
    found = [(d.code, d.note, d.message) for d in summary.diagnostics]
    Path(told).write_text(json.dumps([made, found]))
