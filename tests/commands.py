"""The program called as from a terminal, and how it ended; pages that scripts write."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

SCRIPTS = Path(__file__).parent.parent / "scripts"


class Ended(NamedTuple):
    code: int
    out: str
    err: str


Call = Callable[..., Ended]


def page_of(script: str) -> str:
    """What a script prints that writes a page of docs/."""
    command = [sys.executable, SCRIPTS / script]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    return done.stdout
