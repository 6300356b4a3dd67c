"""Where the program keeps what is this user's and of no vault: a key, and whom they trust."""

from __future__ import annotations

import os
from pathlib import Path


def folder() -> Path:
    """The folder, which need not be there (XDG Base Directory 0.8, `XDG_STATE_HOME`)."""
    named = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    return Path(named).expanduser() / "exporter"
