"""One bound of memory for a process and its Pandoc."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds another process")

# What a process has, and its Pandoc, while that reads: megabytes, sampled
SCRIPT = """
import os, resource, sys, threading, time
from exporter.errors import NoteError
from exporter.source.pandoc import Reader
from exporter.source.pandoc_memory import _data

bound, ballast = 500_000_000, bytearray(250_000_000)
resource.setrlimit(resource.RLIMIT_DATA, (bound, bound))
reader, most = Reader(), 0
reader.read("A note.", "obsidian")
child = reader._child.pid

def watch():
    global most
    while child:
        most = max(most, _data(child) + _data(os.getpid()))
        time.sleep(0.005)

thread = threading.Thread(target=watch)
thread.start()
try:
    reader.read(sys.argv[1], "obsidian")
    print("read")
except NoteError as error:
    print(error)
child = 0
thread.join()
print(most < bound * 1.05)
reader.read("Another note.", "obsidian")
reader.close()
print(resource.getrlimit(resource.RLIMIT_DATA) == (bound, bound))
"""


FULL = """
import os, resource, threading
from exporter.source.pandoc import Reader
from exporter.source.pandoc_memory import _data, _limit

class Clock(threading.Thread):
    def start(self):
        print(resource.getrlimit(resource.RLIMIT_DATA)[0])
        super().start()

resource.setrlimit(resource.RLIMIT_DATA, (800_000_000, 800_000_000))
reader = Reader()
reader.read("A note.", "obsidian")
_limit(os.getpid(), _data(os.getpid()), 800_000_000)
threading.Thread = Clock
reader.read("Another note.", "obsidian")
reader.close()
"""


def told(note: str, script: str = SCRIPT) -> list[str]:
    command = [sys.executable, "-c", script, note]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_both_together_keep_to_it() -> None:
    bomb = "a[^1]\n\n[^1]: b[^1]\n"
    assert told(bomb) == ["Pandoc needed too much memory for it", "True", "True"]


def test_a_usual_note_has_room() -> None:
    assert told("A *note*.\n\n" * 1000) == ["read", "True", "True"]


def test_the_clock_of_a_note_has_memory_to_start_with() -> None:
    assert told("", FULL) == ["800000000"]
