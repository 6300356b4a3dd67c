"""How names and paths are put to people in messages, and the names that were meant."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from exporter.config.settings import FORMATS
from exporter.errors import UsageError


def check_formats(names: Iterable[str]) -> tuple[str, ...]:
    """The names, each once. Raises UsageError, with the near miss, for one that is no format."""
    for name in names:
        if name not in FORMATS:
            raise UsageError(f"“{name}” is no format", near_miss(name, FORMATS))
    return tuple(dict.fromkeys(names))


def near_miss(name: str, known: Sequence[str]) -> str:
    """A hint: the name that was probably meant, else all that there are."""
    close = difflib.get_close_matches(name.lower().replace("-", "_"), known, n=1, cutoff=0.6)
    if close:
        return f"did you mean “{close[0]}”?"
    return f"known are {', '.join(known)}"


def shown(path: Path | str) -> str:
    """A path as people want to read it: relative to the current folder where it lies below. An
    address stays as it is."""
    if "://" in str(path):
        return str(path)
    try:
        relative = os.path.relpath(path)
    except (OSError, ValueError):
        return str(path)
    return str(path) if relative.startswith("..") else relative
