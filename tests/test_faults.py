"""A part of the drill that `make faults` carries out (`tests.faults`)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.faults.__main__ import Drill


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked for in /proc")
def test_a_bad_note_costs_itself_alone(tmp_path: Path) -> None:
    drill = Drill(tmp_path, 4)
    for name in ("eats.md", "crashes.md"):
        left = drill.bad_note(name)
        assert left.clean, left
        assert left.code == 1
