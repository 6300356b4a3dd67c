"""The house: imports point downward (docs/architecture.md)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


def test_imports_point_downward() -> None:
    # in a process of its own, as it switches off all loggers that it finds
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="others have no names that are found at once")
def test_pango_is_found_without_programs() -> None:
    # each of which would start gcc, ld and ldconfig
    script = "import ctypes.util, sys\n"
    script += "ctypes.util.find_library = lambda name: print(name, file=sys.stderr)\n"
    script += "from exporter import backends\n"
    script += "backends.load('pdf')\n"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True)
    assert done.stderr == b""
