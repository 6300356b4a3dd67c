"""The whole drill: `python -m tests.mailing [--subscribers 10000]`.

The sample issue is sent undisturbed, to a server that only takes messages and to aiosmtpd, for
the pace. Then a list is sent to our recording server and, where it is installed, to OpenSMTPD;
meanwhile the server is killed and started again three times, and the sender is killed with SIGKILL
five times.
Prints numbers, and ends with exit code 1 where somebody has two copies, or the ledger is wrong.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Protocol

from tests.mailing.opensmtpd import OpenSmtpd, installed
from tests.mailing.stage import Project, Server, misfits, readers

# In shares of the list: when the server dies, and when the sender does
SERVER_DIES = (0.1, 0.45, 0.8)
SENDER_DIES = (0.2, 0.3, 0.55, 0.65, 0.9)
KILOBYTES = 30


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - what the drill is for


class Target(Protocol):
    port: int

    def start(self) -> None: ...

    def kill(self) -> None: ...

    def accepted(self) -> Counter[str]: ...


def drill(folder: Path, server: Target, number: int) -> bool:
    """Kill and start again; say what became of it, and whether all is well."""
    project = Project(folder / "project", server.port)
    project.issue(kilobytes=KILOBYTES)
    # a server may still have what an earlier drill left in its queue
    project.list(*readers(number, f"drill{server.port}.example.org"))
    server.start()
    began = time.monotonic()
    sender = project.start("send", "issue.md", "--list", "list.csv", "--yes")
    for share in sorted((*SERVER_DIES, *SENDER_DIES)):
        project.wait_for(int(share * number), sender)
        if share in SERVER_DIES:
            server.kill()
            time.sleep(0.5)
            server.start()
        else:
            sender.kill()
            sender.communicate()
            sender = project.start("resume", "--yes")
    said, _ = sender.communicate()
    seconds = time.monotonic() - began
    copies, states = server.accepted(), project.states()
    server.kill()
    unknown = [address for address, state in states.items() if state == "unknown"]
    wrong = misfits(states, copies)
    say(f"  {number:,} subscribers in {seconds:.0f} s, the server killed 3 times, the sender 5")
    taken = sum(copies[each] for each in states)
    say(f"  states: {dict(project.count())}; copies accepted: {taken:,}")
    say(f"  of the unknown ones {sum(copies[each] for each in unknown)} have a copy")
    say(f"  two copies: {sum(copies[each] > 1 for each in states)}; misfits: {len(wrong)}")
    if wrong or len(states) != number:
        say(f"{wrong[:10]}\n{said}")
    return not wrong and len(states) == number and set(project.count()) <= {"sent", "unknown"}


def pace(folder: Path, server: Target, number: int) -> bool:
    """An undisturbed delivery of the sample issue over four connections, everything included."""
    project = Project(folder / "project", server.port)
    project.sample_issue()
    project.list(*readers(number))
    server.start()
    began, before = time.monotonic(), _processor()
    code, _ = project.send()
    seconds, sender = time.monotonic() - began, _processor() - before
    copies = server.accepted()
    server.kill()
    taker = _processor() - before - sender
    say(f"  {number:,} messages in {seconds:.1f} s, all included: {number / seconds:.0f} a second")
    own, its = 1000 * sender / number, 1000 * taker / number
    say(f"  processor: {own:.2f} ms a message, the server {its:.2f}")
    busiest = max(sender, taker, (sender + taker) / 2)
    say(f"  two processors with nothing else to do allow {number / busiest:.0f} a second")
    return code == 0 and copies == dict.fromkeys(readers(number), 1)


def _processor() -> float:
    """Seconds of processor time of all processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.mailing")
    parser.add_argument("--subscribers", type=int, default=10_000)
    number = parser.parse_args().subscribers
    well = True
    with tempfile.TemporaryDirectory(prefix="mailing-") as scratch:
        folder = Path(scratch)
        say("a server that only takes messages, undisturbed")
        sink = Server(folder / "sink.record", module="sink")
        well &= pace(folder / "sink", sink, number)
        say("aiosmtpd, undisturbed")
        well &= pace(folder / "pace", Server(folder / "pace.record"), number)
        say("aiosmtpd")
        well &= drill(folder / "drill", Server(folder / "drill.record"), number)
        if installed():
            say("OpenSMTPD")
            well &= drill(folder / "other", OpenSmtpd(folder / "opensmtpd"), number)
        else:
            say("OpenSMTPD is not installed, or we are not root: left out")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
